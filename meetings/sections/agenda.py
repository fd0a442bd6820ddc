"""The agenda in its order, how long it takes, and what each item is about."""

from datetime import datetime, timedelta
from typing import NamedTuple

from meetings.actions.agenda import seen_as
from meetings.models import AgendaItem, Meeting
from meetings.sections.page import MeetingPage, Section
from members.models import User


class Line(NamedTuple):
    """An item, when it begins, what it is about, and the page of that ("": none for the reader)."""

    item: AgendaItem
    begins_at: datetime
    kind: str
    url: str


class Agenda(NamedTuple):
    lines: list[Line]
    minutes: int
    ends_at: datetime

    @property
    def seen(self) -> str:
        return seen_as([line.item for line in self.lines])


def agenda_of(meeting: Meeting, items: list[AgendaItem], *, staff: User | None = None) -> Agenda:
    """`items` with their times; links of what was carried are for staff alone."""
    lines, at = [], meeting.starts_at
    for item in items:
        lines.append(Line(item, at, kind_of(item), _url(item) if staff else ""))
        at += timedelta(minutes=item.minutes)
    return Agenda(lines, sum(item.minutes for item in items), at)


def kind_of(item: AgendaItem) -> str:
    """上次决议, 未办成的对接, 单位议题, or "" of an item of none."""
    if item.resolution:
        return "没有办结的决议"
    if item.engagement:
        return "未办成的对接"
    return "单位议题" if item.topic else ""


def _url(item: AgendaItem) -> str:
    """Of an engagement or a resolution its page."""
    about = item.engagement or item.resolution
    return str(about.get_absolute_url()) if about else ""


def section(page: MeetingPage) -> Section | None:
    meeting = page.meeting
    opened = page.is_called or meeting.agenda_is_open
    if not opened and not (meeting.status == meeting.Status.CANCELLED and page.items):
        return None
    part = {
        "agenda": agenda_of(meeting, page.items, staff=page.user),
        "open": page.writable and meeting.agenda_is_open,
    }
    return Section("meetings/_agenda.html", part)
