"""A periodic job: named, run as of a moment, and remembered."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from django.utils import timezone

from common.jobs import job
from common.models import JobRun

seen: list[datetime] = []


@job("tests_note_the_moment")
def note_the_moment(now: datetime) -> str:
    """Notes the moment."""
    seen.append(now)
    return f"第 {len(seen)} 次"


@job("tests_break")
def break_off(now: datetime) -> str:
    raise ArithmeticError(now)


@pytest.fixture(autouse=True)
def _forget():
    seen.clear()


def test_is_a_task_of_exactly_that_name():
    assert current_app.tasks["tests_note_the_moment"].__doc__ == "Notes the moment."


def test_runs_as_of_the_moment_given(db):
    assert note_the_moment("2026-11-10T09:00:00+08:00") == "第 1 次"

    assert seen == [datetime(2026, 11, 10, 1, tzinfo=UTC)]


def test_a_moment_without_offset_is_one_of_the_portal(db):
    note_the_moment("2026-11-10T09:00")

    assert seen == [datetime(2026, 11, 10, 1, tzinfo=UTC)]


def test_runs_now_otherwise(db):
    before = timezone.now()

    note_the_moment()

    assert before <= seen[0] <= timezone.now()


def test_remembers_the_latest_run(db):
    before = timezone.now()
    note_the_moment("2026-11-10T09:00:00+08:00")
    note_the_moment("2026-11-17T09:00:00+08:00")

    run = JobRun.objects.get(name="tests_note_the_moment")
    assert (run.outcome, run.at - seen[0]) == ("第 2 次", timedelta(days=7))
    assert before <= run.started_at <= run.finished_at <= timezone.now()


def test_a_run_that_broke_off_is_not_remembered_as_done(db):
    with pytest.raises(ArithmeticError):
        break_off("2026-11-10T09:00:00+08:00")

    assert not JobRun.objects.filter(name="tests_break").exists()


def test_a_moment_that_is_none_is_refused(db):
    with pytest.raises(ValueError, match="Invalid isoformat"):
        note_the_moment("tomorrow")
