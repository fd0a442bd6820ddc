from members.models.alliances import Alliance, AllianceMembership
from members.models.links import CorrectionRequest, SupportLink
from members.models.organizations import CommitteeSeat, Compact, PartyOrganization
from members.models.people import Liaison, Person, SignInLink
from members.models.rosters import (
    CheckIn,
    Commando,
    HouseholdContact,
    PioneerPost,
    Pledge,
    RosterEntry,
)
from members.models.units import MemberUnit
from members.models.users import Posting, User

__all__ = [
    "Alliance",
    "AllianceMembership",
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
