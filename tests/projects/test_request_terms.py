"""Terms by workdays, and what is overdue: computed from dates, never a state."""

from datetime import date, datetime

import pytest

from grids.calendar import load_calendar
from grids.models import WorkDay, WorkYear
from projects import memory
from projects.models import Category, Request
from projects.requests.holders import of_unit
from projects.requests.terms import (
    Terms,
    Watch,
    last_before,
    proposed,
    terms_of,
    workdays_after,
    workdays_between,
)
from tests.conftest import at
from tests.projects.dispatching import asked, led, raw

D = date.fromisoformat


@pytest.fixture
def holiday(db):
    """Wednesday 11 November is free, Saturday 14 is worked."""
    year = WorkYear.objects.create(
        year=2026, official=True, source="x", changed_at=at("2026-01-01")
    )
    for day, worked in (("2026-11-11", False), ("2026-11-14", True)):
        WorkDay.objects.create(year=year, date=D(day), is_workday=worked)


@pytest.mark.parametrize(
    ("day", "workdays", "expected"),
    [
        ("2026-11-10", 0, "2026-11-10"),
        ("2026-11-10", 1, "2026-11-12"),
        ("2026-11-10", 3, "2026-11-14"),
        ("2026-11-14", 1, "2026-11-16"),
        ("2026-11-15", 1, "2026-11-16"),
    ],
)
def test_free_days_do_not_count_and_made_up_ones_do(holiday, day, workdays, expected):
    assert workdays_after(D(day), workdays) == D(expected)


@pytest.mark.parametrize("today", ["2026-11-12", "2026-11-13", "2026-11-15", "2026-11-17"])
@pytest.mark.parametrize("workdays", [0, 1, 3])
def test_last_before_is_the_latest_day_whose_term_is_over(holiday, today, workdays):
    day = last_before(D(today), workdays)
    following = date.fromordinal(day.toordinal() + 1)
    assert workdays_after(day, workdays) < D(today) <= workdays_after(following, workdays)


def test_between_counts_the_workdays_after_the_first(holiday):
    calendar = load_calendar(D("2026-11-01"), D("2026-12-01"))
    assert workdays_between(D("2026-11-10"), D("2026-11-10"), calendar) == 0
    assert workdays_between(D("2026-11-10"), D("2026-11-16"), calendar) == 4


def test_a_category_has_the_terms_of_the_nearest_above_that_has_any(category):
    locks = Category.objects.get(code="locks")
    assert terms_of(locks) == Terms(1, 7)
    Category.objects.filter(code="repair").update(take_days=2, done_days=5)
    Category.objects.filter(code="locks").update(take_days=0)
    memory.forget()
    assert terms_of(Category.objects.get(code="locks")) == Terms(0, 5)
    assert terms_of(Category.objects.get(code="plumbing")) == Terms(2, 5)


def test_what_was_promised_stays_unless_it_has_passed(grid):
    request = led(asked(grid), "accepted")
    assert proposed(request, D("2026-11-12")) == (D("2026-11-13"), D("2026-11-19"))
    assert proposed(request, D("2026-11-20")) == (D("2026-11-23"), D("2026-12-01"))
    raw(led(asked(grid), "reopened"), done_by=D("2026-11-30"))
    again = Request.objects.get(status="reopened")
    assert proposed(again, D("2026-11-20")) == (D("2026-11-23"), D("2026-12-01"))


def overdue(today: str) -> list[str]:
    return list(Watch(D(today)).overdue(Request.objects.all()).values_list("text", flat=True))


def test_overdue_is_what_was_not_accepted_taken_or_done_in_time(grid, unit):
    late = at("2026-11-10", "23:59")
    asked(grid, text="received", now=late)
    led(asked(grid, text="accepted"), "accepted")
    led(asked(grid, text="dispatched"), "dispatched", of_unit(unit))
    led(asked(grid, text="taken"), "taken")
    for status in ("done", "confirmed", "declined", "withdrawn"):
        led(asked(grid, text=status), status)
    led(asked(grid, text="reopened"), "reopened")

    assert overdue("2026-11-11") == []
    assert sorted(overdue("2026-11-12")) == ["dispatched", "received", "reopened"]
    assert sorted(overdue("2026-11-19")) == ["dispatched", "received", "reopened"]
    assert sorted(overdue("2026-11-20")) == [
        "accepted", "dispatched", "received", "reopened", "taken",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "today", "words"),
    [
        ("received", "2026-11-11", ("等受理", "soon")),
        ("received", "2026-11-12", ("逾期未受理", "late")),
        ("accepted", "2026-11-17", ("还有 2 天", "go")),
        ("dispatched", "2026-11-10", ("接单还有 1 天", "soon")),
        ("taken", "2026-11-19", ("今天到期", "soon")),
        ("taken", "2026-11-22", ("逾期 3 天", "late")),
        ("reopened", "2026-11-10", ("要求重办", "late")),
        ("done", "2026-11-30", ("", "")),
    ],
)
def test_how_long_is_left_in_words(grid, status, today, words):
    request = led(asked(grid), status)
    assert Watch(D(today)).words(request) == words


def test_a_day_ends_at_midnight_in_shanghai(grid):
    moment: datetime = at("2026-11-11", "00:01")
    asked(grid, text="just after", now=moment)
    assert overdue("2026-11-12") == []
    assert overdue("2026-11-13") == ["just after"]
