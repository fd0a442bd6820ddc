"""What goes along when an item made by an import is unmade: its opening times."""

from common.sheets.companions import goes_along
from projects.models import Schedule

goes_along(Schedule)
