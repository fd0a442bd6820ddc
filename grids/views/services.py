"""What serves an area, for its page at the staff door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from grids.models import Area, GridPost
from grids.serving import serving
from grids.staffing import staffing_of
from grids.stations import stations_now


def services_of(area: Area, posts: Iterable[GridPost], now: datetime) -> dict[str, Any]:
    """Context of grids/_staff_services.html: at most four queries.

    `posts` are those of the area, of any time.
    """
    today = timezone.localdate(now)
    found = serving(area, today)
    held = [post for post in posts if post.is_held(today)]
    is_grid = area.kind == Area.Kind.GRID and not area.valid_to
    return {
        "staffing": staffing_of(area, held, found.teams) if is_grid else None,
        "stations": stations_now(found.stations, now),
        "teams": found.teams,
    }
