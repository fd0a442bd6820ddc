"""Stations: the register and its pages for staff, and the page residents see."""

import uuid
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from common.sheets.views import export_response
from grids.actions import stations
from grids.actions.edits import seen_as
from grids.forms.ending import EndForm
from grids.forms.stations import StationForm
from grids.models import Area, ServiceStation
from grids.registers import StationList, station_url
from grids.stations import stations_now
from grids.views.edits import edit_page, seen_by, writing


def _readable(request: Visit, key: UUID) -> ServiceStation:
    return get_object_or_404(ServiceStation.objects.visible_to(request.user).for_list(), uuid=key)


def _changeable(request: Visit, key: UUID) -> ServiceStation:
    """404 for strangers; 403 for mere readers, and when it has ended."""
    station = _readable(request, key)
    if station.until or not request.user.may_change(station.area_id):
        raise PermissionDenied
    return station


@require_safe
def public_station(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Where it is, whether it is open, what is there."""
    now = timezone.now()
    around = (f"area__{level}" for level in ("district", "street", "community", "parent"))
    found = ServiceStation.objects.on(timezone.localdate(now)).select_related("area", *around)
    one = stations_now([get_object_or_404(found, uuid=uuid)], now)[0]
    context = {"title": one.station.name, "one": one, "area": one.station.area}
    return render(request, "grids/station.html", context)


@require_safe
@staff_door()
def station_list(request: Visit) -> HttpResponse:
    rows = ServiceStation.objects.visible_to(request.user).current().for_list()
    listing = StationList(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing, "may_write": request.user.may_write}
    return render(request, "grids/station_list.html", context)


@require_safe
@staff_door()
def station_detail(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    station = _readable(request, uuid)
    context = {
        "title": station.name,
        "station": station,
        "one": stations_now([station], timezone.now())[0],
        "may_change": not station.until and request.user.may_change(station.area_id),
    }
    return render(request, "grids/station_detail.html", context)


@writing
@staff_door(writes=True)
def station_add(request: Visit) -> HttpResponse:
    areas = request.user.writable_areas()
    initial = {"since": timezone.localdate(), "area": _asked_for(request)}
    form = StationForm(typed(request), areas=areas, initial=initial)
    back = resolve_url("grids:station_list")
    page = {"title": "登记党群服务阵地", "words": "登记", "back": back, "back_to": "党群服务阵地"}
    return edit_page(
        request,
        form,
        lambda: stations.add_station(by=request.user, **form.facts()),
        page,
        done="已登记。",
    )


def _asked_for(request: Visit) -> int | None:
    """The area of `?area=`, to be chosen beforehand: the form itself looks who may."""
    try:
        asked = UUID(request.GET.get("area", ""))
    except ValueError:
        return None
    return (
        Area.objects.visible_to(request.user)
        .filter(uuid=asked)
        .values_list("pk", flat=True)
        .first()
    )


@writing
@staff_door(writes=True)
def station_edit(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    station = _changeable(request, uuid)
    name, seen = station.name, seen_as(station, stations.FIELDS)
    form = StationForm(typed(request), instance=station, areas=request.user.writable_areas())
    page = {"title": f"修改{name}", "words": "保存修改", "back_to": name}
    return edit_page(
        request,
        form,
        lambda: stations.change_station(
            station, by=request.user, seen=request.POST.get("seen"), **form.facts()
        ),
        {**page, "back": station_url(station), "seen": seen_by(request, form, seen)},
        done="已保存修改。",
    )


@writing
@staff_door(writes=True)
def station_end(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    station = _changeable(request, uuid)
    today = timezone.localdate()
    form = EndForm(typed(request), initial={"on": today})
    page = {"title": f"停用{station.name}", "words": "停用", "back_to": station.name}
    return edit_page(
        request,
        form,
        lambda: stations.end_station(
            station, on=form.cleaned_data["on"], by=request.user, today=today
        ),
        {**page, "back": station_url(station), "text": "停用以后不能恢复，只能重新登记。"},
        done=f"{station.name}已停用。",
    )
