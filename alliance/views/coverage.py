"""Staff pages: where something is missing, as a board and as a list."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.coverage import board_of
from alliance.models import Gap
from alliance.registers import PAST, gap_list_for
from common.doors import Visit, staff_door
from common.models import JobRun
from common.sheets.views import export_response
from grids.models import Area, AreaQuerySet

BOARDS = (Area.Kind.DISTRICT, Area.Kind.STREET)


@require_safe
@staff_door()
def board(request: Visit) -> HttpResponse:
    """The board of the reader's street or district, or of the street that is asked for."""
    boards = list(_boards(request))
    area = _asked(boards, request.GET.get("area", ""))
    if area is None:
        raise Http404
    within = request.user.areas().current().filter(Q(parent=area) | Q(pk=area.pk))
    places = list(within.select_related("outline").order_by("code"))
    most_first = request.GET.get("sort") == "gaps"
    found = board_of(area, places, most_first=most_first)
    context = {
        "title": f"{area.name}覆盖情况",
        "board": found,
        "kpi": [
            {"label": label, "value": count, "unit": "个", "url": url if count else ""}
            for label, _, count, url in found.sums
        ],
        "area": area,
        "upper": next((one for one in boards if one.pk == area.parent_id), None),
        "most_first": most_first,
        "checked": JobRun.objects.filter(name="find_gaps").first(),
    }
    return render(request, "coverage/board.html", context)


def _asked(boards: list[Area], key: str) -> Area | None:
    """The one of `?area=`, else the first: the largest. Others do not exist for the reader."""
    wanted = (one for one in boards if key in ("", str(one.uuid)))
    return next(wanted, None)


def _boards(request: Visit) -> AreaQuerySet:
    """Districts and streets that the reader sees, or has a community in, the largest first."""
    own = request.user.areas()
    above = own.filter(kind=Area.Kind.COMMUNITY).values("street")
    return (
        Area.objects.current()
        .filter(kind__in=BOARDS)
        .filter(Q(pk__in=own.values("pk")) | Q(pk__in=above))
        .order_by("level", "code")
    )


@require_safe
@staff_door()
def gap_list(request: Visit) -> HttpResponse:
    """What is missing, since when, and whose it is to see to; closed ones when asked for."""
    state = request.GET.get("state", "")
    gaps = Gap.objects.visible_to(request.user).for_list()
    rows = gaps if state in PAST else gaps.open()
    listing = gap_list_for(state, may_write=request.user.may_write)(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "coverage/gaps.html", {"title": listing.title, "list": listing})
