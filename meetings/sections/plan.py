"""The annual plan that the meeting agrees or reviews."""

from meetings.plan_page import plan_at
from meetings.sections.page import MeetingPage, Section


def section(page: MeetingPage) -> Section | None:
    found = plan_at(page.meeting, page.today)
    return Section("meetings/_plan.html", found) if found else None
