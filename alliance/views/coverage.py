"""Staff pages: where something is missing, as a board and as a list."""

import uuid

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
    area = _asked(request) or _own(request)
    if area is None:
        raise Http404
    places = request.user.areas().current().filter(parent=area).order_by("code")
    most_first = request.GET.get("sort") == "gaps"
    found = board_of(area, list(places), most_first=most_first)
    context = {
        "title": f"{area.name}覆盖情况",
        "board": found,
        "kpi": [
            {"label": label, "value": count, "unit": "个", "url": url if count else ""}
            for label, _, count, url in found.sums
        ],
        "area": area,
        "upper": _boards(request).filter(pk=area.parent_id).first(),
        "most_first": most_first,
        "checked": JobRun.objects.filter(name="find_gaps").first(),
    }
    return render(request, "coverage/board.html", context)


def _asked(request: Visit) -> Area | None:
    """The street or district of `?area=`; what the reader may not see does not exist."""
    text = request.GET.get("area", "")
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    found: Area | None = _boards(request).filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _own(request: Visit) -> Area | None:
    """The largest area with a board that the reader's postings are bound to, or lie in."""
    found: Area | None = _boards(request).order_by("level", "code").first()
    return found


def _boards(request: Visit) -> AreaQuerySet:
    """Districts and streets that the reader sees, or has a community in."""
    own = request.user.areas()
    above = own.filter(kind=Area.Kind.COMMUNITY).values("street")
    return (
        Area.objects.current()
        .filter(kind__in=BOARDS)
        .filter(Q(pk__in=own.values("pk")) | Q(pk__in=above))
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
