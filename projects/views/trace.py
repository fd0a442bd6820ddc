"""The staff door: everything that came of one need, on one page."""

import uuid as uuids

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from projects.trace import START, trace


@require_safe
@staff_door()
def trace_page(request: Visit, start: str, uuid: uuids.UUID) -> HttpResponse:
    """The trace of a demand, engagement, project or request (`start`)."""
    if start not in START:
        raise Http404
    rows = START[start].objects.visible_to(request.user).for_list()  # type: ignore[attr-defined]
    found = get_object_or_404(rows, uuid=uuid)
    context = {
        "title": "一条线看全程",
        "start": found,
        "events": trace(found, request.user),
        "back": found.get_absolute_url(),
    }
    return render(request, "projects/trace.html", context)
