"""What the meeting resolved."""

from meetings.resolutions.page import how_long
from meetings.sections.page import MeetingPage, Section


def section(page: MeetingPage) -> Section | None:
    made = page.meeting.resolutions.for_list() if page.minutes else []
    resolved = [(one, *how_long(one, page.today)) for one in made]
    return Section("meetings/_resolutions.html", {"resolved": resolved}) if resolved else None
