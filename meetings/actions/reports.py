"""The monthly report: opened for every unit, handed in by its officer, reviewed by staff."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from common import audit
from common.insert import insert_missing
from common.lifecycle import IllegalMove, move
from common.stamps import Stale
from grids.calendar import load_calendar
from meetings.facts import facts_of
from meetings.models import LiaisonReport
from meetings.periods import add_months, report_due_on
from meetings.reports import rules as report_rules
from members.models import AllianceMembership, MemberUnit, User
from notices.actions import drop_about

Status = LiaisonReport.Status
MOST_LEFT_OUT = 200  # facts of one report


class NothingReported(ValidationError):
    """A report needs at least one text, one fact, or the word that nothing changed."""


def open_month(now: datetime) -> tuple[int, int]:
    """Open the reports of the month of `now`; returns (opened, deadlines moved).

    One for every active unit that belongs to a regional alliance. The deadline is that of the
    unit's street and follows the work calendar as long as the report is not handed in: one
    statement of each kind for every different day that streets have set.
    """
    today = timezone.localdate(now)
    month = today.replace(day=1)
    calendar = load_calendar(month, add_months(month, 1))
    opened = moved = 0
    for day, streets in report_rules.due_days():
        due = report_due_on(month, calendar, day)
        moved += move_deadlines(month, due, streets)
        opened += _open(month, due, today, streets)
    return opened, moved


def move_deadlines(month: date, due: date, streets: Q) -> int:
    """Give the open reports of these streets that deadline; returns how many had another."""
    waiting = LiaisonReport.objects.filter(streets, month=month, status=Status.OPEN)
    return waiting.exclude(due_on=due).update(due_on=due)


def _open(month: date, due: date, today: date, streets: Q) -> int:
    regional = AllianceMembership.objects.current().filter(
        alliance__kind="regional", alliance__ended_on=None
    )
    units = (
        MemberUnit.objects.active()
        .filter(streets, joined_on__lte=today, pk__in=regional.values("unit"))
        .annotate(unit=F("pk"))
        .order_by()
    )
    return insert_missing(
        LiaisonReport,
        units,
        ["unit", "area", "district", "street", "community"],
        month=month,
        due_on=due,
        status=Status.OPEN,
        facts=[],
        left_out=[],
        no_change=False,
        **dict.fromkeys([*LiaisonReport.TEXTS, "return_note"], ""),
    )


class HandedInAgain(IllegalMove):
    """The report has changed since the page was opened on which staff decided."""


class TypedElsewhere(Stale):
    """Another page of the same report saved other words meanwhile."""


@transaction.atomic
def save_texts(
    report: LiaisonReport,
    texts: Mapping[str, str],
    *,
    by: User,
    seen: str = "",
    quietly: bool = False,
) -> None:
    """Keep what was typed so far; the report stays where it is. One row of the audit trail.

    `seen` is the stamp (`typed_seen`) of the page that was typed on; `quietly`, as pages save by
    themselves every few seconds, leaves no row. Raises IllegalMove or TypedElsewhere.
    """
    _save(report, dict(texts), seen)
    if not quietly:
        audit.record(report, "save", by=by)


def _save(report: LiaisonReport, changes: Mapping[str, Any], seen: str) -> None:
    """Write `changes` to a report that waits for its unit, as its page last showed it."""
    held = LiaisonReport.objects.select_for_update().get(pk=report.pk)
    if not held.waits_for_unit or held.status != report.status:
        raise IllegalMove("月报已经提交，不能再改。请刷新页面查看。")
    if seen not in ("", held.typed_seen) and any(getattr(held, k) != v for k, v in changes.items()):
        raise TypedElsewhere("这份月报在别的页面上也改过。请核对后再保存一次，您刚才写的都还在。")
    LiaisonReport.objects.filter(pk=report.pk).update(**changes)
    for name, value in changes.items():
        setattr(report, name, value)


@transaction.atomic
def leave_out(
    report: LiaisonReport,
    key: str,
    *,
    out: bool,
    texts: Mapping[str, str],
    by: User,
    seen: str = "",
) -> None:
    """Leave the fact of that key out of the report, or take it in again; and keep the texts.

    `seen` as for `save_texts`. Raises IllegalMove or TypedElsewhere.
    """
    rest = [one for one in report.left_out if one != key]
    left_out = [*rest, key] if out else rest
    _save(report, {**texts, "left_out": left_out[-MOST_LEFT_OUT:]}, seen)
    audit.record(report, "leave_out" if out else "take_in", by=by)


@transaction.atomic
def submit(
    report: LiaisonReport, texts: Mapping[str, str], *, no_change: bool, by: User, now: datetime
) -> None:
    """Hand the report in, with the facts of the month as they stand now.

    Whoever typed something has changes to report, so `no_change` then stays false.
    """
    facts, typed = facts_of(report, now=now), any(texts.values())
    if not (no_change or facts or typed):
        raise NothingReported("请至少填写一项，或选择“本月无变化”。")
    changes: dict[str, Any] = {
        **texts,
        "no_change": no_change and not typed,
        "facts": facts,
        "submitted_at": now,
        "submitted_by": by,
        "return_note": "",
    }
    move(report, Status.SUBMITTED, by=by, **changes)
    drop_about(["report_due", "report_returned"], [report.pk])


def give_back(report: LiaisonReport, *, note: str, by: User, seen: str | None = None) -> None:
    """Return the report with the sentence that says what to mend."""
    _decide(report, Status.RETURNED, seen, by=by, reason=note, return_note=note)


def accept(report: LiaisonReport, *, by: User, now: datetime, seen: str | None = None) -> None:
    _decide(report, Status.ACCEPTED, seen, by=by, accepted_at=now, reviewed_by=by)


def _decide(report: LiaisonReport, to: str, seen: str | None, *, by: User, **changes: Any) -> None:
    """Decide on the hand-in that was read: `seen` is its stamp on the page that asks."""
    if seen not in (None, report.seen):
        raise HandedInAgain("这份月报在您打开页面后有了变化，请看过现在的内容再审核。")
    move(report, to, by=by, expect={"submitted_at": report.submitted_at}, **changes)
