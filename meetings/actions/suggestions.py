"""Suggestions: raised by a unit, answered by staff within so many workdays."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.stamps import Stale
from meetings.models import LiaisonReport, Suggestion
from members.models import MemberUnit, User
from notices.actions import drop_about
from projects.requests.terms import workdays_after

Status = Suggestion.Status


class NothingSuggested(ValidationError):
    """The report advises nothing, is not accepted, or its advice was taken up already."""


class AnsweredMeanwhile(Stale):
    """The suggestion is no longer what stood on the page of whoever answers."""


def answer_day(day: date) -> date:
    """The day by which what was raised on `day` is answered; one query."""
    return workdays_after(day, Suggestion.ANSWER_DAYS)


@transaction.atomic
def raise_suggestion(
    unit: MemberUnit, text: str, *, by: User, now: datetime, report: LiaisonReport | None = None
) -> Suggestion:
    """Write down what the unit suggests; the same again, still open, is the same suggestion.

    Raises ValidationError for an empty text.
    """
    MemberUnit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    same = Suggestion.objects.open().filter(unit=unit, report=report, text=text.strip())
    if known := same.first():
        return known
    made = Suggestion(
        unit=unit,
        area=unit.area,
        report=report,
        text=text.strip(),
        raised_at=now,
        raised_by=by,
        answer_by=answer_day(timezone.localdate(now)),
    )
    if not made.text:
        raise ValidationError({"text": "请写下您的意见或建议。"})
    with audit.disable_auditlog():
        made.save()
    audit.record(made, "create", by=by)
    return made


def may_become(report: LiaisonReport) -> bool:
    """Accepted, with advice that nobody has turned into a suggestion; no query when loaded."""
    accepted = report.status == LiaisonReport.Status.ACCEPTED
    return accepted and bool(report.advice.strip()) and not hasattr(report, "suggestion")


@transaction.atomic
def of_report(report: LiaisonReport, *, by: User, now: datetime) -> Suggestion:
    """Turn the advice of an accepted report into a suggestion: once. Raises NothingSuggested."""
    held = LiaisonReport.objects.select_for_update(of=("self",)).select_related("unit__area")
    found = held.get(pk=report.pk)
    if not may_become(found):
        raise NothingSuggested("这份月报没有可转的建议，或者已经转过了。")
    return raise_suggestion(found.unit, found.advice, by=by, now=now, report=found)


@transaction.atomic
def answer(suggestion: Suggestion, text: str, *, by: User, now: datetime, seen: str = "") -> None:
    """Answer it, once; its unit is told. Raises IllegalMove, or AnsweredMeanwhile."""
    if seen not in ("", suggestion.seen):
        raise AnsweredMeanwhile("这条意见建议在您打开页面后有了变化，请看过再答复。")
    if not text.strip():
        raise ValidationError({"answer": "请写下答复。"})
    facts: dict[str, Any] = {"answer": text.strip(), "answered_at": now, "answered_by": by}
    move(suggestion, Status.ANSWERED, by=by, **facts)
    drop_about(["suggestion_due"], [suggestion.pk])
