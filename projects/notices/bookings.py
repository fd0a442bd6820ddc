"""Reminders: a resource was booked, a booking was cancelled, a booking is tomorrow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from members.models import Liaison
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source
from projects.items.schedules import moment_of
from projects.models import Booking
from projects.models.schedules import BookingQuerySet

SIDES = ("unit", "resource__unit")  # who uses it, whose it is


def _to_officer(rows: BookingQuerySet, unit: str, slot: str) -> QuerySet[Any]:
    """A notice for the officer of the unit on that side of each booking."""
    officer = Liaison.objects.current().filter(unit=OuterRef(unit)).values("person__user")[:1]
    return rows.annotate(
        recipient=Subquery(officer),
        subject=F("pk"),
        slot=Value(slot, CharField()),
        due_on=TruncDate("starts_at"),
    ).order_by()


def _coming(now: datetime) -> BookingQuerySet:
    rows: BookingQuerySet = Booking.objects.standing().filter(starts_at__gt=now)
    return rows


def _called_off(now: datetime) -> BookingQuerySet:
    rows: BookingQuerySet = Booking.objects.filter(status="cancelled", starts_at__gt=now)
    return rows


@source("booking_made")
def made(now: datetime) -> QuerySet[Booking]:
    """To the resource's officer, but for a booking of their own."""
    rows = _to_officer(_coming(now), "resource__unit", "booked")
    return rows.exclude(recipient=F("booked_by"))


def _off(now: datetime, unit: str) -> QuerySet[Booking]:
    """To the side that did not cancel; when staff did, to both."""
    rows = _to_officer(_called_off(now), unit, "off")
    return rows.exclude(cancelled_by__isnull=False, recipient=F("cancelled_by"))


@source("booking_off")
def off_for_the_user(now: datetime) -> QuerySet[Booking]:
    return _off(now, "unit")


@source("booking_off")
def off_for_the_owner(now: datetime) -> QuerySet[Booking]:
    return _off(now, "resource__unit")


def _tomorrow(now: datetime) -> BookingQuerySet:
    """Until the end of tomorrow; what was booked today is still in mind."""
    today = timezone.localdate(now)
    end = moment_of(today + timedelta(days=2), 0)
    return _coming(now).filter(starts_at__lt=end, booked_at__lt=moment_of(today, 0))


@source("booking_soon")
def soon_for_the_user(now: datetime) -> QuerySet[Booking]:
    return _to_officer(_tomorrow(now), "unit", "T-1")


@source("booking_soon")
def soon_for_the_owner(now: datetime) -> QuerySet[Booking]:
    return _to_officer(_tomorrow(now), "resource__unit", "T-1")


Say = Callable[[Booking, bool], Text]


def _texts(notices: Sequence[Notice], rows: BookingQuerySet, say: Say) -> Mapping[int, Text | None]:
    """Only for who is an officer of either side now; `say` is told whether of the owner's."""
    found = rows.for_list().in_bulk([notice.subject for notice in notices])
    officers = _officers(found.values())
    return {
        notice.pk: say(booking, unit == booking.resource.unit_id)
        for notice in notices
        if (booking := found.get(notice.subject))
        and (unit := _side(booking, officers.get(notice.recipient_id, set())))
    }


def _officers(bookings: Any) -> dict[int, set[int]]:
    """Account → the units of these bookings for which it speaks; one query."""
    units = {key for one in bookings for key in (one.unit_id, one.resource.unit_id)}
    held: dict[int, set[int]] = {}
    rows = Liaison.objects.current().filter(unit__in=units)
    for user, unit in rows.values_list("person__user", "unit"):
        held.setdefault(user, set()).add(unit)
    return held


def _side(booking: Booking, units: set[int]) -> int | None:
    """The unit for which the reader has to know: the user's first."""
    return next((key for key in (booking.unit_id, booking.resource.unit_id) if key in units), None)


@renders("booking_made", stands=_coming)
def render_made(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(booking: Booking, is_owner: bool) -> Text:
        many = f"{booking.pieces} 件，" if booking.pieces > 1 else ""
        body = f"{booking.when}，{many}用途：{booking.purpose}。用不成的话请尽早取消并说明原因。"
        subject = f"{booking.unit.label}预订了“{booking.resource.title}”"
        return Text(subject, body, booking.phone_url)

    return _texts(notices, _coming(now), say)


@renders("booking_off", stands=_called_off)
def render_off(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(booking: Booking, is_owner: bool) -> Text:
        whose = f"{booking.unit.label}的" if is_owner else ""
        subject = f"“{booking.resource.title}”{booking.when}{whose}预订已取消"
        return Text(subject, f"原因：{booking.reason}", booking.phone_url)

    return _texts(notices, _called_off(now), say)


@renders("booking_soon", stands=_coming)
def render_soon(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(booking: Booking, is_owner: bool) -> Text:
        resource = booking.resource
        subject = f"“{resource.title}”：{booking.when}"
        if is_owner:
            return Text(subject, f"{booking.unit.label}来用，请准备好。", booking.phone_url)
        contact = f"{resource.contact} {resource.phone}"
        body = f"{resource.unit.label}提供，联系：{contact}。用不上请提前取消。"
        return Text(subject, body, booking.phone_url)

    return _texts(notices, _coming(now), say)
