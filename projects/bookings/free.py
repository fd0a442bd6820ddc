"""Which half hours of a resource are free, and which of its pieces are taken when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from grids.hours import DAY, Spans
from projects.items.opening import plan_of
from projects.items.schedules import SLOT, Plan, joined, moment_of
from projects.models import Resource, Slot

LOOKED_AHEAD = 60  # days
Taken = dict[datetime, set[int]]


def taken_on(resource: Resource, first: datetime, last: datetime) -> Taken:
    """Half hour → its pieces that are taken, from `first` to before `last`. One query."""
    rows = Slot.objects.filter(resource=resource, at__gte=first, at__lt=last)
    taken: Taken = defaultdict(set)
    for at, piece in rows.values_list("at", "piece"):
        taken[at].add(piece)
    return taken


def half_hours(plan: Plan, day: date) -> Iterator[int]:
    """The half hours of that day that are open as a whole, by the minutes of their start."""
    for start in range(0, DAY, SLOT):
        if plan.holds(day, start, start + SLOT):
            yield start


def first_free_day(resource: Resource, plan: Plan, now: datetime) -> date | None:
    """The first day from now on with a free half hour, within LOOKED_AHEAD days. One query."""
    days = [timezone.localdate(now) + timedelta(days=n) for n in range(LOOKED_AHEAD)]
    taken = taken_on(resource, moment_of(days[0], 0), moment_of(days[-1], DAY))
    for day in days:
        for start in half_hours(plan, day):
            at = moment_of(day, start)
            if at >= now and len(taken.get(at, ())) < (resource.pieces or 0):
                return day
    return None


def free_spans(resource: Resource, day: date, pieces: int, *, since: datetime) -> Spans:
    """When that many pieces are free on that day, from `since` on: three queries."""
    plan, number = plan_of(resource), resource.pieces or 0
    taken = taken_on(resource, moment_of(day, 0), moment_of(day, DAY))
    free = [
        (start, start + SLOT)
        for start in half_hours(plan, day)
        if moment_of(day, start) >= since
        and number - len(taken.get(moment_of(day, start), ())) >= pieces
    ]
    return joined(free)
