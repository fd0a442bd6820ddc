"""The 1+3+N staffing of the grids, for staff."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.sheets.views import export_response
from grids.models import Area
from grids.registers import StaffingList


@require_safe
@staff_door()
def staffing_list(request: Visit) -> HttpResponse:
    grids = Area.objects.visible_to(request.user).current().filter(kind=Area.Kind.GRID)
    listing = StaffingList(request, grids.select_related("street", "community"))
    if listing.wants_export:
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing}
    return render(request, "grids/staffing_list.html", context)
