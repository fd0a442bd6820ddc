"""Bookings of a resource by half hours: made, cancelled; the number that can be booked at once.

The slots decide: one row for each half hour of each piece, unique in the database. The resource's
row is locked first, so that whoever comes second is told what is still free.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from common import audit
from common.dates import day_text
from common.lifecycle import move
from members.models import MemberUnit, User
from projects.bookings.free import free_spans, taken_on
from projects.engagements.places_left import NUMBER
from projects.items.opening import plan_of
from projects.items.schedules import SLOT, spans_text, split
from projects.models import Booking, Item, Resource, Slot

LONGEST = timedelta(hours=14)
DAYS_AHEAD = 60
HALF_HOUR = timedelta(minutes=SLOT)


class NotBookable(ValidationError):
    """The resource is not published, or cannot be booked through the portal."""


class BadTime(ValidationError):
    """Not in half hours, past, too far ahead, too long, or outside the opening times."""


class TimeTaken(ValidationError):
    """Somebody else has that time; says what is free on that day."""


class FewerThanBooked(ValidationError):
    """The number would be less than what is booked already; names the bookings."""


class BookingOver(ValidationError):
    """What is over is not cancelled."""


def book(
    resource: Resource,
    unit: MemberUnit,
    starts_at: datetime,
    ends_at: datetime,
    *,
    purpose: str,
    by: User,
    now: datetime,
    pieces: int = 1,
    outside: bool = False,
    key: UUID | None = None,
) -> Booking:
    """Book `pieces` of the resource for the unit; `outside` its opening times for its own side.

    Raises NotBookable, BadTime, TimeTaken. Of two bookings of the last piece one is written.
    """
    booking = Booking(
        uuid=key or uuid4(),
        resource=resource,
        unit=unit,
        starts_at=starts_at,
        ends_at=ends_at,
        pieces=pieces,
        purpose=purpose.strip(),
        booked_at=now,
        booked_by=by,
    )
    try:
        with transaction.atomic():
            return _write(booking, outside)
    except IntegrityError as error:  # past the lock: the slots themselves refuse
        raise _taken(booking) from error


def _write(booking: Booking, outside: bool) -> Booking:
    held = _hold(booking.resource)
    if held.status != Item.Status.PUBLISHED or held.pieces is None:
        raise NotBookable(f"“{held}”现在不能预订，请打电话 {held.phone} 联系。")
    _check_time(booking, outside)
    _check_pieces(booking, held.pieces)
    slots = _slots(booking, held.pieces)
    booking.full_clean(validate_unique=False)
    with audit.disable_auditlog():
        booking.save()
        Slot.objects.bulk_create(slots)
    audit.record(booking, "create", by=booking.booked_by)
    return booking


def _hold(resource: Item) -> Any:
    """The resource as it is now, locked until the end of the transaction."""
    return type(resource).objects.select_for_update(of=("self",)).get(pk=resource.pk)


def _check_time(booking: Booking, outside: bool) -> None:
    """Portal rule: whole half hours of one day, from now to 60 days ahead, 14 hours at most."""
    day, opens, closes = _span(booking)
    if opens % SLOT or closes % SLOT or booking.ends_at <= booking.starts_at:
        raise BadTime({"end": "请选整点或半点，结束要晚于开始。"})
    if booking.starts_at < booking.booked_at:
        raise BadTime({"start": "这个时间已经过了，请选以后的时间。"})
    if day > timezone.localdate(booking.booked_at) + timedelta(days=DAYS_AHEAD):
        raise BadTime({"day": f"最多提前 {DAYS_AHEAD} 天预订。"})
    if booking.ends_at - booking.starts_at > LONGEST or closes > 24 * 60:
        raise BadTime({"end": "一次最多预订 14 小时，不能跨天。"})
    plan = plan_of(booking.resource)
    if not outside and not plan.holds(day, opens, closes):
        raise BadTime({"start": f"{day_text(day)}开放：{spans_text(plan.spans_on(day))}。"})


def _span(booking: Booking) -> tuple[date, int, int]:
    """Its day, and the minutes after midnight at which it starts and ends."""
    day, opens = split(booking.starts_at)
    return day, opens, opens + int((booking.ends_at - booking.starts_at).total_seconds()) // 60


def _check_pieces(booking: Booking, number: int) -> None:
    if not 1 <= booking.pieces <= number:
        raise ValidationError({"pieces": f"最多可订 {number} 件，请填 1 到 {number}。"})


def _slots(booking: Booking, number: int) -> list[Slot]:
    """The slots to take: in each half hour the lowest pieces that are free. Raises TimeTaken."""
    taken = taken_on(booking.resource, booking.starts_at, booking.ends_at)
    slots: list[Slot] = []
    at = booking.starts_at
    while at < booking.ends_at:
        used = taken.get(at, set())
        free = [piece for piece in range(1, number + 1) if piece not in used]
        if len(free) < booking.pieces:
            raise _taken(booking)
        slots += [
            Slot(resource=booking.resource, at=at, piece=piece, booking=booking)
            for piece in free[: booking.pieces]
        ]
        at += HALF_HOUR
    return slots


def _taken(booking: Booking) -> TimeTaken:
    day, _, _ = _span(booking)
    spans = free_spans(booking.resource, day, booking.pieces, since=booking.booked_at)
    some = f"还有 {booking.pieces} 件空着的时间" if booking.pieces > 1 else "还空着的时间"
    left = f"{some}：{spans_text(spans)}" if spans else "已经没有空的时间，请换一天"
    return TimeTaken(f"这段时间已被订走。{day_text(day)}{left}。")


@transaction.atomic
def cancel(booking: Booking, *, reason: str, by: User | None, now: datetime) -> None:
    """Give the time back, with a reason for the other side. What is over stays as it was."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么取消，对方会看到。"})
    if booking.ends_at <= now:
        raise BookingOver("已经用过的预订不能取消。")
    changes: dict[str, Any] = {"cancelled_at": now, "cancelled_by": by}
    move(booking, Booking.Status.CANCELLED, by=by, reason=reason.strip(), **changes)
    Slot.objects.filter(booking=booking).delete()


@transaction.atomic
def cancel_coming(resource: Item, *, reason: str, by: User | None, now: datetime) -> int:
    """Cancel what is booked from now on of a resource that is no longer there; how many."""
    if not isinstance(resource, Resource):
        return 0
    coming = list(Booking.objects.coming(now).filter(resource=resource).for_list())
    for booking in coming:
        cancel(booking, reason=reason, by=by, now=now)
    return len(coming)


@transaction.atomic
def set_number(item: Item, number: int | None, *, by: User | None, now: datetime) -> None:
    """How many pieces of a resource, or places of a service, there are; None: not counted.

    Raises FewerThanBooked, which names the bookings that stand in the way.
    """
    name = NUMBER[item.KIND]
    held = _hold(item)
    before = getattr(held, name)
    if isinstance(held, Resource):
        _check_booked(held, number or 0, now)
        _renumber(held, number or 0, now)
    type(held).objects.filter(pk=held.pk).update(**{name: number})
    setattr(item, name, number)
    audit.record(item, "change", by=by, changes={name: [before, number]})


def _check_booked(resource: Resource, number: int, now: datetime) -> None:
    slots = Slot.objects.filter(resource=resource, booking__ends_at__gt=now)
    pairs = list(slots.values_list("at", "booking"))
    full = {at for at, count in Counter(at for at, _ in pairs).items() if count > number}
    if not full:
        return
    keys = {key for at, key in pairs if at in full}
    bookings = Booking.objects.filter(pk__in=keys).for_list()
    raise FewerThanBooked(f"已经订出去的比 {number} 件多，请先取消：{_names(bookings)}。")


def _names(bookings: Iterable[Booking]) -> str:
    return "；".join(f"{one.when} {one.unit.label} {one.pieces} 件" for one in bookings)


def _renumber(resource: Resource, number: int, now: datetime) -> None:
    """Move slots of pieces that go to lower ones, which _check_booked found to be enough."""
    high = Slot.objects.filter(resource=resource, piece__gt=number, booking__ends_at__gt=now)
    for slot in high.order_by("at", "piece"):
        there = Slot.objects.filter(resource=resource, at=slot.at).values_list("piece", flat=True)
        used = set(there)
        lowest = next(piece for piece in range(1, number + 1) if piece not in used)
        Slot.objects.filter(pk=slot.pk).update(piece=lowest)
