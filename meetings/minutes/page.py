"""What a page that shows minutes says of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from meetings.minutes import attendance_of
from meetings.models import Meeting, Minutes, Outcome
from members.models import User
from projects.items.diff import mark


class Changed(NamedTuple):
    """What a correction changed of one item; both texts with what differs marked."""

    title: str
    label: str
    was: SafeString
    shall: SafeString


def shown(
    meeting: Meeting, found: Minutes, user: User, outcomes: list[Outcome] | None = None
) -> dict[str, Any]:
    """For meetings/minutes_read.html; `outcomes` of a draft as it would be issued."""
    found.meeting = meeting
    issued = meeting.minutes.issued().select_related("issued_by").order_by("version")
    return {
        "title": f"{meeting.title}：会议纪要",
        "meeting": meeting,
        "minutes": found,
        "outcomes": found.outcomes.all() if outcomes is None else outcomes,
        "attendance": found.attendance or attendance_of(meeting),
        "versions": list(issued),
        "writable": Meeting.objects.writable_by(user).contains(meeting),
    }


def compared(before: Minutes, after: Minutes) -> list[Changed]:
    """Each text that differs from the version before, in the order of the agenda."""
    known = {one.item_id: one for one in before.outcomes.all()}
    return [
        Changed(one.title, label, *mark(was, shall))
        for one in after.outcomes.all()
        for label, was, shall in _texts(known.get(one.item_id), one)
        if was != shall
    ]


def _texts(was: Outcome | None, now: Outcome) -> list[tuple[str, str, str]]:
    old = _lines(was) if was else ["", "", "", ""]
    labels = ("会上说了什么", "形成", "结果", "决议")
    return list(zip(labels, old, _lines(now), strict=True))


def _lines(outcome: Outcome) -> list[str]:
    made = [f"{one['title']}（{one['lead']['label']}）{one['due']}" for one in outcome.resolved]
    return [outcome.said, outcome.get_kind_display(), outcome.text, "；".join(made)]
