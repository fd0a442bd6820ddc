"""What stands on a meeting's page, section by section; a new one is a module and a line here.

A section is a function of the page: it answers with a template and what that calls `part`, or
None when the meeting has nothing to show of it (yet).
"""

from meetings.sections import (
    agenda,
    attendance,
    carried,
    minutes,
    plan,
    resolutions,
    stage,
    topics,
    units,
)
from meetings.sections.page import MeetingPage, Section

SECTIONS = (
    stage.section,
    attendance.section,
    minutes.section,
    resolutions.section,
    agenda.section,
    topics.section,
    carried.section,
    plan.section,
    attendance.replies,
    units.section,
)


def shown_on(page: MeetingPage) -> list[Section]:
    """The sections of the page, in their order."""
    return [found for one in SECTIONS if (found := one(page))]


__all__ = ["SECTIONS", "MeetingPage", "Section", "shown_on"]
