"""Known cases of 2025, 2026 and 2027, by the work calendar as it is in the database.

2025 and 2026 are official, with their make-up days. For 2027 the notice is not out: its statutory
days are computed, and what is planned moves when the notice comes.
"""

from datetime import date

import pytest
from django.utils import timezone

from grids.calendar import is_workday, load_calendar
from grids.models import WorkYear
from meetings.actions import planning
from meetings.actions.reports import open_month
from meetings.models import LiaisonReport, Meeting, MeetingRule
from meetings.periods import MONTHS_IN_PERIOD, meeting_day, report_due_on
from tests.conftest import at

MON, TUE, WED, THU, FRI = range(5)


def day_of(kind, period, week, weekday):
    year = load_calendar(date(2025, 1, 1), date(2028, 1, 1))
    return meeting_day(MONTHS_IN_PERIOD[kind], date(*period, 1), week, weekday, year)


@pytest.mark.parametrize(
    ("kind", "period", "week", "weekday", "day"),
    [
        # plain days of the default rules
        ("joint", (2025, 4), 3, THU, date(2025, 6, 19)),
        ("joint", (2026, 4), 3, THU, date(2026, 6, 18)),  # the day before 端午
        ("joint", (2026, 10), 3, THU, date(2026, 12, 17)),
        ("joint", (2027, 4), 3, THU, date(2027, 6, 17)),
        ("liaison", (2025, 10), 2, TUE, date(2025, 10, 14)),
        ("liaison", (2026, 10), 2, TUE, date(2026, 10, 13)),
        # the October holiday: 1–8 October 2025, 1–7 October 2026, 1–5 October 2027
        ("liaison", (2025, 10), 1, WED, date(2025, 10, 9)),  # from 1 October
        ("liaison", (2025, 10), 1, TUE, date(2025, 10, 9)),  # from 7 October
        ("liaison", (2025, 10), 2, WED, date(2025, 10, 9)),  # from 8 October, 国庆 and 中秋 in one
        ("liaison", (2026, 10), 1, THU, date(2026, 10, 8)),  # from 1 October
        ("liaison", (2026, 10), 1, TUE, date(2026, 10, 8)),  # from 6 October
        ("liaison", (2027, 10), 1, FRI, date(2027, 10, 6)),  # from 1 October
        ("liaison", (2027, 10), 1, TUE, date(2027, 10, 6)),  # from 5 October
        # quarters whose rule falls on a holiday of their last month
        ("joint", (2026, 7), 4, FRI, date(2026, 9, 28)),  # 中秋, 25 September 2026
        ("joint", (2026, 4), 3, FRI, date(2026, 6, 22)),  # 端午, 19 June 2026
        ("joint", (2025, 4), 1, MON, date(2025, 6, 3)),  # 端午, made good on 2 June 2025
        ("joint", (2027, 7), 3, WED, date(2027, 9, 16)),  # 中秋, 15 September 2027
        ("joint", (2027, 4), 2, WED, date(2027, 6, 10)),  # 端午, 9 June 2027
        # the Spring Festival: 28 January – 4 February 2025, 16–23 February 2026, 5–10 February 2027
        ("liaison", (2025, 1), 4, TUE, date(2025, 1, 27)),  # from 28 January: back, not to February
        ("liaison", (2025, 2), 1, MON, date(2025, 2, 5)),
        ("liaison", (2026, 2), 3, TUE, date(2026, 2, 24)),
        ("liaison", (2027, 2), 2, TUE, date(2027, 2, 11)),
        # onto a make-up day
        ("liaison", (2026, 1), 1, FRI, date(2026, 1, 4)),  # from 2 January to Sunday the 4th
        # 劳动节
        ("liaison", (2025, 5), 1, FRI, date(2025, 5, 6)),
        ("liaison", (2026, 5), 1, TUE, date(2026, 5, 6)),
        ("liaison", (2027, 5), 1, TUE, date(2027, 5, 5)),
        # 清明
        ("liaison", (2025, 4), 1, FRI, date(2025, 4, 7)),
        ("liaison", (2026, 4), 1, MON, date(2026, 4, 7)),
    ],
)
def test_a_meeting_goes_to_the_workday_that_is_known(calendar, kind, period, week, weekday, day):
    assert day_of(kind, period, week, weekday) == day


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28),
        date(2025, 10, 11), date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28),
        date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ],
)  # fmt: skip
def test_make_up_days_are_worked(calendar, day):
    assert day.weekday() >= 5
    assert is_workday(day)


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ((2025, 1), date(2025, 1, 26)),  # Saturday the 25th; Sunday is made up for
        ((2025, 10), date(2025, 10, 27)),
        ((2026, 1), date(2026, 1, 26)),
        ((2026, 9), date(2026, 9, 28)),  # 中秋 on the 25th
        ((2026, 11), date(2026, 11, 25)),
        ((2027, 12), date(2027, 12, 27)),
    ],
)
def test_a_report_is_due_on_the_workday_that_is_known(calendar, month, due):
    assert report_due_on(date(*month, 1), load_calendar(date(2025, 1, 1), date(2028, 1, 1))) == due


def planned(rule, day):
    planning.plan(MeetingRule.objects.filter(pk=rule.pk), now=at(day))
    return [timezone.localtime(one.starts_at) for one in Meeting.objects.order_by("starts_at")]


def test_a_quarter_is_planned_around_the_october_holiday(calendar, rule):
    """First Thursday of a month, planned in August 2026: 1 October is free until the 7th."""
    MeetingRule.objects.filter(pk=rule.pk).update(week=1, weekday=THU)
    moments = planned(rule, "2026-08-15")

    assert [one.date() for one in moments] == [
        date(2026, 9, 3),
        date(2026, 10, 8),
        date(2026, 11, 5),
        date(2026, 12, 3),
    ]
    assert {f"{one:%H:%M}" for one in moments} == {"14:30"}


def test_a_joint_meeting_on_a_holiday_goes_to_the_next_workday(calendar, rule):
    """Third Friday of June 2026 is 端午."""
    MeetingRule.objects.filter(pk=rule.pk).update(kind="joint", week=3, weekday=FRI)
    assert next(one.date() for one in planned(rule, "2026-04-01")) == date(2026, 6, 22)


def test_2027_is_planned_as_it_is_known_today(calendar, rule):
    """Second Tuesday of February 2027 lies in the Spring Festival as computed; not official yet."""
    assert not WorkYear.objects.get(year=2027).official
    days = [one.date() for one in planned(rule, "2026-11-27")]
    assert days == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 11), date(2027, 3, 9)]


def test_the_reports_of_september_2026_are_due_after_the_holiday(calendar, alliance, unit):
    open_month(at("2026-09-01"))
    assert LiaisonReport.objects.get(unit=unit).due_on == date(2026, 9, 28)
