"""When items are open, as the database knows it: plans of items, and what is open at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from grids.hours import Opening
from projects.engagements.places_left import left_of
from projects.items.different_days import Different, days_lines
from projects.items.schedules import Plan, Rule, nths_of, rules_text, split
from projects.models import Item, Resource, Schedule, ScheduleException, Service

WRITTEN: dict[type[Item], str] = {Resource: "opening", Service: "hours"}  # the text people read
DAYS_AHEAD = 60  # days that differ are told so far ahead


def has_hours(item: Item) -> bool:
    """Resources and services have them, needs have not."""
    return type(item) in WRITTEN


def written(item: Item) -> str:
    """The item's opening times as its owner wrote them; a need has none."""
    return str(getattr(item, WRITTEN[type(item)])) if has_hours(item) else ""


def days_of(item: Item) -> list[Different]:
    """The days on which something else holds than the rule; one query."""
    days = ScheduleException.objects.filter(**{item.KIND: item.pk}).order_by("on")
    return [Different(*row) for row in days.values_list("on", "opens", "closes", "note")]


def plan_of(item: Item, days: list[Different] | None = None) -> Plan:
    """Two queries, or one when the days that differ are known."""
    rows = Schedule.objects.filter(**{item.KIND: item.pk}).order_by()
    rules = tuple(Rule(*row) for row in rows.values_list("nth", "weekday", "opens", "closes"))
    known = days_of(item) if days is None else days
    return Plan(rules, {day.on: day.spans for day in known})


def open_at(rows: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Those of the rows (of one kind) that are open at that moment: part of their own statement."""
    today, minute = split(moment)
    own = {rows.model.KIND: OuterRef("pk")}
    spans = {"opens__lte": minute, "closes__gt": minute}
    days = ScheduleException.objects.filter(**own, on=today)
    rules = Schedule.objects.filter(
        **own, **spans, weekday=today.isoweekday(), nth__in=sorted(nths_of(today))
    )
    as_ever = Exists(rules) & ~Exists(days)
    return rows.filter(as_ever | Exists(days.filter(**spans)))


class Hours(NamedTuple):
    """What a page says of an item's opening times: templates/projects/_opening.html."""

    now: Opening | None
    understood: str
    written: str
    days: list[str]
    left: int | None
    plan: Plan


def hours_of(item: Item, moment: datetime) -> Hours:
    """Three queries at most."""
    days, today = days_of(item), timezone.localdate(moment)
    plan = plan_of(item, days)
    ahead = [day for day in days if today <= day.on <= today + timedelta(days=DAYS_AHEAD)]
    now = plan.at(moment) if plan.rules or ahead else None
    text, lines = rules_text(plan.rules), days_lines(ahead)
    return Hours(now, text, written(item), lines, left_of(item), plan)


def week_url(item: Item, page: str) -> str:
    """The address of the resource's week on that page; "" for what cannot be booked."""
    offered = isinstance(item, Resource) and item.pieces and item.status == Item.Status.PUBLISHED
    return reverse(page, args=[item.uuid]) if offered else ""
