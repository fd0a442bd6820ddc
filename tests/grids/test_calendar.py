"""The work calendar: what it says of known days, and which years it trusts."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from grids import calendar
from grids.calendar import Calendar, OutsideCalendar, ensure_years, load_calendar, seed_years
from grids.models import WorkDay, WorkYear
from tests.conftest import at

pytestmark = pytest.mark.django_db


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_agrees_with_a_second_source(now, year):
    seed_years([year], now=now)
    ours = load_calendar(date(year, 1, 1), date(year + 1, 1, 1))
    differing = [d for d in days_of(year) if ours.is_workday(d) != chinese_calendar.is_workday(d)]
    assert differing == []
    assert ours.workdays() == 248


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        *[(date(2025, 10, n), False) for n in range(1, 9)],  # National Day and Mid-Autumn
        (date(2025, 9, 28), True),  # a Sunday made up for
        (date(2025, 10, 11), True),  # a Saturday made up for
        (date(2025, 10, 12), False),
        (date(2026, 2, 14), True),  # before and after Spring Festival 2026
        *[(date(2026, 2, n), False) for n in range(15, 24)],
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 11, 9), True),
        (date(2026, 11, 8), False),
    ],
)
def test_known_days(now, day, worked):
    seed_years([day.year], now=now)
    assert calendar.is_workday(day) is worked


def test_next_and_previous_workday_step_over_a_long_break(now):
    seed_years([2026], now=now)
    assert calendar.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.previous_workday(date(2026, 2, 23)) == date(2026, 2, 14)
    assert calendar.next_workday(date(2026, 2, 24)) == date(2026, 2, 24)
    assert calendar.previous_workday(date(2026, 2, 24)) == date(2026, 2, 24)


def test_without_a_year_monday_to_friday_are_worked():
    week = [calendar.is_workday(date(2031, 3, 3) + timedelta(days=n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_a_span_is_one_query_however_many_days_are_asked(now, django_assert_num_queries):
    seed_years([2026], now=now)
    with django_assert_num_queries(1):
        loaded = load_calendar(date(2026, 1, 1), date(2027, 1, 1))
        assert sum(loaded.is_workday(day) for day in days_of(2026)) == 248


def test_a_day_outside_the_span_is_refused_not_guessed():
    loaded = Calendar(date(2026, 1, 1), date(2026, 2, 1), {})
    with pytest.raises(OutsideCalendar):
        loaded.is_workday(date(2026, 2, 1))
    with pytest.raises(OutsideCalendar):
        loaded.is_workday(date(2025, 12, 31))


def test_a_year_is_official_when_its_make_up_days_are_known(now):
    assert seed_years([2026, 2027], now=now) == [2026, 2027]
    assert dict(WorkYear.objects.values_list("year", "official")) == {2026: True, 2027: False}
    assert WorkDay.objects.filter(year=2027, is_workday=True).count() == 0


def test_seeding_again_writes_nothing(now):
    seed_years([2026, 2027], now=now)
    assert ensure_years([2026, 2027], now=at("2026-12-01")) == []
    assert set(WorkYear.objects.values_list("changed_at", flat=True)) == {now}


def test_an_unofficial_year_is_written_again_once_the_library_knows_it(now):
    WorkYear.objects.create(year=2026, official=False, source="按规则推算", changed_at=now)
    assert ensure_years([2026], now=at("2026-12-01")) == [2026]
    assert WorkYear.objects.get(year=2026).official is True


def test_a_year_taken_over_from_the_notice_is_left_alone(now):
    year = WorkYear.objects.create(year=2026, official=True, source="通知", changed_at=now)
    WorkDay.objects.create(date=date(2026, 11, 10), year=year, is_workday=False, name="临时放假")
    assert seed_years([2026], now=at("2026-12-01")) == []
    assert calendar.is_workday(date(2026, 11, 10)) is False


@pytest.mark.parametrize(
    ("day", "years"),
    [("2026-09-30", []), ("2026-10-01", [2027]), ("2026-12-31", [2027])],
)
def test_years_in_use_reach_to_the_end_of_the_next_quarter(
    now, day, years, django_assert_num_queries
):
    seed_years([2026, 2027], now=now)
    with django_assert_num_queries(1):
        assert calendar.unofficial_years_in_use(at(day)) == years


def test_a_missing_year_is_not_official():
    assert calendar.unofficial_years_in_use(at("2026-11-10")) == [2026, 2027]
