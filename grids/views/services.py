"""What serves an area, for its page at the staff door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from grids.models import Area
from grids.serving import serving
from grids.staffing import staffing_all
from grids.stations import stations_now


def services_of(area: Area, now: datetime) -> dict[str, Any]:
    """Context of grids/_staff_services.html: at most five queries."""
    today = timezone.localdate(now)
    found = serving(area, today)
    is_grid = area.kind == Area.Kind.GRID and not area.valid_to
    return {
        "staffing": staffing_all([area], today)[0] if is_grid else None,
        "stations": stations_now(found.stations, now),
        "teams": found.teams,
    }
