"""Bookings as both doors show them: the week of a resource, booking it, one booking, cancelling."""

import uuid as uuids
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from common import kept
from common.dates import full_day_text, moment_text
from common.doors import Visit
from members.models import MemberUnit
from members.views.ask import blame
from projects.actions import bookings as actions
from projects.bookings.bookable import may_cancel
from projects.bookings.free import first_free_day
from projects.bookings.week import week_of
from projects.forms.bookings import BookingForm, CancelForm
from projects.items.opening import hours_of
from projects.models import Booking, Resource

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Side:
    """One door: its frame, and the names of its pages."""

    frame: str
    week: str
    new: str
    booking: str
    cancel: str


PHONE = Side(
    "base_phone.html",
    "projects:my_resource_week",
    "projects:my_booking_new",
    "projects:my_booking",
    "projects:my_booking_cancel",
)
STAFF = Side(
    "base_staff.html",
    "projects:resource_week",
    "projects:booking_new",
    "projects:booking",
    "projects:booking_cancel",
)


def asked_day(request: Visit, now: datetime) -> date:
    """The day of ?day=, within a year of today; else today."""
    today = timezone.localdate(now)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if abs(day - today) <= YEAR else today


def show_week(
    request: Visit, resource: Resource, side: Side, *, back: str, books: bool
) -> HttpResponse:
    """Half hours of a week as a table; on a narrow screen of the chosen day alone."""
    now = timezone.now()
    hours = hours_of(resource, now)
    first = None if "day" in request.GET else first_free_day(resource, hours.plan, now)
    chosen = first or asked_day(request, now)
    week = week_of(resource, hours.plan, chosen, now=now)
    seen = Booking.objects.visible_to(request.user).filter(resource=resource)
    context = {
        "title": f"{resource.title}：预订",
        "resource": resource,
        "hours": hours,
        "week": week,
        "chosen": chosen,
        "moved": chosen != timezone.localdate(now) and chosen == first,
        "chips": [(head.words, f"?day={head.day}", head.chosen) for head in week.heads],
        "own": set(seen.filter(ends_at__gt=now - YEAR).values_list("pk", flat=True)),
        "new_url": reverse(side.new, args=[resource.uuid]) if books else "",
        "booking_page": side.booking,
        "frame": side.frame,
        "back": back,
    }
    return render(request, "projects/week.html", context)


def ask_booking(
    request: Visit, resource: Resource, unit: MemberUnit, side: Side, *, outside: bool, **more: Any
) -> HttpResponse:
    """The form of a booking; on a conflict it says what is free, and what was typed stays."""
    now = timezone.now()
    hours = hours_of(resource, now)
    plan = None if outside else hours.plan
    initial = {"day": asked_day(request, now), **_asked_span(request)}
    form = BookingForm(kept.typed(request), resource=resource, plan=plan, initial=initial)
    if request.method == "POST":
        if form.is_valid():
            _book(request, resource, unit, form, outside, now)
        made = _sent(request)
        if made:
            return redirect(side.booking, made.uuid)
    context = {
        "title": f"预订{resource.title}",
        "resource": resource,
        "unit": unit,
        "form": form,
        "hours": hours,
        "outside": outside,
        "frame": side.frame,
        "back": reverse(side.week, args=[resource.uuid]),
        **more,
    }
    return render(request, "projects/booking_form.html", context)


def _asked_span(request: Visit) -> dict[str, int]:
    """What ?from= means: an hour from there on."""
    text = request.GET.get("from", "")
    start = int(text) if text.isdecimal() and len(text) < 5 else None
    return {} if start is None else {"start": start, "end": start + 60}


def _sent(request: Visit) -> Booking | None:
    """The booking that this very form made, now or when it was sent before."""
    try:
        key = uuids.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return Booking.objects.filter(uuid=key, booked_by=request.user).first()


def _book(
    request: Visit,
    resource: Resource,
    unit: MemberUnit,
    form: BookingForm,
    outside: bool,
    now: datetime,
) -> None:
    if _sent(request):
        messages.info(request, "已经预订过，没有重复预订。")
        return
    facts = {"by": request.user, "now": now, "outside": outside, **form.facts()}
    try:
        made = actions.book(resource, unit, *form.span, **facts)
    except ValidationError as error:
        blame(form, error)
    else:
        messages.success(request, f"已订好：{made.when}。")


def facts_of(booking: Booking) -> list[tuple[str, Any]]:
    resource = booking.resource
    return [
        ("资源", resource.title),
        ("提供单位", resource.unit.label),
        ("联系", f"{resource.contact}\u3000{resource.phone}"),
        ("时间", booking.when),
        ("件数", booking.pieces if (resource.pieces or 1) > 1 or booking.pieces > 1 else ""),
        ("使用单位", booking.unit.label),
        ("用途", booking.purpose),
        ("使用条件", resource.conditions),
        ("预订时间", f"{full_day_text(booking.booked_at)}"),
        ("取消时间", moment_text(booking.cancelled_at) if booking.cancelled_at else ""),
        ("取消原因", booking.reason),
    ]


def show_booking(request: Visit, found: Booking, side: Side, *, back: str) -> HttpResponse:
    coming = found.status == Booking.Status.BOOKED and found.ends_at > timezone.now()
    cancels = coming and may_cancel(request.user, found)
    context = {
        "title": f"{found.resource.title}：{found.when}",
        "booking": found,
        "rows": facts_of(found),
        "cancel_url": reverse(side.cancel, args=[found.uuid]) if cancels else "",
        "week_url": f"{reverse(side.week, args=[found.resource.uuid])}?day={_day(found)}",
        "frame": side.frame,
        "back": back,
    }
    return render(request, "projects/booking.html", context)


def _day(found: Booking) -> date:
    return timezone.localdate(found.starts_at)


def ask_cancel(request: Visit, found: Booking, side: Side) -> HttpResponse:
    """Asks why, as the other side will read it."""
    form = CancelForm(kept.typed(request))
    back = reverse(side.booking, args=[found.uuid])
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["reason"]
        try:
            actions.cancel(found, reason=why, by=request.user, now=timezone.now())
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, "已取消，时间空出来了，对方会收到提醒。")
            return redirect(back)
    context = {
        "title": "取消预订",
        "question": f"取消“{found.resource.title}”{found.when}的预订？",
        "text": "取消后这段时间马上空出来，别的单位可以预订。",
        "action": "取消这个预订",
        "form": form,
        "frame": side.frame,
        "back": back,
    }
    return render(request, "projects/booking_cancel.html", context)
