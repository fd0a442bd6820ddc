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
MISTYPED, LONGEST_MISTYPED = 3, 12  # characters of a word that may hold a wrong one
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
    """At most SHOWN places with who is responsible; `more` if others match too.

    `guessed`: nothing matches as it was typed, these do with one character changed.
    """

    places: list[Responsible]
    more: bool
    guessed: bool = False


def search(text: str, day: date) -> Found:
    """Places whose name or boundary holds every word of `text`; at most three queries.

    A building's number is no part of a name: it leaves the places whose range holds it, if any.
    """
    names, number = _parts(text)
    near = _matching(names, "icontains", names)
    patterns = [_mistyped(name) for name in names]
    guessed = not near and patterns != [re.escape(name) for name in names]
    if guessed:
        near = _matching(patterns, "iregex", names)
    near = [area for area in near if number and covers(area.boundary, number)] or near
    places = responsible_for_all(near[:SHOWN], day) if near else []
    return Found(places, len(near) > SHOWN, guessed and bool(near))


def _matching(words: list[str], how: str, names: list[str]) -> list[Area]:
    """Places whose name, boundary or community matches every word: one query."""
    areas = Area.objects.current().filter(kind__in=KINDS)
    for word in words:
        fields = ("name", "boundary", "community__name")
        wanted = (Q(**{f"{field}__{how}": word}) for field in fields)
        areas = areas.filter(Q(*wanted, _connector=Q.OR))
    found: list[Area] = list(areas.for_list()[:READ])
    return sorted(found, key=lambda area: _distance(area, names))


def _mistyped(name: str) -> str:
    """A pattern of the name with any one character another (幸福理 for 幸福里); short ones stay."""
    signs = [re.escape(sign) for sign in name]
    if not MISTYPED <= len(signs) <= LONGEST_MISTYPED:
        return "".join(signs)
    places = range(len(signs))
    return "|".join("".join([*signs[:n], ".", *signs[n + 1 :]]) for n in places)


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
    upper, lower = "street", "community"
    areas = list(current.filter(kind=lower).order_by("code")[: MANY + 1])
    if len(areas) > MANY:
        upper, lower = "district", "street"
        areas = list(current.filter(kind=lower).order_by("code"))
    below: dict[int | None, list[Area]] = {}
    for area in areas:
        below.setdefault(area.parent_id, []).append(area)
    tops = current.filter(kind=upper).order_by("code")
    return [Group(area, below.get(area.pk, [])) for area in tops]
