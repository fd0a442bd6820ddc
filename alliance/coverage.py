"""The coverage board: open gaps by place and kind, each number opening its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from alliance.models import Gap
from alliance.registers import DEFINITIONS
from grids.models import Area
from grids.outlines.drawing import COUNTED, Map, counted, draw

KINDS = list(Gap.Kind)


@dataclass(frozen=True)
class Line:
    """A street or community: how many open gaps of each kind it has, and where they are listed."""

    area: Area
    url: str
    counts: list[tuple[int, str]]
    total: int
    total_url: str


@dataclass(frozen=True)
class Board:
    """`area` with a line for each place right under it, and its sums by kind."""

    area: Area
    lines: list[Line]
    sums: list[tuple[str, str, int, str]]  # kind, definition, count, where they are listed
    total: int
    total_url: str
    map: Map | None


def gaps_url(area: Area, kind: str = "") -> str:
    query = {"area": str(area.uuid), "kind": kind}
    given = {key: value for key, value in query.items() if value}
    return f"{reverse('coverage:gaps')}?{urlencode(given)}"


def board_url(area: Area) -> str:
    """A street has a board of its own; gaps of a community are listed at once."""
    if area.kind == Area.Kind.STREET:
        return f"{reverse('coverage:board')}?{urlencode({'area': str(area.uuid)})}"
    return gaps_url(area)


def board_of(area: Area, read: list[Area], *, most_first: bool) -> Board:
    """The board of a district (its streets) or of a street (its communities): one query.

    `read` are the places, and `area` itself where the reader sees all of it, with their outlines.
    Portal rule: places may stand in the order of their open gaps; nobody is ranked by them.
    """
    places = [place for place in read if place != area]
    found = _counts(area, places)
    lines = [_line(place, found[place.pk]) for place in places]
    if most_first:
        lines.sort(key=lambda line: -line.total)
    every = {kind: sum(counts.get(kind, 0) for counts in found.values()) for kind in KINDS}
    return Board(
        area=area,
        lines=lines,
        sums=[(k.label, DEFINITIONS[k], every[k], gaps_url(area, k)) for k in KINDS],
        total=sum(every.values()),
        total_url=gaps_url(area),
        map=_map(area, read, {line.area.pk: line.total for line in lines}),
    )


def _map(area: Area, read: list[Area], totals: dict[int, int]) -> Map | None:
    """The places by their open gaps, as far as their outlines were read."""
    return draw(
        [place for place in read if place != area],
        link=board_url,
        values=counted(totals, "个缺口"),
        ground=area,
        legend=COUNTED,
        outlines={place.pk: place.outline for place in read if hasattr(place, "outline")},
    )


def _counts(area: Area, areas: list[Area]) -> dict[int, dict[str, int]]:
    """Of each of `areas` its open gaps by kind: one query."""
    level = "street" if area.kind == Area.Kind.DISTRICT else "community"
    gaps = Gap.objects.open().filter(**{f"{level}__in": areas}).order_by()
    rows = gaps.values_list(f"{level}_id", "kind").annotate(number=Count("pk"))
    found: dict[int, dict[str, int]] = {place.pk: {} for place in areas}
    for pk, kind, number in rows:
        found[pk][kind] = number
    return found


def _line(area: Area, counts: Mapping[str, int]) -> Line:
    return Line(
        area=area,
        url=board_url(area),
        counts=[(counts.get(kind, 0), gaps_url(area, kind)) for kind in KINDS],
        total=sum(counts.values()),
        total_url=gaps_url(area),
    )
