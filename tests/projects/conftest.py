"""Items for the tests of the three lists."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from grids.models import Area
from members.models import Alliance, MemberUnit, User
from projects.actions import engagements
from projects.actions import items as actions
from projects.models import Category, Demand, Engagement, Item, Resource, Service
from tests.conftest import at

OWN: dict[type[Item], dict[str, Any]] = {
    Service: {"audience": "全体居民", "place": "社区卫生站", "hours": "周一至周五 8:30–11:00"},
    Resource: {"form": "venue", "opening": "周末 9:00–17:00"},
    Demand: {},
}
NOW = at("2026-11-10")

Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def _planted(category):
    """Every test of the lists has the categories."""


def category_of(code: str) -> Category:
    return Category.objects.get(code=code)


@pytest.fixture
def make(unit: MemberUnit, community: Area, street_user: User) -> Make:
    """make(Service, "title", "submitted", category="checkup", **facts): an item in that status."""

    def build(
        kind: type[Item] = Service,
        title: str = "免费量血压",
        status: str = "published",
        *,
        category: str = "checkup",
        now: datetime = NOW,
        **facts: Any,
    ) -> Any:
        given = {
            "unit": unit,
            "area": community,
            "contact": "党群办公室",
            "phone": "0411-87600202",
            "is_public": kind is not Demand,
            **OWN[kind],
            **facts,
        }
        item = kind(title=title, category=category_of(category), **given)
        actions.draft(item, by=street_user, now=now)
        lead_to(item, status, street_user, now)
        return item

    return build


def lead_to(item: Item, status: str, by: User, now: datetime) -> None:
    """Through the lifecycle to `status`, as people would."""
    if status in ("submitted", "returned", "published", "lapsed"):
        actions.submit(item, by=by, now=now)
    if status == "returned":
        actions.give_back(item, by=by, note="请写清时间")
    if status in ("published", "lapsed"):
        actions.publish(item, by=by, now=now)
    if status == "lapsed":
        actions.lapse(type(item), today=date(2030, 1, 1))
        item.refresh_from_db()
    if status == "withdrawn":
        actions.withdraw(item, by=by, now=now)


@pytest.fixture
def service(make: Make) -> Service:
    return make(Service)


def typed(item_form: Any) -> dict[str, Any]:
    """What a browser would post of a form as shown: its initial values."""
    data = {}
    for bound in item_form:
        value = bound.value()
        if value in (None, False):
            continue
        data[bound.html_name] = "on" if value is True else value
    return data


# --- demands being met -------------------------------------------------------------------------


@pytest.fixture
def need(make: Make, alliance: Alliance) -> Demand:
    """A published demand of `unit`, which `unit2` of the same alliance may claim."""
    need: Demand = make(Demand, "楼道照明灯老化", category="sports")
    return need


@pytest.fixture
def engaged(need: Demand, unit2: MemberUnit, street_user: User) -> Make:
    """engaged("reported", **facts): an engagement of `unit2` in that state, by the actions."""

    def build(status: str = "proposed", *, now: datetime = NOW, **facts: Any) -> Engagement:
        demand = facts.pop("demand", need)
        offer = engagements.Offer(facts.pop("lead", unit2), **facts)
        one = engagements.claim(demand, offer, by=street_user, now=now)
        bring_to(one, status, street_user, now)
        return one

    return build


REACHED = {
    "declined": ("decline",),
    "accepted": ("accept",),
    "released": ("accept", "release"),
    "under_way": ("accept", "follow_up"),
    "reported": ("accept", "report"),
    "confirmed": ("accept", "report", "confirm"),
    "not_done": ("accept", "not_done"),
    "closed": ("accept", "report", "confirm", "close"),
}
TYPED: dict[str, dict[str, Any]] = {
    "accept": {},
    "decline": {"reason": "人手不够"},
    "release": {"reason": "人手不够"},
    "follow_up": {"text": "已经看过现场", "begins": True},
    "report": {"outcome": "换好 36 盏灯"},
    "confirm": {"rating": "good", "words": "都亮了"},
    "send_back": {"missing": "还有两盏不亮"},
    "not_done": {"reason": "买不到配件"},
    "close": {"note": "已通报"},
}


def bring_to(one: Engagement, status: str, by: User, now: datetime) -> None:
    """Through the lifecycle to `status`, as people would."""
    for verb in REACHED.get(status, ()):
        getattr(engagements, verb)(one, by=by, now=now, **TYPED[verb])
    one.refresh_from_db()
