"""The topics that units handed in."""

from meetings.models import Meeting
from meetings.sections.page import MeetingPage, Section


def section(page: MeetingPage) -> Section | None:
    """From collection on; and later only when there were any."""
    if page.meeting.status == Meeting.Status.PLANNED:
        return None
    if page.meeting.status != Meeting.Status.TOPICS and not page.topics:
        return None
    part = {
        "topics": page.topics,
        "decides": page.writable and not page.meeting.held_at,
        "takes": page.writable and page.meeting.agenda_is_open,
    }
    return Section("meetings/_topics.html", part)
