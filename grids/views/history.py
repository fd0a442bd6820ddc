"""What the page of an area says of its past, and of what stands beside it."""

from datetime import date
from typing import Any

from common.doors import Visit
from grids.beside import beside, side_by_side
from grids.models import Area
from grids.portrait import heirs_of, portrait, story


def history_of(request: Visit, area: Area, today: date) -> dict[str, Any]:
    """Its story, its successors, its neighbours on one ground; with `?on=` what it was that day."""
    told = {"story": story(area), "heirs": heirs_of(area) if area.valid_to else (), "today": today}
    return told | _beside(area, today) | _as_it_was(request, area, today)


def _beside(area: Area, day: date) -> dict[str, Any]:
    """What stands beside the area on one ground, with the figures of all in one table."""
    stands = area.kind == Area.Kind.COMMUNITY and not area.valid_to
    others = beside(area, day) if stands else []
    both = [area, *(other.area for other in others)]
    return {"beside": others, "pair_table": side_by_side(both, day) if others else None}


def _as_it_was(request: Visit, area: Area, today: date) -> dict[str, Any]:
    """The day asked for as typed, and the portrait; "wrong" when it is no day up to today."""
    asked = request.GET.get("on", "").strip()
    try:
        day = date.fromisoformat(asked) if asked else None
    except ValueError:
        return {"on": "", "on_wrong": True}
    if day is None or day > today:
        return {"on": asked, "on_wrong": day is not None}
    return {"on": asked, "then": portrait(area, day)}
