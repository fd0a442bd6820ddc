"""Which area a position lies in, asked back near a border.

Positions are neither kept nor logged: they live in the address of one page (`?at=`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, isfinite, radians

from django.core.exceptions import ValidationError

from grids.models import Area, AreaOutline
from grids.outlines.plane import DEGREE, Point, holds, metres, rings_of, to_border

NEAR = 30.0  # metres; portal rule: nearer to a border than this, the resident is asked
FAR = 300.0  # portal rule: farther outside than this, nothing is offered
GAP = 5.0  # between neighbours whose borders were simplified one by one
OFFERED = 6  # places to choose from
CHINA = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north
DEGREES = r"(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)"
APART = r"(?:\s*[,，]\s*|\s+)"
SPOT = re.compile(rf"{DEGREES}{APART}{DEGREES}(?:{APART}([0-9]{{1,7}}(?:\.[0-9]{{1,12}})?))?")


class NotAPosition(ValidationError):
    """What was given as a position is none."""


@dataclass(frozen=True)
class Position:
    """WGS 84, in degrees; `accuracy` in metres."""

    lon: float
    lat: float
    accuracy: float = NEAR


@dataclass(frozen=True)
class Located:
    """`kind`: "inside" (one candidate), "near_border" (ask which), "outside" (the nearest, if any).

    Candidates are nearest first, each with what lies above it. Beside the only place with an
    outline, "near_border" has one candidate.
    """

    kind: str
    candidates: list[Area]


@dataclass(frozen=True)
class _Claim:
    area: Area
    inside: bool
    border: float  # metres

    @property
    def away(self) -> float:
        """Metres from the position to the area: 0 inside."""
        return 0.0 if self.inside else self.border


def in_china(lon: float, lat: float) -> bool:
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north


def parse(text: str) -> Position:
    """“121.72,39.03” or “121.72,39.03,25” (with metres of accuracy). Raises NotAPosition."""
    match = SPOT.fullmatch(text.strip())
    if match is None:
        raise NotAPosition("没有读懂这个位置：应为“经度,纬度”，例如 121.72,39.03。")
    lon, lat = float(match[1]), float(match[2])
    if not in_china(lon, lat):
        raise NotAPosition(
            "经度和纬度写反了，应为经度在前，例如 121.72,39.03。"
            if in_china(lat, lon)
            else "这个位置不在中国境内。"
        )
    return Position(lon, lat, float(match[3] or NEAR))


def locate(lon: float, lat: float, accuracy: float = NEAR) -> Located:
    """The finest outlined areas at a position: one query.

    Within `accuracy` (30 to 300 metres) of a border all that may be meant are candidates.
    """
    near = min(max(accuracy, NEAR), FAR) if isfinite(accuracy) else FAR
    claims = _claims(lon, lat)
    meant = _finest([claim for claim in claims if claim.away <= near])
    if not meant:
        return Located("outside", [claim.area for claim in _finest(claims)[:OFFERED]])
    kind = "inside" if len(meant) == 1 and meant[0].inside else "near_border"
    return Located(kind, [claim.area for claim in meant[:OFFERED]])


def any_outline() -> bool:
    """Whether a position can be looked up at all: one query."""
    return AreaOutline.objects.filter(area__valid_to=None).exists()


def _claims(lon: float, lat: float) -> list[_Claim]:
    """Every outlined area within FAR, nearest first; those that hold the position before all."""
    high = FAR / DEGREE
    wide = high / cos(radians(lat))
    boxes = AreaOutline.objects.filter(
        area__valid_to=None,
        west__lte=lon + wide,
        east__gte=lon - wide,
        south__lte=lat + high,
        north__gte=lat - high,
    )
    with_above = ("area__district", "area__street", "area__community", "area__parent")
    claims = [_claim(outline, (lon, lat)) for outline in boxes.select_related(*with_above)]
    return sorted(
        (claim for claim in claims if claim.away <= FAR),
        key=lambda claim: (claim.away, -claim.area.level, claim.area.code),
    )


def _claim(outline: AreaOutline, spot: Point) -> _Claim:
    rings = metres(rings_of(outline.geometry), spot)
    return _Claim(outline.area, holds(rings, (0.0, 0.0)), to_border(rings, (0.0, 0.0)))


def _finest(claims: list[_Claim]) -> list[_Claim]:
    """Without areas that have a better claim below them.

    An area that holds the position gives way only to one that holds it as well (or nearly: where
    neighbours were simplified one by one there are gaps); an area beside it to any below it.
    """
    return [
        claim
        for claim in claims
        if not any(
            _below(other.area, claim.area) and (not claim.inside or other.away <= GAP)
            for other in claims
        )
    ]


def _below(area: Area, above: Area) -> bool:
    above_it = (area.district_id, area.street_id, area.community_id, area.parent_id)
    return area.pk != above.pk and above.pk in above_it
