"""Demonstration data of the lists' life: a round that calls, an edit that waits, a report, a merge.

All of it through the actions of the pages, and once: a round of the street is the sign that it is
there.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from members.models import Alliance, MemberUnit, User
from projects.actions import duplicates, flags, items, revisions, rounds
from projects.items.packed import pack, seal
from projects.models import Category, Demand, Item, ItemFlag, Revision, Round, Service

STREET = "210211013"
# Two units hand in the same need; their addresses are fixed so that a test can open both.
TWINS = (
    UUID("5d0c6c1e-0b6f-4c5a-9a53-3f7b1c2d0001"),
    UUID("5d0c6c1e-0b6f-4c5a-9a53-3f7b1c2d0002"),
)
HANDED_IN: list[tuple[str, type[Item], dict[str, Any]]] = [
    (
        "liaison",
        Demand,
        {"title": "门诊需要周末导医志愿者", "category": "visiting", "quantity": "每周 4 人"},
    ),
    (
        "liaison2",
        Service,
        {
            "title": "老旧线路上门检查",
            "category": "plumbing",
            "audience": "七十岁以上独居老人",
            "place": "上门",
            "hours": "每月第一个周六 9:00–16:00",
        },
    ),
    (
        "liaison2",
        Demand,
        {"title": "营业厅门口缺非机动车棚", "category": "venue", "uuid": TWINS[0]},
    ),
    (
        "liaison3",
        Demand,
        {"title": "缺非机动车棚，职工停车难", "category": "venue", "uuid": TWINS[1]},
    ),
]


@transaction.atomic
def stage(now: datetime) -> str:
    """Enter what is missing; returns one line."""
    alliance = Alliance.objects.active().get(area__code=STREET, kind=Alliance.Kind.REGIONAL)
    if not alliance.rounds.exists():
        staff = User.objects.get(username="street")
        _merge(staff, now)
        _call(alliance, staff, now)
        _edit(now)
        _report(now)
    return (
        f"征集 {Round.objects.count()} 轮，待审核的修改 {Revision.objects.waiting().count()} 条，"
        f"居民反映 {ItemFlag.objects.open().count()} 条"
    )


def _call(alliance: Alliance, staff: User, now: datetime) -> None:
    today = timezone.localdate(now)
    rounds.open_round(
        alliance,
        title=rounds.half_year(today),
        call_text="重点征集冬季助老、用电安全和场地共享。",
        submit_by=today + timedelta(days=20),
        claim_by=today + timedelta(days=50),
        by=staff,
        now=now,
    )
    for username, kind, facts in HANDED_IN:
        _hand_in(User.objects.get(username=username), kind, facts, now)


def _hand_in(user: User, kind: type[Item], facts: dict[str, Any], now: datetime) -> None:
    unit = MemberUnit.objects.get(liaisons__person__user=user, liaisons__until=None)
    category = Category.objects.get(code=facts["category"])
    given = facts | {"category": category, "unit": unit, "area": unit.area}
    item = kind(contact="办公室", phone="0411-87620300", **given)
    items.propose(item, by=user, now=now)


def _edit(now: datetime) -> None:
    """The hospital's officer changes hours and phone of a published service."""
    officer = User.objects.get(username="liaison")
    item = Service.objects.get(title="高龄老人上门换药", unit__liaisons__person__user=officer)
    facts = {"hours": "周一、周四下午 14:00–17:00", "phone": "0411-87610309"}
    seen = seal(pack(item, facts))
    revisions.propose_edit(item, by=officer, now=now, seen=seen, **facts)


def _report(now: datetime) -> None:
    item = Service.objects.get(title="陪诊和代取药")
    flags.raise_flag(item, kind=ItemFlag.Kind.NUMBER, text="打过去说不是这里。", now=now)


def _merge(staff: User, now: datetime) -> None:
    """A service that was registered twice, and is one again."""
    stays = Service.objects.get(title="免费理发日")
    names = ("category", "unit", "area", "audience", "place", "hours", "contact", "phone")
    twin = Service(title="便民理发日", **{name: getattr(stays, name) for name in names})
    items.enter(twin, by=staff, now=now)
    duplicates.merge(stays, [twin], by=staff, now=now, reason="同一处地点、同一部电话，登记了两次")
