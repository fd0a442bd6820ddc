"""Which day a meeting falls on, and when a month's report is due. No clock, no database."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

QUARTER = 3
MONTHS_IN_PERIOD = {"joint": 3, "liaison": 1}
REPORT_DUE_DAY = 25  # portal rule: due on the 25th or the next workday


class Workdays(Protocol):
    """What planning needs of the work calendar."""

    def is_workday(self, day: date) -> bool: ...


def span_of(kind: str, months: int) -> int:
    """Months in a period: a quarter for joint meetings, a month for liaison ones, else `months`."""
    return MONTHS_IN_PERIOD.get(kind, months)


def first_of_period(span: int, day: date) -> date:
    """The first day of the period of `span` months (a divisor of 12) that holds `day`."""
    return date(day.year, (day.month - 1) // span * span + 1, 1)


def add_months(first: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `first`."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def periods_ahead(span: int, today: date) -> Iterator[date]:
    """First days of all periods that begin in this quarter or the next, or hold `today`."""
    first = first_of_period(span, today)
    end = add_months(first_of_period(QUARTER, today), 2 * QUARTER)
    while first < end:
        yield first
        first = add_months(first, span)


def horizon(today: date) -> tuple[date, date]:
    """The days in which all meetings of `periods_ahead` lie: from the first to before the second.

    A year that begins in the next quarter ends four quarters later.
    """
    return date(today.year, 1, 1), date(today.year + 2, 1, 1)


def nth_weekday(month: date, week: int, weekday: int) -> date:
    """The `week`-th (1–4) `weekday` (Monday is 0) of the month that begins on `month`."""
    return month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (week - 1))


def shift_to_workday(day: date, *, first: date, end: date, workdays: Workdays) -> date:
    """`day`, or the next workday; if that leaves [first, end), the last workday before."""
    later = day
    while later < end and not workdays.is_workday(later):
        later += timedelta(days=1)
    if later < end:
        return later
    while day > first and not workdays.is_workday(day):
        day -= timedelta(days=1)
    return day


def meeting_day(span: int, period: date, week: int, weekday: int, workdays: Workdays) -> date:
    """The day of the period's meeting: n-th weekday of its last month, shifted onto a workday."""
    end = add_months(period, span)
    wished = nth_weekday(add_months(end, -1), week, weekday)
    return shift_to_workday(wished, first=period, end=end, workdays=workdays)


def report_due_on(month: date, workdays: Workdays, day: int = REPORT_DUE_DAY) -> date:
    """The day by which the report for `month` (its first day) is due: its `day`th, or later."""
    return shift_to_workday(
        month.replace(day=day),
        first=month,
        end=add_months(month, 1),
        workdays=workdays,
    )
