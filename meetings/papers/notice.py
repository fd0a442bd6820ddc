"""The notice of a meeting 会议通知."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from common.dates import WEEKDAYS
from common.official import Block, Heading, Paper, Table, Text
from common.official.paper import number_text
from meetings.models import AgendaItem, Meeting
from meetings.papers.facts import Head, head_of, invitations_of, invited_labels

MOST_ADDRESSEES = 12  # units named one by one as addressees; more stand in a list at the end


def notice_of(meeting: Meeting, *, today: date) -> Paper:
    """The notice as it reads now, dated when units were told last; before that a draft of today.

    Queries: agenda, invitations, letterhead, number, contact.
    """
    invitations = invitations_of(meeting)
    agenda = list(meeting.agenda.order_by("order", "pk"))
    units = invited_labels(meeting, invitations, today)
    told_at = meeting.moved_at or meeting.notified_at
    return build(meeting, head_of(meeting, "notice", told_at, today), agenda, units)


def build(
    meeting: Meeting, head: Head, agenda: Sequence[AgendaItem], units: Sequence[str]
) -> Paper:
    named = 0 < len(units) <= MOST_ADDRESSEES
    return Paper(
        title=f"关于召开{tight(meeting.title)}的通知",
        mark=f"{head.alliance}文件",
        number=number_text(head.code, head.year, head.number),
        addressees="、".join(units) if named else "各成员单位",
        body=(*_opening(meeting), *_when(meeting), *_items(agenda), *_ask(head), *_list(units)),
        signature=head.alliance,
        dated=head.issued_on,
    )


def tight(text: str) -> str:
    """Without the blanks that pages put between figures and words: papers have none."""
    return text.replace(" ", "")


def moment(when: datetime) -> str:
    """2026年12月17日（周四）14:30."""
    local = timezone.localtime(when)
    day = f"{local.year}年{local.month}月{local.day}日"
    return f"{day}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def _opening(meeting: Meeting) -> list[Block]:
    text = f"经研究，定于近期召开{meeting.rule.alliance.name}{tight(meeting.title)}。"
    return [Text(f"{text}现将有关事项通知如下。")]


def _when(meeting: Meeting) -> list[Block]:
    return [
        Heading(1, "会议时间"),
        Text(f"{moment(meeting.starts_at)}。"),
        Heading(1, "会议地点"),
        Text(f"{meeting.place}。" if meeting.place else "另行通知。"),
    ]


def _items(agenda: Sequence[AgendaItem]) -> list[Block]:
    blocks: list[Block] = [Heading(1, "会议议程")]
    for item in agenda:
        facts: list[Any] = [item.presenter, f"{item.minutes}分钟"]
        blocks.append(Heading(3, f"{item.title}（{'，'.join(filter(None, facts))}）"))
    return blocks if agenda else [*blocks, Text("另行通知。")]


def _ask(head: Head) -> list[Block]:
    call = f"联系人：{head.contact.text}。" if head.contact.text else ""
    return [
        Heading(1, "有关要求"),
        Text(
            "请各单位联络员在门户“会议”中填写回执：本人参加、委托他人参加或者请假。"
            f"不能到会的，请提前说明。{call}"
        ),
    ]


def _list(units: Sequence[str]) -> list[Block]:
    """The units one by one, where they are too many for the line of addressees."""
    if len(units) <= MOST_ADDRESSEES:
        return []
    rows = tuple((str(number), label) for number, label in enumerate(units, start=1))
    return [Heading(1, "参会单位"), Table(("序号", "单位"), rows, (1, 7))]
