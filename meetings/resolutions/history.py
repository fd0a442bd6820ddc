"""What happened to a resolution: its trail, its lines of progress, the meetings that saw it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from auditlog.models import LogEntry
from django.db.models import Prefetch

from common.dates import full_day_text
from meetings.models import AgendaItem, Meeting, Outcome, Resolution

MOVED = {
    "reported": "牵头单位报告完成",
    "accepted": "召集方验收，办结",
    "open": "召集方退回，接着办",
    "dropped": "不再办理",
}


class Step(NamedTuple):
    """`who` is for staff only: a name of an officer is nobody else's matter."""

    when: datetime
    what: str
    why: str
    who: str


class Look(NamedTuple):
    """A meeting at which it was looked at, and what that meeting said of it."""

    meeting: Meeting
    words: str


def steps_of(resolution: Resolution) -> list[Step]:
    """Oldest first; two queries."""
    entries = LogEntry.objects.get_for_object(resolution).select_related("actor")
    steps = [step for entry in entries if (step := _step(entry, resolution))]
    for line in resolution.progress.select_related("unit", "by"):
        label = f"{line.unit.label}的进展" if line.unit else "召集方记录"
        steps.append(Step(line.at, label, line.text, str(line.by)))
    if resolution.announced_at:
        steps.append(Step(resolution.announced_at, "随会议纪要印发", "", ""))
    return sorted(steps, key=lambda step: step.when)


def _step(entry: LogEntry, resolution: Resolution) -> Step | None:
    """An act; where the record keeps the time of it, that is its time."""
    data, changes = entry.additional_data or {}, entry.changes or {}
    verb, why = data.get("verb", ""), data.get("reason", "")
    what = {"create": "会议作出决议", "change": "修改决议", "found_project": "成立项目"}.get(verb)
    after = changes.get("status", ["", ""])[1] if verb == "move" else verb
    if verb == "move":
        what = MOVED.get(after)
    if verb == "move_due":
        was, shall = (full_day_text(date.fromisoformat(day)) for day in changes["due_on"])
        what = f"期限由 {was}调整为 {shall}"
    when = _kept(resolution).get(after) or entry.timestamp
    return Step(when, what, why, str(entry.actor or "系统")) if what else None


def _kept(one: Resolution) -> dict[str, datetime | None]:
    """The moments, of what happens once, that the record keeps."""
    return {
        "create": one.meeting.starts_at,
        "accepted": one.accepted_at,
        "dropped": one.dropped_at,
    }


def looks_at(resolution: Resolution) -> list[Look]:
    """The meetings whose agenda it stood on, oldest first; two queries."""
    said = Outcome.objects.filter(minutes__status="issued").order_by("minutes__version")
    items = (
        AgendaItem.objects.filter(resolution=resolution)
        .select_related("meeting__rule__alliance")
        .prefetch_related(Prefetch("outcomes", said))
        .order_by("meeting__starts_at", "pk")
    )
    return [Look(one.meeting, _said(one)) for one in items]


def _said(item: AgendaItem) -> str:
    outcomes = list(item.outcomes.all())
    if not outcomes:
        return "纪要还没有印发"
    last = outcomes[-1]
    return "　".join(filter(None, [last.get_ruling_display() or "看过", last.text]))
