"""What is typed into the pages of this room."""

from members.forms.accounts import AccountForm, MailForm, PasswordForm, PostingForm, SignInForm
from members.forms.fields import CreditCode, Day
from members.forms.units import AppointForm, LeaveForm, UnitForm

__all__ = [
    "AccountForm",
    "AppointForm",
    "CreditCode",
    "Day",
    "LeaveForm",
    "MailForm",
    "PasswordForm",
    "PostingForm",
    "SignInForm",
    "UnitForm",
]
