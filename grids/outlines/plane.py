"""Outlines as rings of points, and the few sums that maps and positions need.

Written out, because residents' pages do these: shapely would cost every web worker 20 MiB. Only
what staff upload is judged by shapely (reading.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Rings = list[Ring]  # all rings of an area, outer ones and holes: a point lies in an odd number

DEGREE = 111_195.08  # metres of one degree of a great circle, mean radius of the earth


def rings_of(geometry: Mapping[str, Any]) -> Rings:
    """The closed rings of a valid Polygon or MultiPolygon, (longitude, latitude)."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [[(p[0], p[1]) for p in ring] for polygon in polygons for ring in polygon]


def metres(rings: Rings, origin: Point) -> Rings:
    """The rings in metres east and north of `origin` (equirectangular, true near it)."""
    (lon, lat), east = origin, DEGREE * cos(radians(origin[1]))
    return [[((x - lon) * east, (y - lat) * DEGREE) for x, y in ring] for ring in rings]


def sides(rings: Rings) -> Iterator[tuple[Point, Point]]:
    for ring in rings:
        yield from pairwise(ring)


def holds(rings: Rings, point: Point) -> bool:
    """Whether the point lies inside: a ray from it to the east meets an odd number of sides."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in sides(rings):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def to_border(rings: Rings, point: Point) -> float:
    """How far the point is from the nearest side, in the unit of both."""
    return min(_to_side(point, a, b) for a, b in sides(rings))


def _to_side(point: Point, a: Point, b: Point) -> float:
    (x, y), (ax, ay), (bx, by) = point, a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = ((x - ax) * dx + (y - ay) * dy) / length if length else 0.0
    along = max(0.0, min(1.0, along))
    return hypot(x - ax - along * dx, y - ay - along * dy)


def level(rings: Rings, y: float) -> list[tuple[float, float]]:
    """The stretches of the level line `y` that lie inside, from west to east."""
    met = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in sides(rings)
        if (ay > y) != (by > y)
    )
    return list(zip(met[::2], met[1::2], strict=True))


def middle(rings: Rings, lines: int = 9) -> tuple[Point, float, float]:
    """A point well inside, how far its border is, and how wide the inside is on its level.

    The best of the middles of the widest stretches on `lines` level lines, from half height
    outwards: near enough to the centre of the largest circle inside, at a cost a page can bear.
    """
    low, high = min(y for r in rings for _, y in r), max(y for r in rings for _, y in r)
    best: tuple[Point, float, float] = (rings[0][0], 0.0, 0.0)
    for n in sorted(range(1, lines + 1), key=lambda n: abs(2 * n - lines - 1)):
        y = low + (high - low) * n / (lines + 1)
        wide, centre = max((b - a, (a + b) / 2) for a, b in [*level(rings, y), (0.0, 0.0)])
        if wide / 2 > best[1]:  # else its border cannot be farther than the best one's
            room = to_border(rings, (centre, y))
            best = max(best, ((centre, y), room, wide), key=lambda one: one[1])
    return best
