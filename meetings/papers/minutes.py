"""The minutes of a meeting 会议纪要 (GB/T 9704 chapter 10.3: their own mark, no addressees).

`build` takes whatever looks like `Told`; `minutes_of` reads the issued version that holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from common.official import Block, Heading, Paper, Text
from common.official.paper import date_text, number_text
from meetings import minutes
from meetings.models import Meeting, Minutes, Outcome
from meetings.papers.facts import Head, head_of
from meetings.papers.notice import moment, tight


class Item(Protocol):
    """One item of the agenda: what was said, and what it led to."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def resolutions(self) -> Sequence[str]: ...


class Told(Protocol):
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


def build(told: Told, head: Head) -> Paper:
    return Paper(
        title=f"{tight(told.title)}纪要",
        mark=f"{head.alliance}会议纪要",
        number=number_text(head.code, head.year, head.number),
        body=(_opening(told, head), *_items(told.items), *_people(told)),
        signature=head.alliance,
        dated=head.issued_on,
    )


def _opening(told: Told, head: Head) -> Text:
    where = f"，在{told.place}" if told.place else ""
    chair = f"{told.chair}主持会议。" if told.chair else ""
    text = f"{moment(told.starts_at)}{where}，{head.alliance}召开{tight(told.title)}。"
    return Text(f"{text}{chair}纪要如下。")


def _items(items: Sequence[Item]) -> list[Block]:
    blocks: list[Block] = []
    for item in items:
        blocks.append(Heading(1, item.title))
        if item.text:
            blocks.append(Text(item.text))
        blocks += [Heading(3, text) for text in item.resolutions]
    return blocks


def _people(told: Told) -> list[Block]:
    """出席 and 请假 (10.3): the word in 黑体, the names after it."""
    names = (("出席：", told.present), ("请假：", told.excused))
    return [Text("、".join(found) + "。", lead) for lead, found in names if found]


def resolution_text(made: dict[str, Any]) -> str:
    """What is to be done, by whom and by when, as the minutes keep it."""
    helpers = "、".join(unit["label"] for unit in made["helpers"])
    who = f"{made['lead']['label']}牵头" + (f"，{helpers}配合" if helpers else "")
    text = "：".join(filter(None, [made["title"], made["text"]]))
    due = date_text(date.fromisoformat(made["due_on"]))
    return f"{text.rstrip('。')}。（{who}，{due}前完成）"


class _Item:
    """An item as the issued version has it: what was said, what came of it."""

    def __init__(self, outcome: Outcome) -> None:
        self.title = outcome.title
        self.text = "\n".join(filter(None, [outcome.said, outcome.text, *_rulings(outcome)]))
        self.resolutions = [resolution_text(one) for one in outcome.resolved]


def _rulings(outcome: Outcome) -> list[str]:
    """Of a resolution that was carried in, and of the annual plan."""
    words = "，".join(filter(None, [outcome.get_ruling_display(), outcome.ruling_reason]))
    agreed = "会议通过年度工作计划。" if outcome.agreed else ""
    return [f"这项决议{words}。" if words else "", agreed]


class _Minutes:
    """An issued version as the paper asks for it."""

    chair = ""

    def __init__(self, meeting: Meeting, issued: Minutes) -> None:
        self.title, self.place = meeting.title, meeting.place
        self.starts_at = meeting.held_at or meeting.starts_at
        self.present = [one["label"] for one in issued.attendance["present"]]
        self.excused = [one["label"] for one in issued.attendance["leave"]]
        self.items = [_Item(one) for one in issued.outcomes.all()]


def minutes_of(meeting: Meeting, *, today: date) -> Paper:
    """The issued minutes of a closed meeting, in a constant number of queries."""
    issued = minutes.minutes_of(meeting)
    assert issued is not None, "a closed meeting has issued minutes"
    return build(_Minutes(meeting, issued), head_of(meeting, "minutes", issued.issued_at, today))
