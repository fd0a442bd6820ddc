"""Panels on the page of a member unit or of a party organisation, each filled by a function.

Other rooms, and other topics of this one, register theirs from their `panels.py`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from members.models import MemberUnit, PartyOrganization


class Mark(NamedTuple):
    """One mark of a row of months or the like: its label, its state in words, tone, address."""

    label: str
    words: str
    tone: str
    url: str


@dataclass(frozen=True)
class Panel:
    """A titled list. `rows` are (text, address or "", note); `url` leads to all of them.

    `marks` stand as squares instead of rows. `add` is (label, address) of what begins a new one.
    """

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""
    empty: str = "暂无记录。"
    marks: list[Mark] = field(default_factory=list)
    add: tuple[str, str] | None = None

    @property
    def legend(self) -> list[tuple[str, str, int]]:
        """(words, tone, how many) of the marks, in the order they come."""
        counts = Counter((mark.words, mark.tone) for mark in self.marks)
        return [(words, tone, count) for (words, tone), count in counts.items()]


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


OrganizationFiller = Callable[[PartyOrganization, Any], Panel | None]
_organization_fillers: list[OrganizationFiller] = []


def organization_panel(filler: OrganizationFiller) -> OrganizationFiller:
    """Register `filler(organization, user)` for the page of a party organisation, as above."""
    if filler not in _organization_fillers:
        _organization_fillers.append(filler)
    return filler


def organization_panels(organization: PartyOrganization, user: Any) -> list[Panel]:
    """The panels for this organisation, in the order they were registered."""
    return [panel for filler in _organization_fillers if (panel := filler(organization, user))]
