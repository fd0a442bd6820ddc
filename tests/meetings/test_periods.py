from datetime import date

import pytest

from grids.calendar import load_calendar
from meetings.periods import (
    add_months,
    first_of_period,
    meeting_day,
    nth_weekday,
    periods_ahead,
    report_due_on,
)


class Every:
    """A calendar in which nothing but the given days is free."""

    def __init__(self, *free: date) -> None:
        self.free = free

    def is_workday(self, day: date) -> bool:
        return day not in self.free


@pytest.mark.parametrize(
    ("span", "day", "first"),
    [
        (3, date(2026, 11, 22), date(2026, 10, 1)),
        (3, date(2026, 1, 1), date(2026, 1, 1)),
        (3, date(2026, 3, 31), date(2026, 1, 1)),
        (2, date(2026, 4, 30), date(2026, 3, 1)),
        (4, date(2026, 12, 31), date(2026, 9, 1)),
        (6, date(2026, 7, 1), date(2026, 7, 1)),
        (12, date(2026, 7, 1), date(2026, 1, 1)),
        (1, date(2026, 11, 22), date(2026, 11, 1)),
    ],
)
def test_first_of_period(span, day, first):
    assert first_of_period(span, day) == first


def test_months_are_added_across_years():
    assert add_months(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_periods_ahead_are_this_quarter_and_the_next():
    assert list(periods_ahead(3, date(2026, 11, 22))) == [date(2026, 10, 1), date(2027, 1, 1)]
    assert list(periods_ahead(1, date(2026, 11, 22))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
        date(2027, 3, 1),
    ]


@pytest.mark.parametrize(
    ("month", "week", "weekday", "day"),
    [
        (date(2026, 12, 1), 3, 3, date(2026, 12, 17)),
        (date(2026, 11, 1), 2, 1, date(2026, 11, 10)),
        (date(2026, 6, 1), 1, 0, date(2026, 6, 1)),
        (date(2026, 2, 1), 4, 6, date(2026, 2, 22)),
    ],
)
def test_nth_weekday(month, week, weekday, day):
    assert nth_weekday(month, week, weekday) == day


def test_a_meeting_on_a_worked_day_stays():
    assert meeting_day(3, date(2026, 10, 1), 3, 3, Every()) == date(2026, 12, 17)


def test_a_meeting_on_a_free_day_goes_to_the_next_workday():
    free = Every(date(2026, 12, 17), date(2026, 12, 18))

    assert meeting_day(3, date(2026, 10, 1), 3, 3, free) == date(2026, 12, 19)


def test_a_meeting_that_would_leave_its_period_goes_to_the_last_workday_before():
    free = Every(*(date(2026, 12, day) for day in range(24, 32)))

    assert meeting_day(3, date(2026, 10, 1), 4, 3, free) == date(2026, 12, 23)


def test_a_period_without_any_workday_keeps_its_first_day():
    free = Every(*(date(2026, 2, day) for day in range(1, 29)))

    assert meeting_day(1, date(2026, 2, 1), 2, 1, free) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 11, 1), date(2026, 11, 25)),  # Wednesday
        (date(2026, 10, 1), date(2026, 10, 26)),  # the 25th is a Sunday
        (date(2026, 7, 1), date(2026, 7, 27)),  # the 25th is a Saturday
    ],
)
def test_reports_are_due_on_the_25th_or_the_next_workday(calendar, month, due):
    assert report_due_on(month, load_calendar(month, add_months(month, 1))) == due


def test_the_national_holiday_and_the_spring_festival_of_2026_push_meetings_on(calendar):
    year = load_calendar(date(2026, 1, 1), date(2027, 1, 1))

    assert meeting_day(1, date(2026, 10, 1), 1, 3, year) == date(2026, 10, 8)
    assert meeting_day(1, date(2026, 2, 1), 3, 1, year) == date(2026, 2, 24)


def test_a_make_up_saturday_is_a_workday(calendar):
    span = load_calendar(date(2025, 10, 1), date(2025, 11, 1))

    assert span.is_workday(date(2025, 10, 11))
    assert not span.is_workday(date(2025, 10, 18))
