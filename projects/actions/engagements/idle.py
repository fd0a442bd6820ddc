"""What time alone does: warn, give back, open to more units. It never meets a demand."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from common import audit
from projects.models import Demand, Engagement

BATCH = 500
REASON = f"满 {Engagement.IDLE_DAYS} 天没有进展，系统自动退回认领大厅"


def warn_idle(now: datetime) -> int:
    """Warn of engagements untouched for WARN_DAYS, once; returns how many."""
    return _all(_warn_some, now)


def release_idle(now: datetime) -> int:
    """Give back what is untouched for IDLE_DAYS and was warned of GRACE_DAYS ago or earlier."""
    return _all(_release_some, now)


def open_to_all(now: datetime) -> int:
    """Open to the whole district what nobody claimed for UNCLAIMED_DAYS."""
    return _all(_open_some, now)


def _all(some: Callable[[datetime], int], now: datetime) -> int:
    count = 0
    while rows := some(now):
        count += rows
    return count


def _before(now: datetime, days: int) -> datetime:
    """What happened before this moment is `days` days old, day by day, in Shanghai."""
    last: date = timezone.localdate(now) - timedelta(days=days - 1)
    return timezone.make_aware(datetime.combine(last, time.min))


@transaction.atomic
def _warn_some(now: datetime) -> int:
    due = Engagement.objects.at_work().filter(
        touched_at__lt=_before(now, Engagement.WARN_DAYS), warned_at=None
    )
    rows = list(due.order_by("pk").select_for_update(of=("self",))[:BATCH])
    Engagement.objects.filter(pk__in=[row.pk for row in rows]).update(warned_at=now)
    audit.record_many(rows, "warn", by=None)
    return len(rows)


@transaction.atomic
def _release_some(now: datetime) -> int:
    due = Engagement.objects.at_work().filter(
        touched_at__lt=_before(now, Engagement.IDLE_DAYS),
        warned_at__lt=_before(now, Engagement.GRACE_DAYS),
    )
    # Locked, so that who writes a follow-up in this moment comes first or finds it released.
    rows = list(due.order_by("pk").select_for_update(of=("self",))[:BATCH])
    released = str(Engagement.Status.RELEASED)
    Engagement.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=released, reason=REASON, touched_at=now
    )
    moved = [(row, {"status": [row.status, released]}) for row in rows]
    audit.record_each(moved, "move", by=None, reason=REASON)
    return len(rows)


@transaction.atomic
def _open_some(now: datetime) -> int:
    today = timezone.localdate(now)
    due = Demand.objects.waiting_long(today).filter(opened_on=None).order_by("pk")
    rows = list(due.select_for_update(of=("self",)).only("pk", "title")[:BATCH])
    Demand.objects.filter(pk__in=[row.pk for row in rows]).update(opened_on=today)
    audit.record_many(rows, "open", by=None, changes={"opened_on": ["", str(today)]})
    return len(rows)
