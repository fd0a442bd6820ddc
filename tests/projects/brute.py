"""The score of projects.matching.points once more, as naively as its table reads.

Nothing of the package is used but the list of pairs that say nothing: every record is looked at as
an object, one by one.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from grids.models import Area
from members.models import MemberUnit
from projects.matching.ask import COMMON
from projects.models import Category, Demand, Engagement, Resource, Schedule, Service

Scored = tuple[int, int, int, dict[str, int]]  # minus score, kind, key, points by what counts
LIVE = {"proposed", "accepted", "under_way", "reported"}


@dataclass
class Records:
    """Everything there is, read once: in nine queries or so, whatever is asked of it."""

    items: list[Any]
    units: list[MemberUnit]
    engagements: list[Engagement]


def read() -> Records:
    known = {one.pk: one for one in Area.objects.all()}
    categories = {one.pk: one for one in Category.objects.all()}
    for one in (*known.values(), *categories.values()):
        one.parent = (known if isinstance(one, Area) else categories).get(one.parent_id)
    engagements = list(Engagement.objects.select_related("demand").prefetch_related("shares"))
    units = {one.pk: one for one in MemberUnit.objects.all()}
    items = [
        item
        for model in (Resource, Service)
        for item in model.objects.prefetch_related("schedules", "exceptions")
    ]
    for unit in units.values():
        unit.area = known[unit.area_id]
    for item in items:
        item.unit, item.area = units[item.unit_id], known[item.area_id]
        item.category = categories[item.category_id]
    for engagement in engagements:
        engagement.demand.category = categories[engagement.demand.category_id]
    return Records(items, list(units.values()), engagements)


def candidates(need: Demand, now: datetime, all_: Records) -> list[Scored]:
    today = timezone.localdate(now)
    found, owners = [], set()
    for item in all_.items:
        if item.status != "published" or item.valid_until < today:
            continue
        if not may_help(item.unit, need, all_) or not reaches(item, need):
            continue
        related = top(item.category) == top(need.category)
        common = [pair for pair in wanted(need) if pair in text_of(item)]
        if related or common:
            owners.add(item.unit_id)
            kind = 1 if isinstance(item, Resource) else 2
            found.append(scored(kind, item.pk, points(item, need, len(common), now, all_)))
    for unit in all_.units:
        past = helped_with(unit, now, all_, days=365)
        best = max((category(one.demand.category, need.category) for one in past), default=0)
        if best and unit.pk not in owners and may_help(unit, need, all_) and reaches(unit, need):
            parts = {"place": place(unit, need), "category": best, "helps": helps(unit, now, all_)}
            found.append(scored(3, unit.pk, parts))
    return sorted(found, key=lambda one: one[:3])


def scored(kind: int, pk: int, parts: dict[str, int]) -> Scored:
    parts = {name: value for name, value in parts.items() if value}
    return -sum(parts.values()), kind, pk, parts


def points(item: Any, need: Demand, common: int, now: datetime, all_: Records) -> dict[str, int]:
    today = timezone.localdate(now)
    in_time = need.wished_on is not None and item.valid_until >= need.wished_on
    fresh = need.urgency != "normal" and (today - item.last_confirmed).days <= 30
    return {
        "place": place(item, need),
        "category": category(item.category, need.category),
        "pairs": 8 * min(common, 3),
        "number": number(item, need),
        "in_time": 5 if in_time else 0,
        "fresh": 5 if fresh else 0,
        "open": 10 if is_open(item, need) else 0,
        "helps": helps(item.unit, now, all_),
    }


# --- who --------------------------------------------------------------------------------------


def may_help(unit: MemberUnit, need: Demand, all_: Records) -> bool:
    if unit.left_on or unit.pk == need.unit_id:
        return False
    return not any(
        one.demand_id == need.pk and one.status in LIVE | {"declined"} and is_in(unit, one)
        for one in all_.engagements
    )


def is_in(unit: MemberUnit, engagement: Engagement) -> bool:
    return unit.pk in {share.unit_id for share in engagement.shares.all()}


def helped_with(unit: MemberUnit, now: datetime, all_: Records, *, days: int) -> list[Engagement]:
    return [
        one
        for one in all_.engagements
        if is_in(unit, one)
        and one.confirmed_at
        and now - timedelta(days=days) <= one.confirmed_at <= now
    ]


def helps(unit: MemberUnit, now: datetime, all_: Records) -> int:
    return 5 * min(len(helped_with(unit, now, all_, days=90)), 2)


# --- where ------------------------------------------------------------------------------------


def above(area: Any) -> list[Any]:
    """The area and all above it."""
    return [area, *above(area.parent)] if area else []


def level(area: Any, kind: str) -> Any:
    return next((one for one in above(area) if one.kind == kind), None)


def reaches(thing: Any, need: Demand) -> bool:
    district, street = level(need.area, "district"), level(need.area, "street")
    if street is None:
        return level(thing.area, "district") == district
    return level(thing.area, "street") == street or thing.area == district


def place(thing: Any, need: Demand) -> int:
    community = level(need.area, "community")
    if thing.area == need.area or (community and level(thing.area, "community") == community):
        return 40
    street = level(need.area, "street")
    if street and thing.area == street:
        return 30
    return 20 if street and level(thing.area, "street") == street else 10


# --- what -------------------------------------------------------------------------------------


def top(category: Category) -> Category:
    return top(category.parent) if category.parent else category


def category(one: Category, other: Category) -> int:
    if one == other:
        return 30
    if one in above(other) or other in above(one):
        return 20
    return 10 if top(one) == top(other) else 0


def wanted(need: Demand) -> list[str]:
    """The first twelve telling pairs of its title, then of its description."""
    pairs: list[str] = []
    for run in re.findall("[\u4e00-\u9fa5]+", f"{need.title}。{need.description}"):
        for pair in pairwise(run):
            if "".join(pair) not in [*pairs, *COMMON]:
                pairs.append("".join(pair))
    return pairs[:12]


def text_of(item: Any) -> str:
    names = [*type(item).SEARCHED]
    return "。".join([*(getattr(item, name) for name in names), item.unit.label])


def number(item: Any, need: Demand) -> int:
    figure = re.search(r"\d+", need.quantity)
    asked = need.amount or (int(figure[0]) if figure else 0)
    people = bool(re.search(r"\d+\s*[人名位]", need.quantity))
    own = {True: "capacity", False: "pieces"}[people]
    has = getattr(item, "places" if isinstance(item, Service) else own)
    if not asked or not has:
        return 0
    return 10 if has >= asked else 5 if need.amount else 0


# --- when -------------------------------------------------------------------------------------


def is_open(item: Any, need: Demand) -> bool:
    text = need.title + need.description
    days = {n for n, word in enumerate("一二三四五六日", start=1) if f"周{word}" in text}
    days |= {6, 7} if "周末" in text else set()
    if days:
        return any(one.weekday in days and one.nth == 0 for one in item.schedules.all())
    if not need.wished_on:
        return False
    exceptions = [one for one in item.exceptions.all() if one.on == need.wished_on]
    if exceptions:
        return exceptions[0].opens is not None
    return any(falls_on(one, need.wished_on) for one in item.schedules.all())


def falls_on(schedule: Schedule, day: date) -> bool:
    same = [
        number
        for number in range(1, monthrange(day.year, day.month)[1] + 1)
        if day.replace(day=number).isoweekday() == schedule.weekday
    ]
    if schedule.nth == 0:
        return day.day in same
    index = schedule.nth if schedule.nth < 0 else schedule.nth - 1
    return index < len(same) and same[index] == day.day
