"""Synthetic districts for measuring: 14 streets, 200 communities, 3,000 grids, 2,000 units each."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.demo.helping import FACTS, help_out, open_up
from alliance.demo.serving import serve
from grids.models import Area
from members.actions.alliances import found_regional
from members.models import Liaison, MemberUnit, PartyOrganization, Person, User
from projects.models import Category, Demand, Item, Resource, Service

STREETS, COMMUNITIES, GRIDS, UNITS, ITEMS = 14, 200, 3_000, 2_000, 20_000
START = date(2026, 1, 1)
FIRST_CODE = 900_000  # codes of no real district
TYPES = [kind for kind in MemberUnit.Type if kind != MemberUnit.Type.MILITARY]
SHARES = {Resource: ITEMS // 4, Service: ITEMS // 2, Demand: ITEMS // 4}
WORDS = ["助餐", "义诊", "维修", "法律", "托管", "招聘", "演出", "会议室"]


def generate(districts: int, *, now: datetime) -> Iterator[str]:
    """Add districts until there are so many synthetic ones; yields a line for each."""
    known = Area.objects.filter(kind="district", code__startswith=str(FIRST_CODE)[:2]).count()
    for number in range(known, districts):
        with transaction.atomic():
            yield _district(number, now)


def _district(number: int, now: datetime) -> str:
    areas = list(Area.objects.bulk_create(areas_of(FIRST_CODE + number)))
    units = _units(areas, number)
    serve(areas, since=START)
    found_regional(Area.objects.filter(district=areas[0].pk), on=START, by=None)
    _officers(units, number)
    _organizations(areas, units)
    items = sum(_items(model, units, now) for model in (Resource, Service, Demand))
    open_up(units)
    help_out(units, now=now)
    return f"{areas[0]}：区域 {len(areas)}，单位 {len(units)}，清单 {items}"


def areas_of(code: int) -> list[Area]:
    """A district with everything below it, parents before children; nothing is written."""

    def area(kind: str, code: str, name: str, parent: Area | None) -> Area:
        return Area(kind=kind, code=code, name=name, parent=parent, valid_from=START)

    root = area("district", f"{code}", f"演示区{code}", None)
    streets = [area("street", f"{code}{n + 1:03}", f"{n + 1} 号街道", root) for n in range(STREETS)]
    communities = [
        area("community", f"{up.code}{n + 1:03}", f"{n + 1} 号社区", up)
        for n, up in _spread(COMMUNITIES, streets)
    ]
    grids = [
        area("grid", f"{up.code}{n + 1:03}", f"第 {n + 1} 网格", up)
        for n, up in _spread(GRIDS, communities)
    ]
    return [root, *streets, *communities, *grids]


def _spread(count: int, parents: list[Area]) -> Iterable[tuple[int, Area]]:
    """(number within its parent, parent) for `count` children, dealt out in turn."""
    return ((n // len(parents), parents[n % len(parents)]) for n in range(count))


def _units(areas: list[Area], number: int) -> list[MemberUnit]:
    places = areas[1 : 1 + STREETS + COMMUNITIES]
    units = [
        MemberUnit(
            name=f"{number + 1} 区 {n + 1} 号单位",
            type=TYPES[n % len(TYPES)],
            area=places[n % len(places)],
            joined_on=START,
        )
        for n in range(UNITS)
    ]
    return list(MemberUnit.objects.bulk_create(units, batch_size=1000))


def _organizations(areas: list[Area], units: list[MemberUnit]) -> None:
    """A work committee in each street, a committee in each community, a branch in each unit."""
    places = areas[1 : 1 + STREETS + COMMUNITIES]
    leading = {
        place.pk: PartyOrganization(
            kind="work_committee" if place.kind == "street" else "committee",
            name=f"{place}党组织",
            area=place,
            founded_on=START,
        )
        for place in places
    }
    for place in places[STREETS:]:
        leading[place.pk].parent = leading[place.parent_id]
    branches = [
        PartyOrganization(
            kind="branch",
            name=f"{unit.name}党支部",
            area_id=unit.area_id,
            unit=unit,
            parent=leading[unit.area_id],
            member_count=10 + number % 20,
            founded_on=START,
        )
        for number, unit in enumerate(units)
    ]
    PartyOrganization.objects.bulk_create([*leading.values(), *branches])


def _officers(units: list[MemberUnit], number: int) -> None:
    users = User.objects.bulk_create(
        [User(username=f"s{number}-{n}") for n in range(len(units))], batch_size=1000
    )
    people = Person.objects.bulk_create(
        [Person(name=f"联络员 {user.username}", user=user) for user in users], batch_size=1000
    )
    Liaison.objects.bulk_create(
        [
            Liaison(unit=unit, person=person, since=START)
            for unit, person in zip(units, people, strict=True)
        ],
        batch_size=1000,
    )


def _items(model: type[Item], units: list[MemberUnit], now: datetime) -> int:
    rows = _rows(model, units, SHARES[model], now)
    done = 0
    while batch := list(islice(rows, 2000)):
        done += len(model.objects.bulk_create(batch))
    return done


def _rows(model: type[Item], units: list[MemberUnit], count: int, now: datetime) -> Iterator[Item]:
    categories = list(Category.objects.exclude(parent=None))
    reviewer = User.objects.get_or_create(username="synthetic")[0]
    today = timezone.localdate(now)
    facts: dict[str, Any] = {
        "status": Item.Status.PUBLISHED,
        "is_public": True,
        "contact": "办公室",
        "phone": "0411-87600000",
        "created_at": now,
        "created_by": reviewer,
        "reviewed_by": reviewer,
        "published_at": now,
    }
    for n in range(count):
        unit = units[n % len(units)]
        item = model(
            title=f"{WORDS[n % len(WORDS)]}{n}",
            category=categories[n % len(categories)],
            unit=unit,
            area_id=unit.area_id,
            last_confirmed=today - timedelta(days=n % 30),
            valid_until=today + timedelta(days=30 + n % 30),
            **facts,
            **FACTS[model](n, today),
        )
        item.search_text = item.text_to_search()
        yield item
