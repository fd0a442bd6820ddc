"""Raising: from what is due, in one statement, exactly once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Subquery, Value
from django.test.utils import CaptureQueriesContext

from notices.actions import mark_read, raise_notices_from
from notices.jobs import raise_notices
from notices.kinds import renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from tests.notices.hello import User, due, in_threads


def test_raises_one_notice_for_each_row_in_one_statement(people, now):
    first, second = people(2)

    with CaptureQueriesContext(connection) as queries:
        raised = raise_notices_from(due(now), kind="hello", now=now)

    assert (raised, len(queries)) == (2, 1)
    rows = Notice.objects.order_by("pk").values_list(
        "recipient", "kind", "subject", "slot", "due_on", "raised_at", "status", "read_at"
    )
    assert list(rows) == [
        (user.pk, "hello", user.pk, "once", None, now, "open", None) for user in (first, second)
    ]


def test_keeps_the_due_day(people, now):
    people(1)
    rows = due(now).annotate(day=Value(date(2026, 11, 25)))
    rows = rows.annotate(due_on=F("day"))

    raise_notices_from(rows, kind="hello", now=now)

    assert Notice.objects.get().due_on == date(2026, 11, 25)


def test_a_second_run_raises_nothing(people, now):
    people(3)
    first = raise_notices_from(due(now), kind="hello", now=now)
    mark_read(Notice.objects.all(), now=now)

    again = raise_notices_from(due(now), kind="hello", now=now + timedelta(hours=1))

    assert (first, again, Notice.objects.count()) == (3, 0, 3)
    assert set(Notice.objects.values_list("status", "raised_at")) == {("read", now)}


def test_only_what_is_new_is_raised(people, now):
    people(2)
    raise_notices_from(due(now), kind="hello", now=now)
    people(2, first=3)

    assert raise_notices_from(due(now), kind="hello", now=now) == 2


def test_another_slot_is_another_notice(people, now):
    people(1)
    raise_notices_from(due(now), kind="hello", now=now)

    later = due(now).annotate(moved=Value("twice")).annotate(slot=F("moved"))

    assert raise_notices_from(later, kind="hello", now=now) == 1


def test_who_has_no_account_gets_no_notice(people, now):
    people(2)
    nobody = User.objects.filter(username="nobody").values("pk")[:1]
    rows = User.objects.annotate(
        recipient=Subquery(nobody), subject=F("pk"), slot=Value("x"), due_on=NO_DATE
    )

    assert raise_notices_from(rows, kind="hello", now=now) == 0


def test_nothing_due_asks_nothing(db, now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert raise_notices_from(due(now).none(), kind="hello", now=now) == 0


@pytest.mark.django_db(transaction=True)
def test_parallel_runs_raise_once(people, now):
    people(200)

    raised = in_threads(4, lambda: raise_notices_from(due(now), kind="hello", now=now))

    assert (sum(raised), len(raised), Notice.objects.count()) == (200, 4, 200)


def test_the_job_runs_every_source_as_of_the_moment(people, now):
    people(2)
    renders("bye")(lambda notices, *, now: {})
    source("bye")(lambda now: due(now).filter(username="p1"))

    assert raise_notices((now - timedelta(days=2)).isoformat()) == "新提醒 0 条"
    assert raise_notices(now.isoformat()) == "新提醒 3 条"
    assert raise_notices(now.isoformat()) == "新提醒 0 条"
    assert set(Notice.objects.values_list("kind", "raised_at")) == {("hello", now), ("bye", now)}


def test_a_week_without_a_worker_is_caught_up_once(people, now):
    """What fell due on any day of that week is raised by the first run after it."""
    users = people(7)
    for days, user in enumerate(users):
        User.objects.filter(pk=user.pk).update(last_login=now + timedelta(days=days))
    raise_notices(now.isoformat())
    before = Notice.objects.count()

    week_later = (now + timedelta(days=7)).isoformat()

    assert before == 1
    assert raise_notices(week_later) == "新提醒 6 条"
    assert raise_notices(week_later) == "新提醒 0 条"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "read", "read_at": None},
        {"status": "open", "read_at": "2026-11-10T09:00+08:00"},
        {"status": "lost"},
    ],
)
def test_database_refuses_a_status_without_its_facts(people, now, wrong):
    people(1)
    raise_notices_from(due(now), kind="hello", now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**wrong)


def test_database_refuses_the_same_notice_twice(people, now):
    (user,) = people(1)
    raise_notices_from(due(now), kind="hello", now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            recipient=user, kind="hello", subject=user.pk, slot="once", raised_at=now
        )
