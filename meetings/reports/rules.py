"""Which rule of reports holds where: streets grouped by what their alliance has set."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from meetings.models import ReportRule

Streets = Q  # of rows that carry a street: reports and units


def _streets(**rule: object) -> Streets:
    rows = ReportRule.objects.in_force().filter(alliance__kind="regional", **rule)
    return Q(street__in=rows.values("alliance__area"))


def _grouped(*fields: str) -> list[tuple[int, ...]]:
    rows = ReportRule.objects.in_force().filter(alliance__kind="regional")
    return list(rows.order_by(*fields).values_list(*fields).distinct())


def due_days() -> Iterator[tuple[int, Streets]]:
    """(day of the month, the streets that have it), the default with all others; one query."""
    days = [day for (day,) in _grouped("due_day")]
    for day in days:
        yield day, _streets(due_day=day)
    yield ReportRule.DUE_DAY, ~_streets() if days else Q()


def remind(step: str, today: date) -> Q:
    """Reports whose reminder of that step ("first" or "last") is due by now; one query.

    The first step's time ends where the last one's begins, so that who was away gets one.
    """
    steps: defaultdict[tuple[int, int], Q] = defaultdict(Q)
    rules = _grouped("first_days", "last_days")
    for first, last in rules:
        steps[first, last] |= _streets(first_days=first, last_days=last)
    others = ~_streets() if rules else Q()
    steps[ReportRule.FIRST_DAYS, ReportRule.LAST_DAYS] |= others
    due = Q(pk__in=[])
    for (first, last), streets in steps.items():
        after = last or -1
        window = _window(first, after, today) if step == "first" else _window(last, -1, today)
        due |= window & streets
    return due


def _window(days: int, after: int, today: date) -> Q:
    """Due within `days`, and in more than `after`; without days there is no reminder at all."""
    if not days:
        return Q(pk__in=[])
    first = today + timedelta(days=after + 1)
    return Q(due_on__range=(first, today + timedelta(days=days)))


def chased() -> Q:
    """Reports whose officers are reminded once more when they are overdue."""
    return ~_streets(chases=False)
