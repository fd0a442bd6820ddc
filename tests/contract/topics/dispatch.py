"""The addresses of the inside of residents' requests: staff, holders, the API."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from members.models import User
from projects.models import Category, Request
from tests.conftest import at
from tests.contract.row import Named, Row, uuid

NEW, ACCEPTED = uuid("asked"), uuid("asked_accepted")
BY_TEAM, BY_UNIT = uuid("asked_team"), uuid("asked_unit")
PHOTO: Named = lambda side: {"uuid": side.asked.uuid, "photo": side.asked_photo.uuid}  # noqa: E731
OWN_PHOTO: Named = lambda side: {  # noqa: E731
    "uuid": side.asked_unit.uuid,
    "photo": side.asked_unit_photo.uuid,
}

ROWS = [
    Row("projects:request_list", get="STAFF"),
    Row("projects:request_enter", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("projects:request_figures", get="STAFF"),
    Row("projects:request", get="READ", record=NEW),
    Row("projects:request_photo", get="READ", record=PHOTO),
    Row("projects:request_phone", get="WRITE", post="WRITE", record=NEW),
    Row("projects:request_accept", get="WRITE", post="WRITE", record=NEW),
    Row("projects:request_decline", get="WRITE", post="WRITE", record=NEW),
    Row("projects:request_dispatch", get="WRITE", post="WRITE", record=ACCEPTED),
    Row("projects:request_take", post="WRITE", record=BY_TEAM),
    Row("projects:request_return", get="WRITE", post="WRITE", record=BY_TEAM),
    Row("projects:request_note", get="WRITE", post="WRITE", record=ACCEPTED),
    Row("projects:request_done", get="WRITE", post="WRITE", record=BY_TEAM),
    Row("projects:request_demand", get="WRITE", post="WRITE", record=ACCEPTED),
    Row("projects:request_service", get="WRITE", post="WRITE", record=ACCEPTED),
    Row("projects:my_requests", get="PHONE"),
    Row("projects:my_request", get="HOLDER_READ", record=BY_UNIT),
    Row("projects:my_request_photo", get="HOLDER_READ", record=OWN_PHOTO),
    Row("projects:my_request_phone", post="HOLDER", record=BY_UNIT),
    Row("projects:my_request_take", post="HOLDER", record=BY_UNIT),
    Row("projects:my_request_return", get="HOLDER", post="HOLDER", record=BY_UNIT),
    Row("projects:my_request_note", get="HOLDER", post="HOLDER", record=BY_UNIT),
    Row("projects:my_request_done", get="HOLDER", post="HOLDER", record=BY_UNIT),
    Row("api:requests-list", get="API"),
    Row("api:requests-detail", get="API_REQUEST", record=BY_UNIT),
    Row("api:requests-accept", post="API_MANAGE", record=BY_UNIT),
    Row("api:requests-decline", post="API_MANAGE", record=BY_UNIT),
    Row("api:requests-dispatch-to", post="API_MANAGE", record=BY_UNIT),
    Row("api:requests-take", post="API_TAKE", record=BY_UNIT),
    Row("api:requests-give-back", post="API_HOLD", record=BY_UNIT),
    Row("api:requests-note", post="API_NOTE", record=BY_UNIT),
    Row("api:requests-done", post="API_HOLD", record=BY_UNIT),
]
UPLOADS: list[str] = []
HELD: dict[str, Any] = {
    "status": "taken",
    "take_by": date(2026, 11, 11),
    "done_by": date(2026, 11, 19),
    "taken_at": at("2026-11-10"),
}


def furnish(side: SimpleNamespace, by: User) -> None:
    """One that is new, one accepted, one that volunteers hold, one that the side's unit holds."""
    accepted = {"accepted_at": at("2026-11-10"), "public_title": "社区 水电维修"}
    side.asked = _asked(side, 1)
    side.asked_accepted = _asked(side, 2, status="accepted", **accepted)
    side.asked_team = _asked(side, 3, volunteers="红色管家志愿队", **accepted, **HELD)
    side.asked_unit = _asked(side, 4, unit=side.unit, **accepted, **HELD)
    side.asked_photo = _photo(side.asked)
    side.asked_unit_photo = _photo(side.asked_unit)


def _asked(side: SimpleNamespace, number: int, **facts: Any) -> Request:
    """Written as the database lets it be; the number begins with the side's street."""
    return Request.objects.create(
        area=side.grid,
        category=Category.objects.get(code="plumbing"),
        number=f"D{side.street.code}{number}",
        text="厨房水管漏水",
        name="慕容阿姨",
        phone="13898760099",
        received_at=at("2026-11-09"),
        **facts,
    )


def _photo(request: Request) -> Any:
    return request.photos.create(data=b"\xff\xd8\xff", width=1, height=1)
