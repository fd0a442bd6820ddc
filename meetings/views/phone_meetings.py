"""Phone pages of the liaison officer: the meetings to come."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common.doors import Visit, liaison_door
from meetings.models import Meeting


@require_GET
@liaison_door()
def meeting(request: Visit, uuid: UUID) -> HttpResponse:
    meetings = Meeting.objects.of_officer(request.user).for_list()
    found = get_object_or_404(meetings, uuid=uuid)
    context = {
        "title": found.title,
        "meeting": found,
        "over": found.starts_at <= timezone.now(),
        "minutes": found.minutes.issued().exists(),
    }
    return render(request, "meetings/phone_meeting.html", context)
