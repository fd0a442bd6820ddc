"""What a fact is made of, and the month that is told of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict

from django.db.models import Case, F, When
from django.urls import reverse

from common.dates import as_day, midnight
from meetings.periods import add_months

KINDS = {  # in the order of a summary: what is counted, and how
    "engagement": ("对接", "本月开始、报告办成或得到确认的，每项一次"),
    "request": ("群众点单", "本月接单或办结的，每件一次"),
    "item": ("三张清单", "本月登记或发布的条目，每条一次"),
    "booking": ("预订", "本月用过的场地和设备，每处一次"),
    "milestone": ("项目节点", "本月完成的"),
    "visit": ("走访", "本月结对帮扶的走访"),
    "tutoring": ("一对一辅导", "本月辅导员到单位的每一次"),
    "meeting": ("会议", "本月参加的；没有签到的会，按开过的算"),
    "resolution": ("决议", "本月有进展、报告完成或通过验收的，每条一次"),
}


class Fact(TypedDict):
    """`key` names the record; `url` is its page for the officer ("": none), `staff` for staff."""

    kind: str
    key: str
    text: str
    url: str
    staff: str


def fact(kind: str, record: Any, text: str, url: str, staff: str) -> Fact:
    return {"kind": kind, "key": f"{kind}:{record}", "text": text, "url": url, "staff": staff}


def page(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def label_of(unit: str) -> Case:
    """The name by which a unit goes inside the portal; `unit` is the way to it."""
    military = When(**{f"{unit}__type": "military"}, then=F(f"{unit}__alias"))
    return Case(military, default=F(f"{unit}__name"))


def short(when: date | datetime) -> str:
    """11 月 3 日."""
    day = as_day(when)
    return f"{day.month} 月 {day.day} 日"


class Month(NamedTuple):
    """[start, end) of what may be told of: the month, up to now."""

    start: datetime
    end: datetime
    first: date
    last: date  # the last day

    @classmethod
    def of(cls, first: date, now: datetime) -> Month:
        over = midnight(add_months(first, 1))
        last = date.fromordinal(add_months(first, 1).toordinal() - 1)
        return cls(midnight(first), min(over, now), first, min(last, as_day(now)))

    def holds(self, when: datetime | None) -> bool:
        return when is not None and self.start <= when < self.end

    def within(self, field: str) -> dict[str, datetime]:
        """Lookups: the moment lies in the month."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}
