"""What happened in engagements, read from the audit trail and the follow-ups."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from projects.models import Demand, Engagement, FollowUp

MOVED = {
    "accepted": "接受，已对接",
    "declined": "没有接受",
    "under_way": "开始办理",
    "reported": "报告办成，等需求方确认",
    "confirmed": "需求方确认办成",
    "not_done": "没有办成，带入联席会议",
    "released": "退回认领大厅",
    "closed": "办结归档",
}


class Step(NamedTuple):
    """`who` is for staff only: a name of an officer is nobody else's matter."""

    when: datetime
    what: str
    why: str
    who: str


def steps_of(engagements: Sequence[Engagement]) -> dict[int, list[Step]]:
    """Of each, oldest first; two queries for all of them."""
    found: dict[int, list[Step]] = {one.pk: [] for one in engagements}
    kind = ContentType.objects.get_for_model(Engagement)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=list(found))
    trail: dict[int, list[LogEntry]] = {key: [] for key in found}
    for entry in entries.select_related("actor").order_by("timestamp", "pk"):
        trail[entry.object_id or 0].append(entry)
    for note in FollowUp.objects.filter(engagement__in=list(found)).select_related("by"):
        found[note.engagement_id].append(Step(note.at, "进展", note.text, str(note.by)))
    for one in engagements:
        found[one.pk] += _of_trail(one, trail[one.pk])
        found[one.pk].sort(key=lambda step: step.when)
    return found


def _of_trail(one: Engagement, entries: list[LogEntry]) -> list[Step]:
    """Its acts; where the record keeps the time of one, that is its time."""
    last = {_after(entry): entry.pk for entry in entries}
    kept = {
        "proposed": one.proposed_at,
        "accepted": one.accepted_at,
        "reported": one.reported_at,
        "confirmed": one.confirmed_at,
        "closed": one.closed_at,
    }
    steps = []
    for entry in entries:
        after = _after(entry)
        when = kept.get(after) if last[after] == entry.pk else None
        if what := _what(entry, after, one):
            why = (entry.additional_data or {}).get("reason", "")
            steps.append(Step(when or entry.timestamp, what, why, str(entry.actor or "系统自动")))
    return steps


def _after(entry: LogEntry) -> str:
    """The state that an act led to: a create to "proposed"; "" where it led to none."""
    if (entry.additional_data or {}).get("verb") == "create":
        return "proposed"
    return str((entry.changes or {}).get("status", ["", ""])[1])


def _what(entry: LogEntry, after: str, one: Engagement) -> str:
    left, came = (entry.changes or {}).get("units", ["", ""])
    by_asker = one.awaits == Engagement.Awaits.ASKER
    verb = (entry.additional_data or {}).get("verb", "")
    if verb == "move" and after == "under_way" and (entry.changes or {})["status"][0] == "reported":
        return "需求方退回，继续办理"
    return {
        "create": f"{came}认领" if by_asker else f"推荐{came}来办",
        "join": f"{came}加入协助",
        "leave": f"{left}退出协助",
        "warn": "久无进展，系统已提醒",
        "move": MOVED.get(after, after),
    }.get(verb, "")


class Shown(NamedTuple):
    engagement: Engagement
    steps: list[Step]


def engagements_of(item: object) -> list[Shown]:
    """Of a demand: its engagements, the latest first, each with its steps; four queries."""
    if not isinstance(item, Demand):
        return []
    rows = list(Engagement.objects.filter(demand=item).for_list())
    steps = steps_of(rows)
    return [Shown(one, steps[one.pk]) for one in rows]
