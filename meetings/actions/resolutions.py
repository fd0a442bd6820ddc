"""Resolutions: made at a meeting, announced with its minutes, followed to their end.

The lead reports; only the convener accepts, gives back, drops or moves the due day. Actions check
the state, not the person: views ask `meetings.resolutions.scope` first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import IllegalMove, move
from common.races import first_come
from common.stamps import Stale, stamp
from meetings.actions.errors import NotTheTime
from meetings.models import AgendaItem, Meeting, Minutes, Outcome, Progress, Resolution, Undertaking
from members.models import MemberUnit, User
from notices.actions import drop_about

Status = Resolution.Status
Role = Undertaking.Role
DUE = ["resolution_due"]


class ResolutionMoved(IllegalMove, Stale):
    """Somebody else moved it after the page was opened."""

    def __init__(self, resolution: Resolution) -> None:
        now = resolution.get_status_display()
        super().__init__(f"“{resolution}”刚刚有了变化，现在是“{now}”，请核对后再办理。")


class Announced(IllegalMove):
    """Its minutes are issued: it is no longer mended, but moved or dropped for a reason."""

    def __init__(self) -> None:
        super().__init__("决议已随纪要印发，不能再改。期限可以调整，不再办理要写明原因。")


class WrongDay(ValidationError):
    """A due day that is past."""


# --- at the meeting ---------------------------------------------------------------------------


@first_come()
def make(
    item: AgendaItem,
    *,
    title: str,
    lead: MemberUnit,
    helpers: Iterable[MemberUnit] = (),
    due_on: date,
    text: str = "",
    by: User,
    now: datetime,
) -> Resolution:
    """What the meeting resolved on this item; announced when its minutes are issued.

    The item's outcome becomes a resolution by that.
    """
    meeting = Meeting.objects.select_related("rule").get(pk=item.meeting_id)
    draft = _draft_of(meeting)
    resolution = Resolution(meeting=meeting, alliance_id=meeting.rule.alliance_id, item=item)
    _fill(resolution, title=title, text=text, due_on=due_on)
    _check_day(due_on, now)
    with audit.disable_auditlog():
        resolution.save()
        _give(resolution, lead, helpers)
        Outcome.objects.update_or_create(
            minutes=draft,
            item=item,
            defaults={"kind": Outcome.Kind.RESOLUTION},
            create_defaults={
                "kind": Outcome.Kind.RESOLUTION, "order": item.order, "title": item.title
            },
        )  # fmt: skip
    audit.record(resolution, "create", by=by)
    return resolution


def _draft_of(meeting: Meeting) -> Minutes:
    """The draft under its lock: what is resolved belongs to minutes that are being taken."""
    if meeting.is_cancelled:
        raise NotTheTime
    draft = meeting.minutes.drafts().select_for_update().first()
    if draft is None:
        raise Announced
    return draft


def _fill(resolution: Resolution, *, title: str, text: str, due_on: date) -> None:
    resolution.title, resolution.text = title.strip(), text.strip()
    resolution.due_on = due_on
    resolution.full_clean()


def _give(resolution: Resolution, lead: MemberUnit, helpers: Iterable[MemberUnit]) -> None:
    rows = [Undertaking(resolution=resolution, unit=lead, role=Role.LEAD)]
    rows += [
        Undertaking(resolution=resolution, unit=unit, role=Role.HELPER)
        for unit in helpers
        if unit.pk != lead.pk
    ]
    Undertaking.objects.bulk_create(rows)


@first_come()
def mend(
    resolution: Resolution,
    *,
    title: str,
    lead: MemberUnit,
    helpers: Iterable[MemberUnit] = (),
    due_on: date,
    text: str = "",
    by: User,
    now: datetime,
    seen: str = "",
) -> None:
    """Write anew one that is not announced yet. Raises Announced, ResolutionMoved."""
    held = _unannounced(resolution)
    if seen not in ("", mended_as(held)):
        raise ResolutionMoved(held)
    _check_day(due_on, now)
    _fill(held, title=title, text=text, due_on=due_on)
    with audit.disable_auditlog():
        held.save()
        held.undertakings.all().delete()
        _give(held, lead, helpers)
    audit.record(held, "change", by=by)


def mended_as(resolution: Resolution) -> str:
    """Stamp of what the form at the meeting changes."""
    parts = sorted((one.role, one.unit_id) for one in resolution.undertakings.all())
    return stamp(resolution.title, resolution.text, resolution.due_on, parts)


@transaction.atomic
def strike(resolution: Resolution, *, by: User) -> None:
    """Take back one that is not announced yet."""
    held = _unannounced(resolution)
    audit.record(held.meeting, "strike_resolution", by=by, reason=held.title)
    with audit.disable_auditlog():
        held.delete()


def _unannounced(resolution: Resolution) -> Resolution:
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("meeting")
    held = rows.get(pk=resolution.pk)
    if held.announced_at is not None:
        raise Announced
    if held.meeting.is_cancelled:
        raise NotTheTime
    return held


def announce(meeting: Meeting, *, now: datetime) -> int:
    """With the minutes: from now on the units are told of them; how many."""
    return meeting.resolutions.filter(announced_at=None).update(announced_at=now)


def rule(
    resolution: Resolution, ruling: str, *, words: str, reason: str, by: User, now: datetime
) -> None:
    """What a later meeting ruled of it; nothing where that is so already.

    One accepted there that its lead had not reported yet was reported at the meeting: `words`.
    """
    if not resolution.is_unfinished or ruling in ("", Outcome.Ruling.OPEN):
        return
    if ruling == Outcome.Ruling.DROPPED:
        drop(resolution, reason=reason, by=by, now=now)
        return
    if resolution.status == Status.OPEN:
        report(resolution, outcome=words[:500], by=by, now=now, behalf="会上报告，由召集方记录")
    accept(resolution, by=by, now=now)


# --- followed to the end ----------------------------------------------------------------------


@transaction.atomic
def note(
    resolution: Resolution, *, text: str, unit: MemberUnit | None, by: User, now: datetime
) -> Progress:
    """One line of what a unit did; `unit` is None for a line of the convener.

    The last line once more, from the same hand, is a second tap and stays one line.
    """
    held = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if not held.is_unfinished:
        raise IllegalMove(f"这项决议现在是“{held.get_status_display()}”，不再记录进展。")
    last = held.progress.order_by("at", "pk").last()
    if last and (last.text, last.by_id, last.unit_id) == (text.strip(), by.pk, unit and unit.pk):
        return last
    with audit.disable_auditlog():
        line = Progress(resolution=held, unit=unit, text=text.strip(), at=now, by=by)
        line.full_clean()
        line.save()
    audit.record(held, "note", by=by)
    return line


def report(
    resolution: Resolution,
    *,
    outcome: str,
    by: User,
    now: datetime,
    behalf: str = "",
    seen: str = "",
) -> None:
    """The lead says that it is done, and how; `behalf` says why somebody else says so for it."""
    facts: dict[str, Any] = {"outcome": _said("outcome", outcome, "请写明办成了什么。")}
    facts |= {"reported_at": now, "reported_by": by, "missing": "", "returned_at": None}
    told = f"{behalf}：{facts['outcome']}" if behalf else facts["outcome"]
    _move(resolution, Status.REPORTED, by, seen, note=told, facts=facts)
    drop_about(DUE, [resolution.pk])


def accept(resolution: Resolution, *, by: User, now: datetime, seen: str = "") -> None:
    facts = {"accepted_at": now, "accepted_by": by}
    _move(resolution, Status.ACCEPTED, by, seen, facts=facts)


def give_back(
    resolution: Resolution, *, missing: str, by: User, now: datetime, seen: str = ""
) -> None:
    """Not done yet: the lead goes on with what is missing."""
    words = _said("missing", missing, "请写明还差什么。")
    facts = {"missing": words, "returned_at": now}
    _move(resolution, Status.OPEN, by, seen, note=words, facts=facts)


def drop(resolution: Resolution, *, reason: str, by: User, now: datetime, seen: str = "") -> None:
    """No longer to be done, for a reason that everybody with a part in it reads."""
    words = _said("reason", reason, "请写明为什么不再办理。")
    _move(resolution, Status.DROPPED, by, seen, reason=words, facts={"dropped_at": now})
    drop_about(DUE, [resolution.pk])


@transaction.atomic
def move_due(
    resolution: Resolution, *, due_on: date, reason: str, by: User, now: datetime, seen: str = ""
) -> None:
    """Another due day, for a reason; the reminders follow it."""
    held = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if seen not in ("", held.seen):
        raise ResolutionMoved(held)
    if held.status != Status.OPEN:
        raise IllegalMove(f"这项决议现在是“{held.get_status_display()}”，不用再调整期限。")
    words = _said("reason", reason, "请写明为什么调整期限。")
    if due_on == held.due_on:
        raise WrongDay({"due_on": "新的期限和原来的一样。"})
    _check_day(due_on, now)
    changes = {"due_on": [held.due_on, due_on]}
    facts = {"due_on": due_on, "due_reason": words, "due_moved_at": now}
    Resolution.objects.filter(pk=held.pk).update(**facts)
    audit.record(held, "move_due", by=by, changes=changes, reason=words)
    drop_about(DUE, [held.pk])
    for name, value in facts.items():
        setattr(resolution, name, value)


def _check_day(due_on: date, now: datetime) -> None:
    if due_on < timezone.localdate(now):
        raise WrongDay({"due_on": "完成期限不能早于今天。"})


def _move(
    resolution: Resolution,
    to: str,
    by: User,
    seen: str,
    *,
    facts: dict[str, Any] | None = None,
    **words: str,
) -> None:
    """One move of what the page showed; `words`: reason or note, as `move` takes them."""
    if seen not in ("", resolution.seen):
        raise ResolutionMoved(resolution)
    seen_then = {"reported_at": resolution.reported_at}
    move(resolution, to, by=by, expect=seen_then, **words, **(facts or {}))


def _said(name: str, text: str, missing: str) -> str:
    if not text.strip():
        raise ValidationError({name: missing})
    return text.strip()
