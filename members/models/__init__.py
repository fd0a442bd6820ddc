from members.models.alliances import Alliance, AllianceMembership
from members.models.check_ins import CheckIn
from members.models.contacts import HouseholdContact
from members.models.links import CorrectionRequest, SupportLink
from members.models.organizations import Compact, PartyOrganization
from members.models.people import Liaison, Person, SignInLink
from members.models.posts import Commando, PioneerPost, Pledge
from members.models.rosters import Availability, Category, RosterEntry
from members.models.seats import CommitteeSeat
from members.models.units import MemberUnit
from members.models.users import Posting, User

__all__ = [
    "Alliance",
    "AllianceMembership",
    "Availability",
    "Category",
    "CheckIn",
    "Commando",
    "CommitteeSeat",
    "Compact",
    "CorrectionRequest",
    "HouseholdContact",
    "Liaison",
    "MemberUnit",
    "PartyOrganization",
    "Person",
    "PioneerPost",
    "Pledge",
    "Posting",
    "RosterEntry",
    "SignInLink",
    "SupportLink",
    "User",
]
