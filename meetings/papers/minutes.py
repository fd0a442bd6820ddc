"""The minutes of a meeting 会议纪要 (GB/T 9704 chapter 10.3: their own mark, no addressees).

`build` takes whatever looks like `Minutes`; `minutes_of` reads what invitations, agenda and
resolutions know.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from django.db.models import Prefetch

from common.official import Block, Heading, Paper, Text
from common.official.paper import date_text, number_text
from meetings.models import AgendaItem, Invitation, Meeting, Resolution, Undertaking
from meetings.papers.facts import Head, head_of, invitations_of
from meetings.papers.notice import moment, tight


class Item(Protocol):
    """One item of the agenda: what was said, and what it led to."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def resolutions(self) -> Sequence[str]: ...


class Minutes(Protocol):
    """What was held, where, who was there, and the items in their order."""

    @property
    def title(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def chair(self) -> str: ...
    @property
    def present(self) -> Sequence[str]: ...
    @property
    def excused(self) -> Sequence[str]: ...
    @property
    def items(self) -> Sequence[Item]: ...


def build(minutes: Minutes, head: Head) -> Paper:
    return Paper(
        title=f"{tight(minutes.title)}纪要",
        mark=f"{head.alliance}会议纪要",
        number=number_text(head.code, head.year, head.number),
        body=(_opening(minutes, head), *_items(minutes.items), *_people(minutes)),
        signature=head.alliance,
        dated=head.issued_on,
    )


def _opening(minutes: Minutes, head: Head) -> Text:
    where = f"，在{minutes.place}" if minutes.place else ""
    chair = f"{minutes.chair}主持会议。" if minutes.chair else ""
    text = f"{moment(minutes.starts_at)}{where}，{head.alliance}召开{tight(minutes.title)}。"
    return Text(f"{text}{chair}纪要如下。")


def _items(items: Sequence[Item]) -> list[Block]:
    blocks: list[Block] = []
    for item in items:
        blocks.append(Heading(1, item.title))
        if item.text:
            blocks.append(Text(item.text))
        blocks += [Heading(3, text) for text in item.resolutions]
    return blocks


def _people(minutes: Minutes) -> list[Block]:
    """出席 and 请假 (10.3): the word in 黑体, the names after it."""
    names = (("出席：", minutes.present), ("请假：", minutes.excused))
    return [Text("、".join(found) + "。", lead) for lead, found in names if found]


def resolution_text(resolution: Resolution) -> str:
    """What is to be done, by whom and by when."""
    parts = list(resolution.undertakings.all())
    lead = "、".join(one.unit.label for one in parts if one.role == Undertaking.Role.LEAD)
    helpers = "、".join(one.unit.label for one in parts if one.role == Undertaking.Role.HELPER)
    who = "，".join(filter(None, [lead and f"{lead}牵头", helpers and f"{helpers}配合"]))
    text = "：".join(filter(None, [resolution.title, resolution.text]))
    due = f"{date_text(resolution.due_on)}前完成"
    return f"{text.rstrip('。')}。（{'，'.join(filter(None, [who, due]))}）"


class _Item:
    """An item as the agenda and the resolutions taken under it have it."""

    def __init__(self, item: AgendaItem) -> None:
        self.title = item.title
        self.text = ""
        self.resolutions = [resolution_text(one) for one in item.resolutions.all()]


class _Minutes:
    """Minutes read from the records of the meeting."""

    chair = ""

    def __init__(self, meeting: Meeting, invited: Sequence[Invitation]) -> None:
        self.title, self.starts_at, self.place = meeting.title, meeting.starts_at, meeting.place
        self.present = [one.unit.label for one in invited if one.attended_at]
        leave = Invitation.Reply.LEAVE
        self.excused = [
            one.unit.label for one in invited if one.reply == leave and not one.attended_at
        ]
        self.items = [_Item(item) for item in _agenda(meeting)]


def _agenda(meeting: Meeting) -> Sequence[AgendaItem]:
    parts = Undertaking.objects.select_related("unit")
    taken = Resolution.objects.prefetch_related(Prefetch("undertakings", parts))
    items = meeting.agenda.order_by("order", "pk")
    return list(items.prefetch_related(Prefetch("resolutions", taken)))


def minutes_of(meeting: Meeting, *, today: date) -> Paper:
    """The minutes as the records of the meeting tell them, in a constant number of queries."""
    return build(_Minutes(meeting, invitations_of(meeting)), head_of(meeting, "minutes", today))
