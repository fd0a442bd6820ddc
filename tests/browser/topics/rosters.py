"""The pages of rosters, check-ins, posts, household contacts."""

from collections.abc import Callable
from typing import Any

from grids.models import Area
from members.models import CheckIn, HouseholdContact, PartyOrganization, RosterEntry

Page = tuple[str, str, str, str]


def branch() -> PartyOrganization:
    return PartyOrganization.objects.get(name="幸福里小区兼合式党支部")


def entry() -> RosterEntry:
    return RosterEntry.objects.get(organization=branch(), person__name="王建军")


def check_in(status: str) -> CheckIn:
    return CheckIn.objects.filter(status=status, organization=None).earliest("pk")


def contact() -> HouseholdContact:
    return HouseholdContact.objects.get(person__name="张桂兰")


def community() -> Area:
    return Area.objects.current().get(code="210211013001")


PUBLIC: list[Page] = [
    ("members:public_check_in", "check-in community", "", ""),
    ("members:public_check_in_done", "check-in community", "", ""),
]
PHONE: list[Page] = [
    ("members:my_check_in", "", "liaison", ""),
    ("members:my_check_in", "", "liaison2", ""),
]
STAFF: list[Page] = [
    ("members:roster_list", "", "street", ""),
    ("members:rosters_import", "", "street", ""),
    ("members:roster", "composite branch", "street", ""),
    ("members:roster", "composite branch", "auditor", "free=evenings"),
    ("members:roster_add", "composite branch", "street", ""),
    ("members:roster_edit", "roster entry", "street", ""),
    ("members:roster_end", "roster entry", "street", ""),
    ("members:check_in_list", "", "street", ""),
    ("members:check_ins_import", "", "street", ""),
    ("members:check_in_add", "", "street", ""),
    ("members:check_in_add", "", "community", ""),
    ("members:check_in_add_unit", "", "community", ""),
    ("members:check_in_link", "", "street", ""),
    ("members:check_in_poster", "check-in community", "street", ""),
    ("members:check_in", "reported check-in", "street", ""),
    ("members:check_in", "confirmed check-in", "street", ""),
    ("members:check_in_phone", "reported check-in", "street", ""),
    ("members:check_in_revoke", "confirmed check-in", "street", ""),
    ("members:check_in_hours", "confirmed check-in", "street", ""),
    ("members:thing_list", "posts of the branch", "street", ""),
    ("members:thing_list", "compacts of the branch", "auditor", ""),
    ("members:thing_add", "posts of the branch", "street", ""),
    ("members:thing_add", "commandos of the branch", "street", ""),
    ("members:thing_end", "a post of the branch", "street", ""),
    ("members:compact", "composite branch", "street", ""),
    ("members:contact_list", "", "street", ""),
    ("members:contacts_import", "", "street", ""),
    ("members:contact_choose", "", "street", ""),
    ("members:contact_add", "composite branch", "street", ""),
    ("members:contact", "household contact", "street", ""),
    ("members:contact_edit", "household contact", "street", ""),
    ("members:contact_end", "household contact", "street", ""),
    ("members:plate", "household contact", "street", ""),
]
NO_PAGE = {"members:check_in_confirm", "members:check_in_confirm_many"}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "composite branch": lambda: [branch().uuid],
    "roster entry": lambda: [entry().uuid],
    "check-in community": lambda: [community().uuid],
    "reported check-in": lambda: [check_in("reported").uuid],
    "confirmed check-in": lambda: [check_in("confirmed").uuid],
    "posts of the branch": lambda: [branch().uuid, "posts"],
    "compacts of the branch": lambda: [branch().uuid, "compacts"],
    "commandos of the branch": lambda: [branch().uuid, "commandos"],
    "a post of the branch": lambda: [branch().uuid, "posts", branch().posts.earliest("pk").pk],
    "household contact": lambda: [contact().uuid],
}
