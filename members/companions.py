"""What goes along when an account or a person made by an import is unmade again."""

from common.sheets.companions import goes_along
from members.models import SignInLink
from notices.models import Notice

goes_along(SignInLink)
goes_along(Notice)
