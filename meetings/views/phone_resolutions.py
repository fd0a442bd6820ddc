"""Phone pages of the liaison officer: minutes to read, resolutions that the unit has a part in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.doors import Visit, liaison_door
from meetings.minutes import minutes_of
from meetings.models import Meeting, Resolution
from meetings.resolutions.page import how_long, page_of
from meetings.resolutions.verbs import VERBS
from meetings.views.resolutions import acting

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask_phone.html"
MOST = 40


@require_safe
@liaison_door()
def minutes(request: Visit, uuid: UUID) -> HttpResponse:
    """The version that holds."""
    meetings = Meeting.objects.of_officer(request.user).for_list()
    meeting = get_object_or_404(meetings, uuid=uuid)
    found = minutes_of(meeting)
    if found is None:
        raise Http404
    own = Resolution.objects.of_liaison(request.user).filter(meeting=meeting)
    context = {
        "title": f"{meeting.title}纪要",
        "meeting": meeting,
        "minutes": found,
        "outcomes": found.outcomes.all(),
        "attendance": found.attendance,
        "own": own,
    }
    return render(request, "meetings/phone_minutes.html", context)


@require_safe
@liaison_door()
def my_resolutions(request: Visit) -> HttpResponse:
    today = timezone.localdate()
    rows = Resolution.objects.of_liaison(request.user).for_list()
    unfinished = rows.unfinished().order_by("due_on", "pk")
    context = {
        "title": "我单位承办的决议",
        "current": [(one, *how_long(one, today)) for one in unfinished],
        "past": rows.exclude(pk__in=unfinished.values("pk")).order_by("-due_on", "-pk")[:MOST],
    }
    return render(request, "meetings/my_resolutions.html", context)


def _own(request: Visit, uuid: UUID) -> Resolution:
    return get_object_or_404(Resolution.objects.of_liaison(request.user).for_list(), uuid=uuid)


@require_safe
@liaison_door()
def my_resolution(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    context = page_of(found, request.user, timezone.localdate())
    context["verbs"] = [verb for verb in context["verbs"] if verb.by_unit]
    return render(request, "meetings/my_resolution.html", context)


@writing
@liaison_door()
def my_act(request: Visit, uuid: UUID, verb: str) -> HttpResponse:
    """What units do: a line of progress, and for the lead to report that it is done."""
    if not VERBS[verb].by_unit:
        raise Http404
    return acting(request, _own(request, uuid), verb, FORM)
