"""The officer's bookings: what the unit booked, what is booked of it, what can be booked."""

import uuid as uuids

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, liaison_door
from common.words import searched_for
from projects.bookings.bookable import may_pass_hours, officer_bookable, units_for
from projects.models import Booking, Resource
from projects.search import asked, contains, searchable
from projects.views.booking_pages import PHONE, ask_booking, ask_cancel, show_booking, show_week
from projects.views.phone import chosen_unit, writing

PAGE = 20
PAST = 10


@require_safe
@liaison_door()
def my_bookings(request: Visit) -> HttpResponse:
    now = timezone.now()
    every = Booking.objects.of_officer(request.user).for_list()
    coming = list(every.coming(now))
    context = {
        "title": "预订",
        "mine": [one for one in coming if one.mine],
        "theirs": [one for one in coming if not one.mine],
        "past": every.exclude(pk__in=[one.pk for one in coming]).order_by("-starts_at")[:PAST],
    }
    return render(request, "projects/my_bookings.html", context)


@require_safe
@liaison_door()
def bookables(request: Visit) -> HttpResponse:
    """What the unit may book: of all units in an alliance with it."""
    text = searched_for(request.GET.get("q", ""))
    rows = searchable(officer_bookable(request.user).for_list())
    for word in asked(text):
        rows = rows.filter(contains(word))
    page = Paginator(rows.order_by("form", "title", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {"title": "可以预订的场地和设备", "q": text, "page": page}
    return render(request, "projects/bookables.html", context)


def _bookable(request: Visit, uuid: uuids.UUID) -> Resource:
    rows = officer_bookable(request.user).select_related("unit", "area")
    found: Resource = get_object_or_404(rows, uuid=uuid)
    return found


@require_safe
@liaison_door()
def week(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    back = reverse("projects:bookables")
    return show_week(request, _bookable(request, uuid), PHONE, back=back, books=True)


@writing
@liaison_door()
def new(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    resource = _bookable(request, uuid)
    units = list(units_for(request.user, resource))
    unit = chosen_unit(request, units)
    others = [other for other in units if other != unit]
    outside = may_pass_hours(request.user, resource)
    return ask_booking(request, resource, unit, PHONE, outside=outside, others=others)


def _own(request: Visit, uuid: uuids.UUID) -> Booking:
    return get_object_or_404(Booking.objects.of_officer(request.user).for_list(), uuid=uuid)


@require_safe
@liaison_door()
def booking(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    back = reverse("projects:my_bookings")
    return show_booking(request, _own(request, uuid), PHONE, back=back)


@writing
@liaison_door()
def cancel(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    return ask_cancel(request, _own(request, uuid), PHONE)
