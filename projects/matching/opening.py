"""Whether a resource or service is open on the days that a need asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from projects.items.schedules import nths_of
from projects.matching.ask import Ask
from projects.models import Schedule, ScheduleException

EVERY_WEEK = 0


class Opening(NamedTuple):
    """When one item is open: (weekday, nth) as in Schedule, and its days that differ."""

    weekly: frozenset[tuple[int, int]]
    exceptions: dict[date, bool]  # whether it is open then

    def suits(self, ask: Ask) -> bool:
        if ask.on:
            regular = any((ask.on.isoweekday(), nth) in self.weekly for nth in nths_of(ask.on))
            return self.exceptions.get(ask.on, regular)
        return any((day, EVERY_WEEK) in self.weekly for day in ask.days)


CLOSED = Opening(frozenset(), {})


def openings(key: str, items: QuerySet[Any], asks: Iterable[Ask]) -> dict[int, Opening]:
    """Of `items` (by their foreign key `key`) what the asks need to know; at most two queries."""
    asks = [ask for ask in asks if ask.on or ask.days]
    if not asks:
        return {}
    weekly: dict[int, set[tuple[int, int]]] = {}
    mine = {f"{key}__in": items}
    for pk, *when in Schedule.objects.filter(**mine).values_list(key, "weekday", "nth"):
        weekly.setdefault(pk, set()).add((when[0], when[1]))
    exceptions = _exceptions(mine, key, {ask.on for ask in asks if ask.on})
    return {
        pk: Opening(frozenset(weekly.get(pk, ())), exceptions.get(pk, {}))
        for pk in {*weekly, *exceptions}
    }


def _exceptions(
    mine: dict[str, QuerySet[Any]], key: str, days: set[date]
) -> dict[int, dict[date, bool]]:
    if not days:
        return {}
    found: dict[int, dict[date, bool]] = {}
    rows = ScheduleException.objects.filter(**mine, on__in=days)
    for pk, day, opens in rows.values_list(key, "on", "opens"):
        found.setdefault(pk, {})[day] = opens is not None
    return found
