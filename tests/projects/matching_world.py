"""Made-up districts for the scorers: two streets, units, things, needs, engagements, openings."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from grids.models import Area
from members.models import MemberUnit, User
from projects.models import (
    Category,
    Demand,
    Engagement,
    Item,
    Resource,
    Schedule,
    ScheduleException,
    Service,
    Share,
)
from tests.conftest import START, at

NOW = at("2026-11-10")
TODAY = date(2026, 11, 10)
WORDS = [
    *("会议室", "活动室", "合唱排练", "量血压", "送午饭", "修水管", "周末", "周六"),
    *("老人", "投影仪", "义诊", "篮球场", "志愿者"),
]
QUANTITIES = ["", "20 人", "60人", "3 台", "约 40 名老人", "若干"]


def build(seed: int, by: User) -> SimpleNamespace:
    """The world of that seed: `needs`, all open to be scored."""
    world = SimpleNamespace(random=Random(seed), by=by)
    world.areas = _areas()
    tops = list(Category.objects.filter(parent=None).order_by("pk"))[:3]
    world.categories = [*tops, *Category.objects.filter(parent__in=tops).order_by("pk")]
    deeper = Category(code="deeper", name="更细一层", parent=world.categories[3])
    deeper.save()
    world.categories.append(deeper)
    world.units = [_unit(world, number) for number in range(14)]
    world.items = [_item(world, kind, n) for kind in (Resource, Service) for n in range(24)]
    world.needs = [_item(world, Demand, number) for number in range(14)]
    for number in range(40):
        _engagement(world, number)
    return world


def _areas() -> list[Area]:
    def area(kind: str, code: str, parent: Area | None) -> Area:
        return Area.objects.create(
            kind=kind, code=code, name=f"{kind}{code}", parent=parent, valid_from=START
        )

    district = area("district", "900001", None)
    streets = [area("street", f"90000100{n}", district) for n in (1, 2)]
    communities = [area("community", f"{up.code}00{n}", up) for up in streets for n in (1, 2)]
    grid = area("grid", f"{communities[0].code}001", communities[0])
    return [district, *streets, *communities, grid]


def _unit(world: Any, number: int) -> MemberUnit:
    military = number == 1
    return MemberUnit.objects.create(
        name=f"{world.random.choice(WORDS)}单位{number}",
        type="military" if military else "public",
        alias="驻街单位甲" if military else "",
        area=world.random.choice(world.areas[:-1]),
        joined_on=START,
        left_on=TODAY if number == 2 else None,
    )


def _item(world: Any, kind: type[Item], number: int) -> Item:
    pick = world.random.choice
    facts: dict[str, Any] = {
        Resource: {"form": "venue", "capacity": pick([None, 30, 80]), "pieces": pick([None, 2, 5])},
        Service: {"audience": "居民", "place": "站", "places": pick([None, 10, 50])},
        Demand: {
            "urgency": pick(["normal", "soon", "urgent"]),
            "wished_on": pick([None, TODAY + timedelta(days=pick([4, 18, 19, 20, 40]))]),
            "quantity": pick(QUANTITIES),
            "amount": pick([None, None, 20, 100]),
        },
    }[kind]
    day = TODAY - timedelta(days=pick([1, 29, 30, 31, 50]))
    item = kind(
        title="".join(world.random.sample(WORDS, pick([1, 2]))),
        description=pick(["", pick(WORDS), "。".join(world.random.sample(WORDS, 4))]),
        category=pick(world.categories),
        unit=pick(world.units),
        area=pick(world.areas),
        contact="办公室",
        phone="0411-87600000",
        status="published" if number % 8 else pick(["lapsed", "published"]),
        created_at=NOW,
        created_by=world.by,
        reviewed_by=world.by,
        published_at=NOW,
        last_confirmed=day,
        valid_until=pick([TODAY, TODAY + timedelta(days=18), TODAY + timedelta(days=60)]),
        **facts,
    )
    if kind is not Demand and number % 8 == 1:
        item.valid_until = TODAY - timedelta(days=1)
        item.last_confirmed = TODAY - timedelta(days=60)
    item.search_text = item.text_to_search()
    item.save()
    if kind is not Demand:
        _opening(world, item)
    return item


def _opening(world: Any, item: Item) -> None:
    pick, of = world.random.choice, {item.KIND: item}
    for weekday in world.random.sample(range(1, 8), pick([0, 1, 3])):
        nth = pick([0, 0, -1, 2, 3])
        Schedule.objects.create(**of, weekday=weekday, nth=nth, opens=540, closes=1020)
    if pick([True, False]):
        hours = pick([{}, {"opens": 540, "closes": 660}])
        ScheduleException.objects.create(**of, on=TODAY + timedelta(days=pick([4, 18])), **hours)


def _engagement(world: Any, number: int) -> None:
    pick = world.random.choice
    status = pick(["declined", "under_way", "confirmed", "confirmed", "confirmed", "closed"])
    when = NOW - timedelta(days=pick([0, 10, 90, 91, 200, 365, 366]))
    engagement = Engagement.objects.create(
        demand=pick(world.needs),
        quantity=1,
        awaits="helper",
        status=status,
        proposed_at=when,
        proposed_by=world.by,
        touched_at=when,
        **_facts(status, when, world.by),
    )
    first, second = world.random.sample(world.units, 2)
    Share.objects.create(engagement=engagement, unit=first, role="lead", joined_at=when)
    if pick([True, False]):
        Share.objects.create(engagement=engagement, unit=second, role="helper", joined_at=when)


def _facts(status: str, when: Any, by: User) -> dict[str, Any]:
    if status == "declined":
        return {"reason": "时间不合适"}
    if status == "under_way":
        return {"accepted_at": when}
    done = {"accepted_at": when, "reported_at": when, "outcome": "办成了", "rating": "good"}
    closed = {"closed_at": when} if status == "closed" else {}
    return {**done, **closed, "confirmed_at": when, "confirmed_by": by}
