"""Finding the place somebody means: by community, or by the name of a road, estate or building."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from grids.models import Area
from grids.responsible import Responsible, responsible_for_all

SHORTEST = 2  # characters
SHOWN = 30
READ = 200  # matches looked at for the building's number
KINDS = [Area.Kind.COMMUNITY, Area.Kind.GRID, Area.Kind.MICRO]
MANY = 400  # communities; above this the finder opens on the level above
UNITS = "号楼|号院|幢|栋|号|楼|单元|室"
BUILDING = re.compile(rf"第?(\d+)\s*(?:{UNITS}|(?=\s|$))")
SPOKEN = re.compile(rf"[一二两三四五六七八九十]{{1,3}}(?=\s*(?:{UNITS}))")  # as dictation writes it
DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}
RANGE = re.compile(r"(\d+)(?:\s*[-–—~～至到]\s*(\d+))?")


@dataclass(frozen=True)
class Found:
    """At most SHOWN places with who is responsible; `more` if others match too."""

    places: list[Responsible]
    more: bool


def search(text: str, day: date) -> Found:
    """Places whose name or boundary holds every word of `text`; two queries.

    A building's number is no part of a name: it leaves the places whose range holds it, if any.
    """
    names, number = _parts(text)
    areas = Area.objects.current().filter(kind__in=KINDS)
    for name in names:
        holds = Q(name__icontains=name) | Q(boundary__icontains=name)
        areas = areas.filter(holds | Q(community__name__icontains=name))
    near = list(areas.for_list()[:READ])
    near = [area for area in near if number and covers(area.boundary, number)] or near
    near.sort(key=lambda area: _distance(area, names))
    return Found(responsible_for_all(near[:SHOWN], day), len(near) > SHOWN)


def _parts(text: str) -> tuple[list[str], int | None]:
    """Names and the building's number: 幸福里 3 幢 2 单元 is 幸福里 and 3."""
    written = SPOKEN.sub(lambda spoken: str(_number(spoken[0])), text)
    match = BUILDING.search(written)
    names = BUILDING.sub(" ", written).split()
    if match is None or not names:
        return text.split(), None
    return names, int(match[1])


def _number(spoken: str) -> int:
    """三 is 3, 十二 is 12, 二十三 is 23; numbers said sign by sign (一二) are read so: 12."""
    if "十" not in spoken:
        return int("".join(str(DIGITS[sign]) for sign in spoken))
    tens, _, ones = spoken.partition("十")
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def _distance(area: Area, names: list[str]) -> tuple[bool, str]:
    """Places that are named themselves first, then by code."""
    own = all(name in area.name or name in area.boundary for name in names)
    return (not own, area.code)


def covers(boundary: str, number: int) -> bool:
    """Whether a boundary such as “幸福里小区 1–8 幢、10 幢” names the building `number`."""
    ranges = ((int(first), int(last or first)) for first, last in RANGE.findall(boundary))
    return any(first <= number <= last for first, last in ranges)


@dataclass(frozen=True)
class Group:
    """A street (or district) and the areas to choose from under it."""

    area: Area
    below: list[Area]


def groups() -> list[Group]:
    """Where to begin choosing: communities by street; in a large portal streets by district."""
    current = Area.objects.current()
    many = current.filter(kind=Area.Kind.COMMUNITY)[: MANY + 1].count() > MANY
    upper, lower = ("district", "street") if many else ("street", "community")
    below: dict[int | None, list[Area]] = {}
    for area in current.filter(kind=lower).order_by("code"):
        below.setdefault(area.parent_id, []).append(area)
    tops = current.filter(kind=upper).order_by("code")
    return [Group(area, below.get(area.pk, [])) for area in tops]
