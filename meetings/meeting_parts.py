"""What minutes, resolutions and the annual plan show on the page of a meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from meetings.models import Meeting, Minutes
from meetings.plan_page import plan_at
from meetings.resolution_page import how_long


def parts_of(meeting: Meeting, today: date, *, writable: bool) -> dict[str, Any]:
    """For _minutes.html, _resolutions.html and _plan.html; three queries, six with a plan."""
    versions = list(meeting.minutes.order_by("version"))
    for one in versions:
        one.meeting = meeting
    drafted = any(not one.is_issued for one in versions)
    begins = meeting.status in Minutes.KEPT_FROM and not versions
    made = meeting.resolutions.for_list() if versions else []
    return {
        "minutes": versions,
        "keeps": writable and (drafted or begins),
        "resolved": [(one, *how_long(one, today)) for one in made],
        **plan_at(meeting, today),
    }
