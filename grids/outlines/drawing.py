"""A map without a tile server: the outlines of some areas as the shapes of one SVG.

    draw(communities, link=staff_url, values=counted(open_needs, "项未对接"))   # → Map or None
    {% include "ui/map.html" with map=map label="各社区未对接的需求" %}

A page shows the same as a table or list beside the map, and does so as well where no outline is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple

from grids.models import Area, AreaOutline
from grids.outlines.plane import Point, Ring, Rings, middle, rings_of

WIDTH = 470.0  # of the drawing, in its own unit; the page scales it
TALLEST = 520.0
MARGIN = 5.0
DETAIL = 0.7  # points nearer to each other are one
LETTER = 17.0  # height of a name, as in site.css
LINE = 20.0
SUFFIXES = ("社区", "街道", "村", "镇", "乡")


class Value(NamedTuple):
    """What the map says of one area.

    `tone`: "0" (none) to "4" (most), "plain", "ok", or "late" (a broken border). `short` stands
    below the name ("3"), `words` after it where it is read out or pointed at ("3 项未对接").
    """

    tone: str = "plain"
    short: str = ""
    words: str = ""


@dataclass(frozen=True)
class Shape:
    """One area: its path, and where its name and value stand (None: no room for it)."""

    area: Area
    path: str
    url: str
    value: Value
    name: str
    name_at: Point | None
    short_at: Point | None

    @property
    def words(self) -> str:
        return f"{self.area.name}，{self.value.words}" if self.value.words else self.area.name


@dataclass(frozen=True)
class Map:
    """What ui/map.html draws. `missing`: areas asked for that have no outline."""

    width: int
    height: int
    shapes: list[Shape]
    missing: list[Area]
    legend: list[tuple[str, str]]  # (tone, words)
    ground: str = ""  # path of the area that all of them lie in


class Scale:
    """Longitude and latitude to the drawing: equirectangular, true to scale at its middle."""

    def __init__(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        west, south, east, north = zip(*boxes, strict=True)
        self.west, self.north = min(west), max(north)
        high = max(self.north - min(south), 1e-6)
        self.squeeze = cos(radians(self.north - high / 2))
        wide = max((max(east) - self.west) * self.squeeze, 1e-6)
        self.unit = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
        self.width = round(wide * self.unit + 2 * MARGIN)
        self.height = round(high * self.unit + 2 * MARGIN)

    def at(self, point: Point) -> Point:
        east = (point[0] - self.west) * self.squeeze
        return MARGIN + east * self.unit, MARGIN + (self.north - point[1]) * self.unit

    def ring(self, ring: Ring) -> Ring:
        """The ring as drawn, closed; [] when it is no larger than a dot."""
        drawn: Ring = []
        for x, y in map(self.at, ring[:-1]):
            if not drawn or abs(x - drawn[-1][0]) + abs(y - drawn[-1][1]) >= DETAIL:
                drawn.append((x, y))
        return [*drawn, drawn[0]] if len(drawn) > 2 else []


def draw(
    areas: Iterable[Area],
    *,
    link: Callable[[Area], str],
    values: Mapping[int, Value] | None = None,
    ground: Area | None = None,
    legend: Iterable[tuple[str, str]] = (),
    outlines: Mapping[int, AreaOutline] | None = None,
) -> Map | None:
    """A map of those of `areas` that have an outline, or None if none has: one query.

    `values` by primary key; `ground` is drawn beneath them, so that what they leave out shows.
    Without a query if `outlines`, by the area's key, are at hand.
    """
    wanted = list(areas)
    keys = [area.pk for area in (*wanted, *([ground] if ground else []))]
    if outlines is None:
        outlines = {one.area_id: one for one in AreaOutline.objects.filter(area__in=keys)}
    found = {key: outlines[key] for key in keys if key in outlines}
    shown = [area for area in wanted if area.pk in found]
    if not shown:
        return None
    scale = Scale((one.west, one.south, one.east, one.north) for one in found.values())
    rings = {pk: _drawn(scale, outline) for pk, outline in found.items()}
    given = values or {}
    return Map(
        width=scale.width,
        height=scale.height,
        shapes=[
            _shape(area, rings[area.pk], link(area), given.get(area.pk, Value())) for area in shown
        ],
        missing=[area for area in wanted if area.pk not in found],
        legend=list(legend),
        ground=_path(rings.get(ground.pk, [])) if ground else "",
    )


def _drawn(scale: Scale, outline: AreaOutline) -> Rings:
    drawn = [scale.ring(ring) for ring in rings_of(outline.geometry)]
    return [ring for ring in drawn if ring]


def _path(rings: Rings) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "z" for ring in rings)


def _shape(area: Area, rings: Rings, url: str, value: Value) -> Shape:
    """With its name and value where they fit, the value alone where only that does."""
    name = short_name(area)
    at, room, wide = middle(rings) if rings else ((0.0, 0.0), 0.0, 0.0)
    valued = bool(value.short) and room >= LETTER * 0.6
    named = wide >= 1.1 * text_width(name) and room >= LETTER * (1.1 if valued else 0.7)
    up = LINE / 2 if named and valued else 0.0
    x, y = round(at[0], 1), at[1] + LETTER * 0.35  # a text stands on its line
    return Shape(
        area=area,
        path=_path(rings),
        url=url,
        value=value,
        name=name,
        name_at=(x, round(y - up, 1)) if named else None,
        short_at=(x, round(y + up, 1)) if valued else None,
    )


def short_name(area: Area) -> str:
    """海青社区 is 海青 on a map of communities; what would be one character stays whole."""
    for suffix in SUFFIXES:
        if area.name.endswith(suffix) and len(area.name) - len(suffix) >= 2:
            return area.name.removesuffix(suffix)
    return area.name


def text_width(text: str) -> float:
    return sum(LETTER if ord(sign) > 0x2E7F else LETTER * 0.56 for sign in text)


MOST = (0, 1, 2, 4)  # the highest count of tones 0 to 3; more is tone 4
COUNTED = [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3–4"), ("4", "5 以上")]  # as a legend


def counted(counts: Mapping[int, int], words: str) -> dict[int, Value]:
    """Values of the map from counts by primary key; `words` follow the figure: 项未对接."""
    return {key: Value(tone_of(n), str(n), f"{n} {words}") for key, n in counts.items()}


def tone_of(count: int) -> str:
    return str(sum(count > most for most in MOST))
