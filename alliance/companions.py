"""What goes along when an area made by an import is unmade: its blank spots, found by the job."""

from alliance.models import Gap
from common.sheets.companions import goes_along

goes_along(Gap)
