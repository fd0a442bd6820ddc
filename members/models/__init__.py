from members.models.alliances import Alliance, AllianceMembership
from members.models.people import Liaison, Person, SignInLink
from members.models.units import MemberUnit
from members.models.users import Posting, User

__all__ = [
    "Alliance",
    "AllianceMembership",
    "Liaison",
    "MemberUnit",
    "Person",
    "Posting",
    "SignInLink",
    "User",
]
