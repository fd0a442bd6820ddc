"""Reminders: raising them, and sending them in chunks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.core.mail import get_connection
from django.utils import timezone

import alliance.celery  # noqa: F401 - the application that the jobs belong to
from bench.data import sql
from bench.measure import Row, Work, alternate
from bench.notices import KIND, due
from bench.processes import celery_worker
from bench.stage import Stage
from common.models import JobRun
from members.models import User
from notices import actions
from notices.channels import Letter, _message
from notices.jobs import deliver_notices
from notices.kinds import Text, render
from notices.models import Delivery

RAISING, SENDING = "4 reminders raised", "5 reminders delivered"
QUEUE = "bench"  # not the portal's: a worker of somebody else's must not take the task
PATIENCE = 300  # seconds
RAW = """
    INSERT INTO notices_notice (recipient_id, kind, subject, slot, due_on, raised_at, status)
    SELECT id, %s, id, 'once', NULL, %s, 'open' FROM members_user
    WHERE username LIKE 'bench-%%' AND is_active ON CONFLICT DO NOTHING
"""


def bars(stage: Stage) -> Iterator[Row]:
    count, now = stage.size(20_000, 200), timezone.now()
    people = (User(username=f"bench-{n}", name=f"甲{n}", email=f"b{n}@example.test")
              for n in range(count))  # fmt: skip
    User.objects.bulk_create(people, batch_size=2000)
    sql("ANALYZE members_user")
    yield from _raising(stage, count, now)
    yield from _sending(stage, count, now)


def _raise(now: datetime) -> int:
    return actions.raise_notices_from(due(now), kind=KIND, now=now)


def _raising(stage: Stage, count: int, now: datetime) -> Iterator[Row]:
    works = {"ours": partial(_raise, now), "limit": partial(sql, RAW, KIND, now)}
    taken = alternate(works, stage.size(9, 1), around=lambda name: _empty())
    what = f"{count:,} at once, over the raw INSERT … SELECT"
    yield Row(RAISING, what, taken["ours"] / taken["limit"], 1.5)
    with _empty():
        first, second = _raise(now), _raise(now)
    assert first == count
    yield Row(RAISING, "rows of a second run", second, 0, unit="")


@contextmanager
def _empty() -> Iterator[None]:
    sql("TRUNCATE notices_notice, notices_delivery")
    yield


def _sending(stage: Stage, count: int, now: datetime) -> Iterator[Row]:
    _raise(now)
    works: dict[str, Work] = {
        "loop": partial(_plainly, now),
        "job": partial(deliver_notices, at=now.isoformat()),
        "worker": _through_celery,
    }
    with celery_worker(QUEUE):
        taken = alternate(works, stage.size(5, 1), around=partial(_waiting, count, now))
    for how, name, beside, loop in (
        ("a Celery worker", "worker", "the same job in process", "job"),
        ("a Celery worker", "worker", "a plain loop without leases", "loop"),
        ("the job in process", "job", "a plain loop without leases", "loop"),
    ):
        what = f"{count:,} letters by {how}, as many a second as by {beside}"
        yield Row(SENDING, what, taken[loop] / taken[name], 0.8, at_least=True)


@contextmanager
def _waiting(count: int, now: datetime, name: str) -> Iterator[None]:
    """So many deliveries wait to be sent; at the end all of them were."""
    sql("TRUNCATE notices_delivery")
    sql("UPDATE notices_notice SET status = 'open' WHERE status <> 'open'")
    assert actions.open_deliveries(now) == count
    sql("ANALYZE notices_delivery")
    yield
    sent = Delivery.objects.filter(status=Delivery.Status.SENT).count()
    assert sent == count, f"{name} sent {sent} of {count}"


def _plainly(now: datetime) -> None:
    """The same letters by the least work: no claim, no lease, nothing can go wrong."""
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING).order_by("pk")
    waiting = waiting.select_related("notice__recipient")
    while rows := list(waiting[: actions.CHUNK]):
        texts = render([row.notice for row in rows], now=now)
        mail = get_connection()
        for row in rows:
            text, address = texts[row.notice_id], row.notice.recipient.email
            assert isinstance(text, Text)
            mail.send_messages([_message(Letter(row, text), address, "localhost")])
        keys = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=keys).update(status=Delivery.Status.SENT, sent_at=now)


def _through_celery() -> None:
    """Hand the job to the worker, and wait until it has written that it ran."""
    now = timezone.now()  # a moment of its own, by which this run is known
    deliver_notices.apply_async(kwargs={"at": now.isoformat()}, queue=QUEUE)
    until = time.monotonic() + PATIENCE
    while not JobRun.objects.filter(name="deliver_notices", at=now).exists():
        assert time.monotonic() < until, "the Celery worker did not run the job"
        time.sleep(0.02)
