"""The audit trail, for a district's auditors and administrators: who did what, and when."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from common.doors import Visit, staff_door
from members.trail import TrailListing, entries_for
from members.views.units import show_list


@require_GET
@staff_door()
def trail(request: Visit) -> HttpResponse:
    if not request.user.sees_accounts:
        raise Http404
    return show_list(request, TrailListing(request, entries_for(request.user)), "ui/list.html")
