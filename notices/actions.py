"""Raise, drop, claim, send, finish. None of it reads the clock: `now` is the job's moment."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When

from common.insert import insert_missing
from notices.channels import CHANNELS, Letter
from notices.kinds import KINDS, Fault, Text, render
from notices.models import LEASE, MAX_ATTEMPTS, Delivery, DeliveryQuerySet, Notice, NoticeQuerySet

OFFERED_FOR = timedelta(days=30)  # a channel, or an address, added later gets no older notices
CHUNK = 1000
Results = dict[int, Fault | None]


def raise_notices_from(queryset: QuerySet[Any], *, kind: str, now: datetime) -> int:
    """Raise what the queryset says is due, in one statement; return how many were new.

    Its rows have `recipient`, `subject`, `slot` and `due_on`, as in `notices.sources`.
    """
    return insert_missing(
        Notice,
        queryset,
        ["recipient", "subject", "slot", "due_on"],
        kind=kind,
        raised_at=now,
        status=Notice.Status.OPEN,
    )


def mark_read(notices: NoticeQuerySet, *, now: datetime) -> int:
    """Reading one's own inbox changes no record: it leaves no row in the audit trail."""
    return notices.open().update(status=Notice.Status.READ, read_at=now)


def drop(notices: NoticeQuerySet) -> int:
    """Take notices out of the inbox, and what still waits to be sent about them; how many."""
    with transaction.atomic():
        dropped = notices.standing().update(status=Notice.Status.DROPPED)
        if dropped:
            unsent = Delivery.objects.filter(status=Delivery.Status.WAITING)
            unsent.filter(notice__status=Notice.Status.DROPPED).delete()
    return dropped


def drop_about(kinds: Iterable[str], subjects: Iterable[int]) -> int:
    """Drop at once what an action has settled: a report was submitted, a meeting cancelled."""
    return drop(Notice.objects.filter(kind__in=list(kinds), subject__in=list(subjects)))


def drop_settled(now: datetime) -> int:
    """Drop whatever no longer stands, for every kind that says what does; how many."""
    dropped = 0
    for name, kind in KINDS.items():
        if kind.stands is not None:
            stands = Exists(kind.stands(now).filter(pk=OuterRef("subject")))
            dropped += drop(Notice.objects.filter(~stands, kind=name))
    return dropped


def drop_replaced() -> int:
    """Of kinds of which the latest alone counts: drop what stands behind a later one; how many."""
    kinds = [name for name, kind in KINDS.items() if kind.latest]
    same = {name: OuterRef(name) for name in ("recipient", "kind", "subject")}
    later = Notice.objects.standing().filter(**same, pk__gt=OuterRef("pk"))
    return drop(Notice.objects.filter(Exists(later), kind__in=kinds))


def open_deliveries(now: datetime) -> int:
    """Open a delivery on each channel that reaches the recipient; one statement per channel."""
    fresh = Notice.objects.open().filter(raised_at__gt=now - OFFERED_FOR)
    return sum(
        insert_missing(
            Delivery,
            fresh.filter(channel.reaches, ~_delivered_by(name)).annotate(notice=F("pk")),
            ["notice"],
            channel=name,
            status=Delivery.Status.WAITING,
            attempts=0,
            not_before=now,
            last_error="",
        )
        for name, channel in CHANNELS.items()
    )


def _delivered_by(channel: str) -> Exists:
    return Exists(Delivery.objects.filter(notice=OuterRef("pk"), channel=channel))


def claim(now: datetime, limit: int = CHUNK) -> list[Delivery]:
    """Take up to `limit` deliveries until `now + LEASE`, committed before this returns.

    The rows are locked as they are read, on SQLite with the whole database; SKIP LOCKED spares
    PostgreSQL's claimers the wait for each other.
    """
    token, until = uuid.uuid4(), now + LEASE
    with transaction.atomic(durable=True):
        rows = Delivery.objects.free(now).select_related("notice__recipient").order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        chunk = list(rows[:limit])
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in chunk]).update(
            status=Delivery.Status.SENDING,
            lease_token=token,
            lease_until=until,
            attempts=F("attempts") + 1,
        )
    for delivery in chunk:
        delivery.status, delivery.attempts = Delivery.Status.SENDING, delivery.attempts + 1
        delivery.lease_token, delivery.lease_until = token, until
    return chunk


def give_up_lost(now: datetime) -> int:
    """The last attempt's worker died: say so, rather than stay "sending" for ever."""
    return Delivery.objects.lost(now).update(
        status=Delivery.Status.FAILED,
        last_error="最后一次发送中断，不知是否送达",
        **Delivery.FREED,
    )


def deliver(
    chunk: Sequence[Delivery], *, now: datetime, over: Callable[[], bool] = lambda: False
) -> Results:
    """Render and send what `claim` returned, outside any transaction; return what came of each.

    Stops between two letters when `over()`, and hands back what was not tried. What was sent is
    written down even if an exception ends the work; the rest then waits for its lease to end, so
    that whatever raised cannot stand in the way of the next run.
    """
    results: Results = {}
    stale: list[int] = []
    letters: defaultdict[str, list[Letter]] = defaultdict(list)
    try:
        texts = render([delivery.notice for delivery in chunk], now=now)
        for delivery in chunk:
            text = texts[delivery.notice_id]
            if text is None or delivery.notice.status == Notice.Status.DROPPED:
                stale.append(delivery.notice_id)
            elif isinstance(text, Text) and delivery.channel in CHANNELS:
                letters[delivery.channel].append(Letter(delivery, text))
            else:
                results[delivery.pk] = _no_letter(delivery, text)
        for channel, batch in letters.items():
            _send(channel, batch, results, over)
    finally:
        finish(chunk, results, stale=stale, now=now)
    if len(results) + len(stale) < len(chunk):
        hand_back(chunk)
    return results


def _no_letter(delivery: Delivery, text: Text | Fault) -> Fault:
    if isinstance(text, Fault):
        return text
    return Fault(f"没有“{delivery.channel}”这一渠道", final=True)


def _send(channel: str, batch: list[Letter], results: Results, over: Callable[[], bool]) -> None:
    with closing(CHANNELS[channel].send(batch)) as outcomes:  # type: ignore[type-var]
        for letter in batch:
            if over():
                return
            results[letter.delivery.pk] = next(outcomes)


def finish(
    chunk: Sequence[Delivery], results: Results, *, stale: Sequence[int] = (), now: datetime
) -> None:
    """Write what came of a chunk, in one statement for each outcome, while the lease is ours.

    `stale` are keys of notices no longer due.
    """
    by_outcome: defaultdict[Fault | None, list[Delivery]] = defaultdict(list)
    for delivery in chunk:
        if delivery.pk in results:
            by_outcome[results[delivery.pk]].append(delivery)
    with transaction.atomic():
        for outcome, tried in by_outcome.items():
            mine = Delivery.objects.leased(tried)
            if outcome is None:
                mine.update(
                    status=Delivery.Status.SENT, sent_at=now, last_error="", **Delivery.FREED
                )
            else:
                _put_off(mine, outcome, now)
        if stale:
            Delivery.objects.leased(chunk).filter(notice_id__in=stale).delete()
            drop(Notice.objects.filter(pk__in=stale))


def hand_back(chunk: Sequence[Delivery]) -> int:
    """What we claimed and did not try waits again, with that attempt given back."""
    return Delivery.objects.leased(chunk).update(
        status=Delivery.Status.WAITING, attempts=F("attempts") - 1, **Delivery.FREED
    )


def _put_off(rows: DeliveryQuerySet, fault: Fault, now: datetime) -> None:
    """Try again later, each time four times as late, or give up."""
    status, later = Delivery.Status, range(1, MAX_ATTEMPTS)
    if fault.final:
        rows.update(status=status.FAILED, last_error=fault.reason[:300], **Delivery.FREED)
        return
    rows.update(
        status=Case(
            When(attempts__gte=MAX_ATTEMPTS, then=Value(status.FAILED)),
            default=Value(status.WAITING),
        ),
        not_before=Case(
            *(When(attempts=n, then=Value(now + back_off(n))) for n in later),
            default=F("not_before"),
        ),
        last_error=fault.reason[:300],
        **Delivery.FREED,
    )


def back_off(attempts: int) -> timedelta:
    """1, 4, 16 minutes … after attempt 1, 2, 3 …: the seven span about a day."""
    return timedelta(minutes=4 ** (attempts - 1))
