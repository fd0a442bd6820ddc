"""Taking the minutes of a meeting, issuing them, correcting them by a new version.

Views ask who may; the actions check the state. An issued version is never written again: every
write asks for a draft under its lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from common.lifecycle import IllegalMove, move
from common.races import first_come
from common.stamps import Stale, stamp
from meetings.actions import plans, resolutions
from meetings.actions.errors import NotTheTime
from meetings.minutes import as_it_stands, attendance_of, minutes_of
from meetings.models import AgendaItem, Meeting, Minutes, Outcome, Resolution
from members.models import User

Status = Minutes.Status


class AlreadyIssued(IllegalMove):
    """The version is issued: what it says stands."""

    def __init__(self) -> None:
        super().__init__("这一版纪要已经印发，不能再改。需要改正的，请“更正纪要”，另出一版。")


class WrittenMeanwhile(Stale):
    """Somebody else wrote about the same item after the page was opened."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}”刚刚被他人改过，您写的还在框里。请和现在的内容核对后再保存一次。"
        )


class SomethingCame(ValidationError):
    """The item was talked of: words or resolutions stand on it."""

    def __init__(self, item: AgendaItem) -> None:
        super().__init__(
            f"“{item}”下面已有记录、决议，或已随纪要印发，不能移除。"
            "记错了的，请先清空记录、删去决议，再移除。"
        )


class NotReady(ValidationError):
    """Something is still missing; the messages say of which item."""


@first_come()
def begin(meeting: Meeting, *, by: User, now: datetime) -> Minutes:
    """The draft of the meeting's minutes, opened when there is none. Raises NotTheTime."""
    if draft := meeting.minutes.drafts().first():
        return draft
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.minutes.exists():
        raise AlreadyIssued
    if held.status not in Minutes.KEPT_FROM:
        raise NotTheTime
    plans.put_on_agenda(held)
    return _open(Minutes(meeting=meeting, begun_by=by, begun_at=now), by)


def _open(draft: Minutes, by: User, reason: str = "") -> Minutes:
    with audit.disable_auditlog():
        draft.save()
    audit.record(draft, "create", by=by, reason=reason)
    return draft


def _held(draft: Minutes) -> Minutes:
    """The draft under its lock; raises AlreadyIssued, or NotTheTime once its meeting is off."""
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__rule")
    found = rows.get(pk=draft.pk)
    if found.is_issued:
        raise AlreadyIssued
    if found.meeting.is_cancelled:
        raise NotTheTime
    return found


@transaction.atomic
def write(
    draft: Minutes, item: AgendaItem, facts: Mapping[str, Any], *, by: User, seen: str
) -> Outcome:
    """Write what was typed about one item (`facts`: Outcome.TYPED); the others stay as they are.

    `seen` is the stamp of the item's outcome on the page; raises WrittenMeanwhile when it is
    another, AlreadyIssued when the draft is none any more.
    """
    held = _held(draft)
    outcome = held.outcomes.filter(item=item).first() or Outcome(
        minutes=held, item=item, order=item.order, title=item.title
    )
    before = outcome.seen
    for name, value in facts.items():
        setattr(outcome, name, value)
    if outcome.seen == before:
        return outcome
    if seen != before or not AgendaItem.objects.filter(pk=item.pk).exists():
        raise WrittenMeanwhile(item.title)
    with audit.disable_auditlog():
        outcome.save()
    audit.record(held, "write", by=by, reason=item.title)
    return outcome


@transaction.atomic
def add_item(draft: Minutes, title: str, *, by: User) -> AgendaItem:
    """Something that came up at the meeting, at the end of the agenda; sent twice, it is one."""
    held = _held(draft)
    end = held.meeting.agenda.order_by("order", "pk").last()
    if end and end.title == title.strip():
        return end
    last = end.order if end else 0
    with audit.disable_auditlog():
        item = AgendaItem.objects.create(
            meeting=held.meeting, order=last + 1, title=title.strip(), came_up=True
        )
    audit.record(held, "add_item", by=by, reason=item.title)
    return item


@transaction.atomic
def strike_item(draft: Minutes, item: AgendaItem, *, by: User) -> None:
    """Take out what was added at the meeting by mistake; twice is once. Raises SomethingCame."""
    held = _held(draft)
    found = held.meeting.agenda.filter(pk=item.pk).first()
    if found is None:
        return
    outcomes = found.outcomes.all()
    said = any(one.minutes_id != held.pk or not one.is_empty for one in outcomes)
    if said or not found.came_up or found.resolutions.exists():
        raise SomethingCame(found)
    audit.record(held, "strike_item", by=by, reason=found.title)
    with audit.disable_auditlog():
        outcomes.delete()
        found.delete()


# --- issuing ----------------------------------------------------------------------------------


def seen_as(outcomes: list[Outcome]) -> str:
    """Stamp of everything that the check page shows."""
    return stamp(*((one.item_id, one.seen, one.resolved) for one in outcomes))


def problems(outcomes: list[Outcome]) -> list[str]:
    """What stands in the way of issuing, each a sentence."""
    found = [
        f"“{one.title}”形成的是决议，还没有写明牵头单位和期限。"
        for one in outcomes
        if one.kind == Outcome.Kind.RESOLUTION and not one.resolved
    ]
    if not any(one.said or one.text for one in outcomes):
        found.append("纪要还是空的，请至少记下一项。")
    return found


@transaction.atomic
def issue(draft: Minutes, *, by: User, now: datetime, seen: str | None = None) -> Minutes:
    """Issue the draft: what was ruled takes effect, the meeting is closed. Raises NotReady.

    `seen` is the stamp of the check page (`seen_as`).
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=draft.meeting_id)
    held = _held(draft)
    outcomes = as_it_stands(held)
    if seen not in (None, seen_as(outcomes)):
        raise Stale("纪要刚刚又有改动，请核对现在的内容后再印发。")
    if meeting.status not in (Meeting.Status.HELD, Meeting.Status.CLOSED):
        raise NotTheTime
    if missing := problems(outcomes):
        raise NotReady(missing)
    attendance = attendance_of(meeting)
    with audit.disable_auditlog():
        for outcome in outcomes:
            outcome.save()
    if held.version == 1:
        _take_effect(held, outcomes, by, now)
    resolutions.announce(meeting, now=now)
    move(held, Status.ISSUED, by=by, issued_at=now, issued_by=by, attendance=attendance)
    if meeting.status == Meeting.Status.HELD:
        move(meeting, Meeting.Status.CLOSED, by=by, closed_at=now)
    return held


def _take_effect(held: Minutes, outcomes: list[Outcome], by: User, now: datetime) -> None:
    """What the meeting ruled of carried resolutions, and of the annual plan."""
    carried = Resolution.objects.filter(reviews__in=[one.item_id for one in outcomes])
    known = {one.pk: one for one in carried}
    for outcome in outcomes:
        if resolution := known.get(outcome.item.resolution_id or 0):
            words = outcome.text or outcome.said or "会上报告完成"
            resolutions.rule(
                resolution,
                outcome.ruling,
                words=words,
                reason=outcome.ruling_reason,
                by=by,
                now=now,
            )
        if outcome.agreed:
            plans.agree_at(outcome.item, by=by, now=now)


# --- corrections ------------------------------------------------------------------------------


@first_come()
def correct(meeting: Meeting, *, reason: str, by: User, now: datetime) -> Minutes:
    """A new version, filled with what was issued; the old one stays readable."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if draft := meeting.minutes.drafts().first():
        return draft
    issued = minutes_of(meeting)
    if issued is None:
        raise NotTheTime
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么更正。"})
    facts = {"begun_by": by, "begun_at": now, "reason": reason.strip()}
    draft = _open(Minutes(meeting=meeting, version=issued.version + 1, **facts), by, reason)
    copies = list(issued.outcomes.all())
    for outcome in copies:
        outcome.pk, outcome.minutes = None, draft
    Outcome.objects.bulk_create(copies)
    return draft


@transaction.atomic
def discard(draft: Minutes, *, by: User) -> None:
    """Give up a correction that was not issued; the first version is never given up.

    What came with it goes with it: resolutions that nobody was told of, items of its own.
    """
    held = _held(draft)
    if held.version == 1:
        raise ValidationError("第一版纪要不能放弃，可以接着改。")
    audit.record(held.meeting, "discard_correction", by=by, reason=held.reason)
    issued = {"outcomes__minutes__status": Status.ISSUED}
    with audit.disable_auditlog():
        held.delete()
        held.meeting.resolutions.filter(announced_at=None).delete()
        held.meeting.agenda.exclude(**issued).delete()
