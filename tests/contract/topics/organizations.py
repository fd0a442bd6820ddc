"""The addresses of party organisations, seats, alliances."""

from types import SimpleNamespace
from typing import Any

from members.models import (
    Alliance,
    AllianceMembership,
    CommitteeSeat,
    PartyOrganization,
    Person,
    User,
)
from tests.conftest import START
from tests.contract.row import Row, imports, uuid


def _body(side: Any) -> dict[str, Any]:
    return {"kind": "alliances", "uuid": side.functional.uuid}


def _member(side: Any) -> dict[str, Any]:
    return {"uuid": side.functional.uuid, "unit": side.unit.uuid}


ROWS: list[Row] = [
    Row("members:organization_list", get="STAFF"),
    Row("members:organization_add", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("members:composite_found", get="STAFF_WRITES", post="STAFF_WRITES"),
    *imports("members:organizations"),
    Row("members:organization", get="READ", record=uuid("organization")),
    Row("members:organization_edit", get="WRITE", post="WRITE", record=uuid("organization")),
    Row("members:organization_move", get="WRITE", post="WRITE", record=uuid("organization")),
    Row("members:organization_end", get="WRITE", post="WRITE", record=uuid("organization")),
    Row("members:organization_tree", get="READ", record=uuid("community")),
    Row("members:own_table", get="STAFF"),
    Row("members:table", get="READ", record=uuid("community")),
    Row("members:circle_list", get="STAFF"),
    Row("members:alliance_add", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("members:alliance_edit", get="WRITE", post="WRITE", record=uuid("functional")),
    Row("members:alliance_end", get="WRITE", post="WRITE", record=uuid("functional")),
    Row("members:member_list", get="READ", record=uuid("functional")),
    Row("members:member_pick", get="WRITE", record=uuid("functional")),
    Row("members:member_add", post="WRITE", record=uuid("functional")),
    Row("members:member_edit", get="WRITE", post="WRITE", record=_member),
    *imports("members:memberships"),
    Row("members:seat_list", get="STAFF"),
    *imports("members:seats"),
    Row("members:committee", get="READ", record=_body),
    Row("members:seat_appoint", get="WRITE", post="WRITE", record=_body),
    Row("members:seat_nominate", get="WRITE", post="WRITE", record=_body),
    Row("members:seat_approve", get="REVIEW_REPORT", post="REVIEW_REPORT", record=uuid("nominee")),
    Row("members:seat_refuse", get="REVIEW_REPORT", post="REVIEW_REPORT", record=uuid("nominee")),
    Row("members:seat_renew", get="WRITE", post="WRITE", record=uuid("seat")),
    Row("members:seat_end", get="WRITE", post="WRITE", record=uuid("seat")),
]
UPLOADS: list[str] = ["members:organizations", "members:memberships", "members:seats"]


def furnish(side: SimpleNamespace, by: User) -> None:
    """One record of everything, on this side."""
    side.organization = PartyOrganization.objects.create(
        kind="committee", name="社区党委", area=side.community, founded_on=START
    )
    side.functional = Alliance.objects.create(
        kind="functional",
        name="金融服务业联合体",
        industry="金融服务业",
        circle="华南商圈",
        area=side.community,
        founded_on=START,
    )
    AllianceMembership.objects.create(alliance=side.functional, unit=side.unit, since=START)
    side.seat = CommitteeSeat.objects.create(
        alliance=side.functional,
        person=Person.objects.create(name="书记甲"),
        role="secretary",
        status="approved",
        since=START,
    )
    side.nominee = CommitteeSeat.objects.create(
        alliance=side.functional,
        person=Person.objects.create(name="委员乙"),
        unit=side.unit,
        role="part_time",
        status="nominated",
        nominated_on=START,
    )
