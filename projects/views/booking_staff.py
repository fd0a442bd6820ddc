"""The staff door: the register of bookings, the week of a resource, booking for a unit."""

import uuid as uuids

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.sheets.views import export_response
from common.words import searched_for
from projects.bookings.bookable import may_cancel, may_pass_hours
from projects.bookings.register import BookingList
from projects.items.scope import units_to_register
from projects.models import Booking, Item, Resource
from projects.views.booking_pages import STAFF, ask_booking, ask_cancel, show_booking, show_week
from projects.views.phone import writing
from projects.views.staff import FOUND, named_unit


@require_safe
@staff_door()
def bookings(request: Visit) -> HttpResponse:
    listing = BookingList(request, Booking.objects.visible_to(request.user).for_list())
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "projects/bookings.html", {"title": listing.title, "list": listing})


def _resource(request: Visit, uuid: uuids.UUID) -> Resource:
    """A resource in the user's scope that says how many of it can be booked."""
    rows = Resource.objects.visible_to(request.user).exclude(pieces=None)
    found: Resource = get_object_or_404(rows.select_related("unit", "area"), uuid=uuid)
    return found


@require_safe
@staff_door()
def week(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _resource(request, uuid)
    books = request.user.may_write and found.status == Item.Status.PUBLISHED
    return show_week(request, found, STAFF, back=found.get_absolute_url(), books=books)


@writing
@staff_door(writes=True)
def new(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _resource(request, uuid)
    if found.status != Item.Status.PUBLISHED:
        raise Http404
    unit = named_unit(request)
    if unit is None:
        return _choose_unit(request, found)
    return ask_booking(
        request, found, unit, STAFF, outside=may_pass_hours(request.user, found), others=[]
    )


def _choose_unit(request: Visit, resource: Resource) -> HttpResponse:
    """For which unit first; the slot that was clicked goes along."""
    text = searched_for(request.GET.get("q", ""))
    units = units_to_register(request.user).for_list().order_by("name")
    found = list((units.named(text) if text else units)[: FOUND + 1])
    context = {
        "title": f"预订{resource.title}：选择单位",
        "q": text,
        "units": found[:FOUND],
        "more": len(found) > FOUND,
        "hidden": [(name, request.GET[name]) for name in ("day", "from") if name in request.GET],
        "back": reverse("projects:resource_week", args=[resource.uuid]),
    }
    return render(request, "projects/choose_unit.html", context)


def _seen(request: Visit, uuid: uuids.UUID) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(request.user).for_list(), uuid=uuid)


@require_safe
@staff_door()
def booking(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    back = reverse("projects:booking_list")
    return show_booking(request, _seen(request, uuid), STAFF, back=back)


@writing
@staff_door(writes=True)
def cancel(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _seen(request, uuid)
    if not may_cancel(request.user, found):
        raise PermissionDenied
    return ask_cancel(request, found, STAFF)
