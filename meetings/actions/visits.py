"""What tutors did at their units: noted, put right."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import Stale
from meetings.models import Assignment, Visit
from members.actions.errors import WrongDay
from members.models import User
from notices.actions import drop_about


class VisitChanged(Stale):
    """Somebody else corrected it after the page was opened."""

    def __init__(self) -> None:
        super().__init__("这条记录刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


@first_come()
def note(
    assignment: Assignment,
    *,
    form: str,
    on: date,
    topic: str,
    outcome: str,
    by: User,
    now: datetime,
) -> Visit:
    """Note a visit of the assignment's days; the reminder of it goes. Raises WrongDay."""
    _check_day(assignment, on, now)
    row = Visit(assignment=assignment, form=form, on=on, noted_at=now, noted_by=by)
    row.topic, row.outcome = topic.strip(), outcome.strip()
    row.full_clean()
    with audit.disable_auditlog():
        row.save()
    audit.record(row, "create", by=by)
    drop_about(["visit_missing"], [assignment.pk])
    return row


def _check_day(assignment: Assignment, on: date, now: datetime) -> None:
    last = assignment.ended_on or assignment.until - timedelta(days=1)
    if on > timezone.localdate(now):
        raise WrongDay({"on": "日期不能晚于今天。"})
    if not assignment.since <= on <= last:
        raise WrongDay({"on": "日期不在这次辅导的期间内。"})


@transaction.atomic
def correct(
    visit: Visit, *, form: str, on: date, topic: str, outcome: str, by: User, now: datetime,
    seen: str = "",
) -> None:  # fmt: skip
    """Put a visit right; `seen` is its stamp on the page that asks."""
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if seen not in ("", held.seen):
        raise VisitChanged
    _check_day(visit.assignment, on, now)
    given = {"form": form, "on": on, "topic": topic.strip(), "outcome": outcome.strip()}
    changes = audit.assign(held, given)
    if not changes:
        return
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=list(changes))
    audit.record(held, "change", by=by, changes=changes)
