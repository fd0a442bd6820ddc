"""A week of a resource in half hours: what is free, taken, closed; for a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from common.dates import WEEKDAYS, day_text
from grids.hours import DAY, clock_text
from projects.bookings.free import half_hours
from projects.items.schedules import SLOT, Plan, moment_of
from projects.models import Booking, Resource, Slot

DAYS = 7


class Cell(NamedTuple):
    """One half hour of one day. `state`: free, taken, past or closed; `words` say it, too."""

    day: date
    start: int
    state: str
    words: str
    bookings: list[Booking]

    @property
    def label(self) -> str:
        """12 月 1 日（周二）9:00: for who does not see where in the table the cell stands."""
        return f"{day_text(self.day)}{clock_text(self.start)}"


class Head(NamedTuple):
    day: date
    words: str
    chosen: bool


@dataclass(frozen=True)
class Week:
    """`rows`: (clock, a cell for each day), without half hours that no day of the week needs."""

    heads: list[Head]
    rows: list[tuple[str, list[Cell]]]
    before: date
    after: date

    @property
    def is_empty(self) -> bool:
        return not self.rows


def week_of(resource: Resource, plan: Plan, chosen: date, *, now: datetime) -> Week:
    """The week, from Monday, in which the chosen day lies: one query."""
    monday = chosen - timedelta(days=chosen.weekday())
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    taken = _slots(resource, days)
    is_open = {day: set(half_hours(plan, day)) for day in days}
    columns = {
        day: [_cell(resource, day, start, start in is_open[day], taken, now) for start in STARTS]
        for day in days
    }
    rows = [
        (clock_text(start), [columns[day][n] for day in days]) for n, start in enumerate(STARTS)
    ]
    heads = [Head(day, _short(day), day == chosen) for day in days]
    week = timedelta(days=DAYS)
    return Week(heads, _needed(rows), chosen - week, chosen + week)


STARTS = range(0, DAY, SLOT)


def _slots(resource: Resource, days: list[date]) -> dict[datetime, list[Booking]]:
    """Half hour → a booking for each piece that is taken."""
    span = (moment_of(days[0], 0), moment_of(days[-1], DAY))
    rows = Slot.objects.filter(resource=resource, at__gte=span[0], at__lt=span[1])
    taken: dict[datetime, list[Booking]] = defaultdict(list)
    for slot in rows.select_related("booking__unit").order_by("piece"):
        taken[slot.at].append(slot.booking)
    return taken


def _cell(
    resource: Resource,
    day: date,
    start: int,
    is_open: bool,
    taken: dict[datetime, list[Booking]],
    now: datetime,
) -> Cell:
    at, number = moment_of(day, start), resource.pieces or 0
    used = taken.get(at, [])
    left = number - len(used)
    if used and left <= 0:
        state, words = "taken", "已订"
    elif not is_open and not used:
        state, words = "closed", "不开放"
    elif at < now:
        state, words = "past", "已过"
    elif not is_open:
        state, words = "closed", f"订出 {len(used)}"
    else:
        state, words = "free", "空" if number == 1 else f"余 {left}"
    return Cell(day, start, state, words, list(dict.fromkeys(used)))


def _needed(rows: list[tuple[str, list[Cell]]]) -> list[tuple[str, list[Cell]]]:
    """From the first half hour to the last in which something is open or taken on some day."""
    used = [n for n, (_, cells) in enumerate(rows) if any(c.words != "不开放" for c in cells)]
    return rows[used[0] : used[-1] + 1] if used else []


def _short(day: date) -> str:
    """周一 11/30."""
    return f"周{WEEKDAYS[day.weekday()]} {day.month}/{day.day}"
