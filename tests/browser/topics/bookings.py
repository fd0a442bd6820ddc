"""The pages of opening times and bookings."""

from collections.abc import Callable
from typing import Any

from alliance.demo.bookings import ROOM
from projects.models import Booking, Resource, Service

Page = tuple[str, str, str, str]


def room() -> Resource:
    return Resource.objects.get(title=ROOM)


def hall() -> Resource:
    return Resource.objects.get(title="社区活动室")


def booking(username: str) -> Booking:
    return Booking.objects.get(resource=room(), booked_by__username=username)


PUBLIC: list[Page] = [
    ("projects:directory", "", "", "open=now"),
    ("projects:directory", "", "", "kind=resource&open=now"),
    ("projects:public_item", "service with places", "", ""),
]
PHONE: list[Page] = [
    ("projects:my_bookings", "", "liaison", ""),
    ("projects:my_bookings", "", "liaison2", ""),
    ("projects:bookables", "", "liaison", ""),
    ("projects:bookables", "", "liaison", "q=没有的东西"),
    ("projects:my_resource_week", "booked room", "liaison", ""),
    ("projects:my_resource_week", "booked room", "liaison", "day=2026-01-05"),
    ("projects:my_resource_week", "room of two", "liaison2", ""),
    ("projects:my_booking_new", "booked room", "liaison", ""),
    ("projects:my_booking_new", "room of two", "liaison", "from=540"),
    ("projects:my_booking", "booking", "liaison", ""),
    ("projects:my_booking_cancel", "booking", "liaison", ""),
    ("projects:my_item", "booked room as item", "liaison2", ""),
    ("projects:my_item_opening", "booked room as item", "liaison2", ""),
]
STAFF: list[Page] = [
    ("projects:booking_list", "", "street", ""),
    ("projects:booking_list", "", "auditor", "time=past"),
    ("projects:resource_week", "booked room", "street", ""),
    ("projects:resource_week", "room of two", "auditor", ""),
    ("projects:booking_new", "booked room", "street", ""),
    ("projects:booking", "booking", "street", ""),
    ("projects:booking_cancel", "booking", "street", ""),
    ("projects:item_opening", "booked room as item", "street", ""),
    ("projects:item_opening", "service", "street", ""),
]
NO_PAGE = {"projects:my_item_day_drop", "projects:item_day_drop"}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "booked room": lambda: [room().uuid],
    "booked room as item": lambda: [Resource, room().uuid],
    "room of two": lambda: [hall().uuid],
    "booking": lambda: [booking("liaison").uuid],
    "service with places": lambda: [Service.objects.get(title="教老人用手机").uuid],
}
