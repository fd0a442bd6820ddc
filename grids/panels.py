"""What the rooms above show on the staff page of an area or a team: each registers a function."""

from collections.abc import Callable
from typing import Any

from grids.models import Area, ServiceTeam

# Answers a panel with `title`, `rows` of (text, address or "", note), `url` and `empty`.
Filler = Callable[[Area | ServiceTeam, Any], Any]
_fillers: list[Filler] = []


def place_panel(filler: Filler) -> Filler:
    """Register `filler(place, user)`; it answers None where there is nothing to see. One query."""
    if filler not in _fillers:
        _fillers.append(filler)
    return filler


def panels_of(place: Area | ServiceTeam, user: Any) -> list[Any]:
    return [panel for filler in _fillers if (panel := filler(place, user))]
