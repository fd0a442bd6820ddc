"""Demonstration data: what can be booked, two bookings of one room, a day on which it is closed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.models import MemberUnit, User
from projects.actions import bookings, items
from projects.actions.schedules import set_days
from projects.items.different_days import Different
from projects.items.opening import plan_of
from projects.items.schedules import moment_of
from projects.models import Booking, Category, Resource, Schedule, Service

ROOM = "供电所培训教室"
HOURS = "周一至周五 8:30–17:00；每月第一个周六 9:00–12:00"
NUMBERS = {"社区活动室": 2, "街道三楼会议室": 1, "多功能报告厅": 1, "学校操场和篮球场": 2}
PLACES = {"六十岁以上老人午餐配送": 60, "教老人用手机": 25, "亲子早教公开课": 20}
USES = [
    ("liaison", 540, 660, "健康知识讲座"),
    ("liaison2", 840, 960, "用电安全培训"),
]  # 9–11, 14–16


@transaction.atomic
def stage(now: datetime) -> str:
    """Enter what is missing; returns one line."""
    if not Resource.objects.filter(title=ROOM).exists():
        street = User.objects.get(username="street")
        room = _enter_room(street, now)
        _say_numbers(street, now)
        _book(room, now)
    return f"开放时段 {Schedule.objects.count()} 条，预订 {Booking.objects.count()} 个"


def _officer(username: str) -> tuple[User, MemberUnit]:
    user = User.objects.get(username=username)
    return user, MemberUnit.objects.get(liaisons__person__user=user, liaisons__until=None)


def _enter_room(by: User, now: datetime) -> Resource:
    """A room of the power company, that staff enter for it."""
    _, unit = _officer("liaison2")
    room = Resource(
        unit=unit,
        area=unit.street or unit.area,
        title=ROOM,
        category=Category.objects.get(code="meeting-room"),
        form=Resource.Form.VENUE,
        address="海湾路 3 号供电所二楼",
        capacity=40,
        opening=HOURS,
        conditions="用完请关灯、关空调",
        contact="综合办公室",
        phone="0411-87610300",
        is_public=False,
        pieces=1,
    )
    items.enter(room, by=by, now=now)
    return room


def _say_numbers(by: User, now: datetime) -> None:
    for kind, numbers in ((Resource, NUMBERS), (Service, PLACES)):
        for item in kind.objects.published().filter(title__in=numbers):
            bookings.set_number(item, numbers[item.title], by=by, now=now)


def _book(room: Resource, now: datetime) -> None:
    """On the first day from tomorrow on that is open from 9 to 16; the day after is closed."""
    day = _first_day(room, timezone.localdate(now))
    for username, start, end, purpose in USES:
        user, unit = _officer(username)
        span = (moment_of(day, start), moment_of(day, end))
        bookings.book(room, unit, *span, purpose=purpose, by=user, now=now)
    closed = Different(day + timedelta(days=1), None, None, "设备检修")
    set_days(room, [closed], by=_officer("liaison2")[0])


def _first_day(room: Resource, today: date) -> date:
    plan = plan_of(room)
    days = (today + timedelta(days=n) for n in range(1, 8))
    return next(day for day in days if plan.holds(day, USES[0][1], USES[-1][2]))
