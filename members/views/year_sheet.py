"""The year sheet of a unit: for staff, and for its liaison officer."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.doors import Visit, liaison_door, staff_door
from members.models import MemberUnit
from members.views.units import visible_unit
from members.year_sheet import Period, place_of, sections_of


@require_GET
@staff_door()
def unit_year(request: Visit, uuid: UUID) -> HttpResponse:
    return _sheet(request, visible_unit(request, uuid), "base_staff.html")


@require_GET
@liaison_door()
def phone_year(request: Visit) -> HttpResponse:
    """The own unit's; an officer of several units chooses one by `unit`."""
    own = MemberUnit.objects.filter(liaisons__person__user=request.user, liaisons__until=None)
    own = own.select_related("area").order_by("pk")
    wanted = request.GET.get("unit", "")
    known = {str(unit.uuid): unit for unit in own}
    unit = known.get(wanted) or next(iter(known.values()), None)
    if unit is None:  # handed over in this moment
        raise Http404
    others = [other for other in known.values() if other != unit]
    return _sheet(request, unit, "base_phone.html", others=others)


def _sheet(request: Visit, unit: MemberUnit, frame: str, **more: object) -> HttpResponse:
    now = timezone.localtime()
    first, this = unit.joined_on.year, now.year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    period = Period(min(max(year, first), this), now.date())
    context = {
        "title": f"{unit.label} {period.year} 年度清单",
        "unit": unit,
        "period": period,
        "place": place_of(unit, period),
        "sections": sections_of(unit, period, request.user),
        "years": [*range(max(first, period.year - 2), min(this, period.year + 2) + 1)],
        "made_at": now,
        "frame": frame,
        "is_staff": frame == "base_staff.html",
    }
    return render(request, "members/year_sheet.html", context | more)
