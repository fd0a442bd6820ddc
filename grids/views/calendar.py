"""The work calendar, for staff."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from grids.calendar import load_calendar, unofficial_years_in_use
from grids.doors import runs_district
from grids.models import WorkYear


@require_safe
@staff_door()
def calendar(request: Visit) -> HttpResponse:
    """One year (`?year=`, else this one) with its holidays and make-up workdays."""
    now = timezone.now()
    years = list(WorkYear.objects.order_by("-year"))
    asked = request.GET.get("year", "")
    shown = next((y for y in years if str(y.year) == asked), None)
    shown = shown or next((y for y in years if y.year == timezone.localdate(now).year), None)
    context = {
        "title": "工作日历",
        "years": years,
        "shown": shown,
        "days": shown.days.all() if shown else (),
        "workdays": _workdays(shown.year) if shown else 0,
        "unofficial": unofficial_years_in_use(now),
        "may_import": runs_district(request.user),
    }
    return render(request, "grids/calendar.html", context)


def _workdays(year: int) -> int:
    return load_calendar(date(year, 1, 1), date(year + 1, 1, 1)).workdays()
