"""The minutes, version by version."""

from meetings.models import Minutes
from meetings.sections.page import MeetingPage, Section


def section(page: MeetingPage) -> Section | None:
    """From the notice on, for who takes them; for the others once there are any."""
    begins = page.meeting.status in Minutes.KEPT_FROM and not page.minutes
    drafted = not page.meeting.is_cancelled and any(not one.is_issued for one in page.minutes)
    keeps = page.writable and (begins or drafted)
    if not page.minutes and not keeps:
        return None
    return Section("meetings/_minutes.html", {"minutes": page.minutes, "keeps": keeps})
