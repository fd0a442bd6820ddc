"""Opening times and numbers of an item: days that differ, how many at once. For owner and staff."""

import uuid as uuids
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common import kept
from common.doors import Visit, liaison_door, staff_door
from projects.actions import bookings, schedules
from projects.forms.bookings import DaysForm, NumberForm
from projects.items.different_days import Different
from projects.items.opening import has_hours, hours_of
from projects.items.scope import may_keep
from projects.models import Booking, Item, ScheduleException
from projects.views.phone import Kind, own_item, writing
from projects.views.staff import seen_item


def _page(request: Visit, found: Item, frame: str, back: str) -> HttpResponse:
    """One page with two forms; which of them is sent, its field says."""
    now, data = timezone.now(), kept.typed(request) or QueryDict()
    days = DaysForm(data if "days" in data else None, today=timezone.localdate(now))
    number = NumberForm(data if "number" in data else None, item=found)
    form = number if number.is_bound else days
    if request.method == "POST" and form.is_valid() and _save(request, found, form, now):
        return redirect(request.path)
    today = timezone.localdate(now)
    context = {
        "title": f"{found.title}：开放和名额",
        "item": found,
        "hours": hours_of(found, now),
        "exceptions": found.exceptions.filter(on__gte=today),  # type: ignore[attr-defined]
        "form": form,
        "days": days,
        "number": number,
        "frame": frame,
        "back": back,
    }
    return render(request, "projects/opening.html", context)


def _save(request: Visit, found: Item, form: Form, now: datetime) -> bool:
    """Do what the form says; what the action refuses stands beside its field."""
    name = next(iter(form.fields))
    value = form.cleaned_data[name]
    try:
        if isinstance(form, DaysForm):
            schedules.set_days(found, value, by=request.user)
            _warn(request, found, value)
        else:
            bookings.set_number(found, value, by=request.user, now=now)
    except ValidationError as error:
        form.add_error(name, error.messages)
        return False
    messages.success(request, "已保存，马上生效。")
    return True


def _warn(request: Visit, found: Item, days: list[Different]) -> None:
    """What is booked on these days stays; whoever changed them should know."""
    if found.KIND != "resource":
        return
    on = [day.on for day in days]
    booked = Booking.objects.standing().filter(resource=found.pk, starts_at__date__in=on)
    for one in booked.for_list():
        text = f"{one.when}已由{one.unit.label}预订，仍然有效；用不成的话请取消并说明。"
        messages.warning(request, text)


@writing
@liaison_door()
def my_opening(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = _with_hours(own_item(request, kind, uuid))
    return _page(request, found, "base_phone.html", found.owner_url)


@writing
@staff_door(writes=True)
def opening(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = _kept(request, kind, uuid)
    return _page(request, found, "base_staff.html", found.get_absolute_url())


def _with_hours(found: Item) -> Item:
    if not has_hours(found):
        raise Http404
    return found


def _kept(request: Visit, kind: Kind, uuid: uuids.UUID) -> Item:
    found = _with_hours(seen_item(request, kind, uuid))
    if not may_keep(request.user, found):
        raise PermissionDenied
    return found


def _drop(request: Visit, found: Item, pk: int, back: str) -> HttpResponse:
    day = get_object_or_404(ScheduleException, **{found.KIND: found, "pk": pk})
    schedules.drop_day(day, by=request.user)
    messages.success(request, "已取消这一天的例外，按平常的时间开放。")
    return redirect(back)


@require_POST
@liaison_door()
def my_drop_day(request: Visit, kind: Kind, uuid: uuids.UUID, pk: int) -> HttpResponse:
    found = _with_hours(own_item(request, kind, uuid))
    back = reverse("projects:my_item_opening", args=[kind, uuid])
    return _drop(request, found, pk, back)


@require_POST
@staff_door()
def drop_day(request: Visit, kind: Kind, uuid: uuids.UUID, pk: int) -> HttpResponse:
    found = _kept(request, kind, uuid)
    return _drop(request, found, pk, reverse("projects:item_opening", args=[kind, uuid]))
