"""Reading minutes: the version that holds, who came, what a version says of resolutions."""

from __future__ import annotations

from typing import Any

from common.dates import full_day_text
from meetings.models import Invitation, Meeting, Minutes, Outcome, Resolution
from members.models import MemberUnit

Named = dict[
    str, Any
]  # {"label": what a unit goes by inside, "inner": it must not leave the portal}


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The issued version that holds, with `outcomes` in their order; two queries. Else None.

    `attendance` and each outcome's `title`, `order` and `resolved` are as they were when it was
    issued: {"invited", "present", "leave", "absent"} as lists of Named, and resolutions as
    {"uuid", "title", "text", "lead": Named, "helpers": [Named], "due_on": "2026-12-31",
    "due": "2026 年 12 月 31 日"}.
    """
    rows = Minutes.objects.issued().filter(meeting=meeting)
    found = rows.select_related("issued_by", "meeting__rule__alliance")
    return found.prefetch_related("outcomes").order_by("-version").first()


def version_before(minutes: Minutes) -> Minutes | None:
    """What was issued before this version, with its outcomes."""
    rows = Minutes.objects.filter(meeting=minutes.meeting_id, version__lt=minutes.version)
    return rows.prefetch_related("outcomes").order_by("-version").first()


def named(unit: MemberUnit) -> Named:
    return {"label": unit.label, "inner": unit.is_military}


def attendance_of(meeting: Meeting) -> dict[str, list[Named]]:
    """Who was asked, who came, who is on leave, who is neither; one query."""
    rows = list(meeting.invitations.select_related("unit").order_by("unit__name", "unit"))
    on_leave = Invitation.Reply.LEAVE
    return {
        "invited": [named(one.unit) for one in rows],
        "present": [named(one.unit) for one in rows if one.attended_at],
        "leave": [named(one.unit) for one in rows if not one.attended_at and one.reply == on_leave],
        "absent": [
            named(one.unit) for one in rows if not one.attended_at and one.reply != on_leave
        ],
    }


def resolved_as(resolution: Resolution) -> dict[str, Any]:
    """A resolution as its minutes keep it; of one `for_list()`."""
    return {
        "uuid": str(resolution.uuid),
        "title": resolution.title,
        "text": resolution.text,
        "lead": named(resolution.lead),
        "helpers": [named(unit) for unit in resolution.helpers],
        "due_on": resolution.due_on.isoformat(),
        "due": full_day_text(resolution.due_on),
    }


def as_it_stands(draft: Minutes) -> list[Outcome]:
    """The outcomes of a draft as issuing it would write them, unsaved; three queries.

    An item that nobody wrote about has an empty outcome.
    """
    written = {one.item_id: one for one in draft.outcomes.all()}
    made: dict[int | None, list[Resolution]] = {}
    for one in Resolution.objects.filter(meeting=draft.meeting_id).for_list():
        made.setdefault(one.item_id, []).append(one)
    outcomes = []
    for place, item in enumerate(draft.meeting.agenda.order_by("order", "pk"), start=1):
        outcome = written.get(item.pk) or Outcome(minutes=draft, item=item)
        outcome.order, outcome.title = place, item.title
        outcome.resolved = [resolved_as(one) for one in made.get(item.pk, [])]
        outcomes.append(outcome)
    return outcomes
