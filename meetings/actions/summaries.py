"""The month's summary as a paper: drafted from the reports, edited, issued once with a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import IllegalMove, move
from common.stamps import Stale
from meetings.actions.papers import number_for
from meetings.models import DocumentNumber, SummaryIssue
from meetings.reports.summary import HANDED_IN, drafted, month_summary
from members.models import Alliance, User
from projects.military import names_military


class NotToBeIssued(ValidationError):
    """What stands in it must not be printed so, or there is nothing to print."""


class ChangedMeanwhile(Stale):
    """Somebody else saved or dropped it, or reports came in, after the page was opened."""


def current(alliance: Alliance, month: date, *, today: date) -> SummaryIssue:
    """What was saved or issued for the month; else, not in the database, what the reports say."""
    known = SummaryIssue.objects.select_related("number").filter(alliance=alliance, month=month)
    found = known.first() or drafted(month_summary(alliance.area, month, today=today))
    found.alliance = alliance
    return found


def trouble_of(summary: SummaryIssue) -> list[str]:
    """Why it cannot be issued as it stands, each as a sentence; [] when it can."""
    if not any(amount for what, amount, _ in summary.figures if what == HANDED_IN):
        return ["这个月还没有交来的月报。"]
    if names_military(summary.alliance.area.district_id, summary.text):
        return ["文字里提到了军警单位（或其代称）。公文会发到门户外，请改写这一句。"]
    return []


@transaction.atomic
def edit(
    alliance: Alliance,
    month: date,
    texts: Mapping[str, str],
    *,
    by: User,
    now: datetime,
    seen: str = "",
) -> SummaryIssue:
    """Save the texts, with the figures of the first time. Raises ChangedMeanwhile, IllegalMove."""
    held = _draft(alliance, month, now=now, seen=seen)
    for name, value in texts.items():
        setattr(held, name, value)
    _save(held, by=by, now=now)
    return held


def _draft(alliance: Alliance, month: date, *, now: datetime, seen: str) -> SummaryIssue:
    """The draft as it is, under the lock of its alliance."""
    Alliance.objects.select_for_update(of=("self",)).get(pk=alliance.pk)
    held = current(alliance, month, today=timezone.localdate(now))
    if not held.is_draft:
        raise IllegalMove("这个月的汇总已经印发，不能再改。")
    if seen not in ("", held.seen):
        raise ChangedMeanwhile(
            "汇总刚被他人改过，或者月报有变化。请核对后再提交一次，您刚才写的都还在。"
        )
    return held


def _save(held: SummaryIssue, *, by: User, now: datetime) -> None:
    verb = "edit" if held.pk else "create"
    if not held.pk:
        held.drafted_at, held.drafted_by = now, by
    with audit.disable_auditlog():
        held.save()
    audit.record(held, verb, by=by)


@transaction.atomic
def issue(
    alliance: Alliance, month: date, *, by: User, now: datetime, seen: str = ""
) -> DocumentNumber:
    """Give it its number; from then on it stays as it is.

    Raises ChangedMeanwhile, IllegalMove, or NotToBeIssued with every reason.
    """
    held = _draft(alliance, month, now=now, seen=seen)
    if trouble := trouble_of(held):
        raise NotToBeIssued(trouble)
    if not held.pk:
        _save(held, by=by, now=now)
    kind, on = DocumentNumber.Kind.SUMMARY, timezone.localdate(now)
    number = number_for(alliance, kind, on.year, of=held, on=on, by=by)
    move(held, SummaryIssue.Status.ISSUED, by=by, number=number, issued_at=now, issued_by=by)
    return number


@transaction.atomic
def discard(alliance: Alliance, month: date, *, by: User, now: datetime, seen: str = "") -> None:
    """Drop what was edited: the summary is what the reports say, again. It never had a number."""
    held = _draft(alliance, month, now=now, seen=seen)
    if held.pk:
        audit.record(held, "discard", by=by)
        with audit.disable_auditlog():
            held.delete()
