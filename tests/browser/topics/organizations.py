"""The pages of party organisations, seats, alliances."""

from collections.abc import Callable
from typing import Any

from grids.models import Area
from members.models import Alliance, AllianceMembership, CommitteeSeat, PartyOrganization

Page = tuple[str, str, str, str]
STREET = "210211013"


def organization(name: str) -> PartyOrganization:
    return PartyOrganization.objects.get(name=name)


def functional() -> Alliance:
    return Alliance.objects.get(name="金融服务业党建联合体", area__code=STREET)


def member() -> AllianceMembership:
    return functional().memberships.current().order_by("pk")[0]


def seat(status: str) -> CommitteeSeat:
    rows = CommitteeSeat.objects.filter(alliance__area__code=STREET, status=status)
    return rows.order_by("pk")[0]


def place(code: str) -> Area:
    return Area.objects.current().get(code=code)


PUBLIC: list[Page] = []
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("members:organization_list", "", "street", ""),
    ("members:organization_list", "", "auditor", "system=other"),
    ("members:organization_add", "", "street", ""),
    ("members:composite_found", "", "street", ""),
    ("members:organizations_import", "", "street", ""),
    ("members:organization", "committee of a village", "street", ""),
    ("members:organization", "composite branch", "street", ""),
    ("members:organization", "military organisation", "street", ""),
    ("members:organization_edit", "committee of a village", "street", ""),
    ("members:organization_move", "committee of a village", "street", ""),
    ("members:organization_end", "committee of a village", "street", ""),
    ("members:organization_tree", "street of the table", "street", ""),
    ("members:own_table", "", "street", ""),
    ("members:table", "street of the table", "street", ""),
    ("members:circle_list", "", "street", ""),
    ("members:alliance_add", "", "street", ""),
    ("members:alliance", "functional alliance", "street", ""),
    ("members:alliance_edit", "functional alliance", "street", ""),
    ("members:alliance_end", "functional alliance", "street", ""),
    ("members:member_list", "functional alliance", "street", ""),
    ("members:member_pick", "functional alliance", "street", ""),
    ("members:member_edit", "member", "street", ""),
    ("members:memberships_import", "", "street", ""),
    ("members:seat_list", "", "street", ""),
    ("members:seats_import", "", "street", ""),
    ("members:committee", "committee", "street", ""),
    ("members:seat_appoint", "committee", "street", ""),
    ("members:seat_nominate", "committee", "street", ""),
    ("members:seat_approve", "nominee", "street", ""),
    ("members:seat_refuse", "nominee", "street", ""),
    ("members:seat_renew", "seat", "street", ""),
    ("members:seat_end", "seat", "street", ""),
]
NO_PAGE: set[str] = {"members:member_add"}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "committee of a village": lambda: [organization("前滩村党委").uuid],
    "composite branch": lambda: [organization("幸福里小区兼合式党支部").uuid],
    "military organisation": lambda: [organization("演示某部第1分队党委").uuid],
    "street of the table": lambda: [place(STREET).uuid],
    "functional alliance": lambda: [functional().uuid],
    "member": lambda: [functional().uuid, member().unit.uuid],
    "committee": lambda: ["alliances", Alliance.objects.get(seats=seat("approved")).uuid],
    "nominee": lambda: [seat("nominated").uuid],
    "seat": lambda: [seat("approved").uuid],
}
