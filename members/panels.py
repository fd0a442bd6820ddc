"""What other rooms show on a member unit's page: each registers a function that fills one panel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from members.models import MemberUnit


@dataclass(frozen=True)
class Panel:
    """A titled list. `rows` are (text, address or "", note); `url` leads to all of them."""

    title: str
    rows: list[tuple[str, str, str]]
    url: str = ""
    empty: str = "暂无记录。"


Filler = Callable[[MemberUnit, Any], Panel | None]
_fillers: list[Filler] = []


def unit_panel(filler: Filler) -> Filler:
    """Register `filler(unit, user)`; it answers None where the reader has nothing to see.

    At most two queries each: the page of a unit stays quick however many rooms there are.
    """
    if filler not in _fillers:
        _fillers.append(filler)
    return filler


def panels_of(unit: MemberUnit, user: Any) -> list[Panel]:
    """The panels of all rooms for this unit, in the order they were registered."""
    return [panel for filler in _fillers if (panel := filler(unit, user))]
