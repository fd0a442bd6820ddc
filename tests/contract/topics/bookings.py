"""The addresses of opening times and bookings."""

from datetime import date
from types import SimpleNamespace

from members.models import User
from projects.models import Booking, Resource, ScheduleException, Slot
from tests.conftest import at
from tests.contract.row import Named, Row, uuid


def day_of(kind: str) -> Named:
    """A day that differs, of the side's published item of that kind."""

    def named(side: SimpleNamespace) -> dict[str, object]:
        found = side.items[kind, "published"]
        return {"kind": kind, "uuid": found.uuid, "pk": side.days[kind].pk}

    return named


def item(kind: str) -> Named:
    return lambda side: {"kind": kind, "uuid": side.items[kind, "published"].uuid}


ROOM, BOOKING = uuid("room"), uuid("booking")
FOR_UNIT: Named = lambda side: {"unit": side.unit.uuid}  # noqa: E731 - reads as the others do

ROWS = [
    *[
        row
        for kind in ("service", "resource")
        for row in (
            Row(
                "projects:my_item_opening", get="OFFICER_OWN", post="OFFICER_OWN", record=item(kind)
            ),
            Row("projects:my_item_day_drop", post="OFFICER_OWN", record=day_of(kind)),
            Row("projects:item_opening", get="WRITE", post="WRITE", record=item(kind)),
            Row("projects:item_day_drop", post="WRITE", record=day_of(kind)),
        )
    ],
    Row("projects:my_bookings", get="OFFICER"),
    Row("projects:bookables", get="OFFICER"),
    Row("projects:my_resource_week", get="OFFICER_MEETING", record=ROOM),
    Row("projects:my_booking_new", get="OFFICER_MEETING", post="OFFICER_MEETING", record=ROOM),
    Row("projects:my_booking", get="OFFICER_OWN", record=BOOKING),
    Row("projects:my_booking_cancel", get="OFFICER_OWN", post="OFFICER_OWN", record=BOOKING),
    Row("projects:booking_list", get="STAFF"),
    Row("projects:resource_week", get="READ", record=ROOM),
    Row("projects:booking_new", get="WRITE", post="WRITE", record=ROOM),
    Row("projects:booking", get="READ", record=BOOKING),
    Row("projects:booking_cancel", get="WRITE", post="WRITE", record=BOOKING),
    Row("api:bookings-list", get="API", post="API_BOOK"),
    Row("api:bookings-detail", get="API_RECORD", record=BOOKING),
    Row("api:bookings-cancel", post="API_CANCEL", record=BOOKING),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A room that can be booked, a booking of it, and a day on which each list item differs."""
    from tests.contract.conftest import listed

    facts = {"title": f"{side.unit.label}的多功能厅", "opening": "每天 8:00–20:00", "pieces": 1}
    side.room = listed(Resource, side, by, **facts)
    span = {"starts_at": at("2099-03-11", "09:00"), "ends_at": at("2099-03-11", "09:30")}
    side.booking = Booking.objects.create(
        resource=side.room, unit=side.unit, purpose="学习会", booked_at=at("2026-11-10"),
        booked_by=by, **span,
    )  # fmt: skip
    Slot.objects.create(resource=side.room, at=span["starts_at"], booking=side.booking)
    side.days = {
        kind: ScheduleException.objects.create(
            **{kind: side.items[kind, "published"]}, on=date(2099, 3, 11)
        )
        for kind in ("service", "resource")
    }
