"""What every section of a meeting's page is given, and what it answers with."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from meetings.models import AgendaItem, Meeting, Minutes, Topic
from meetings.replies import Replies, replies_to
from members.models import User

Status = Meeting.Status
CALLED = {Status.NOTIFIED, Status.HELD, Status.CLOSED}


class Section(NamedTuple):
    """A template and what it is to show, there under the name `part`."""

    template: str
    part: dict[str, Any]


class MeetingPage:
    """A meeting before a member of staff, at a moment; `writable`: who reads may change it."""

    def __init__(self, meeting: Meeting, user: User, now: datetime, writable: bool) -> None:
        self.meeting, self.user, self.now, self.writable = meeting, user, now, writable

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def is_called(self) -> bool:
        """The notice has gone out."""
        return self.meeting.status in CALLED

    @cached_property
    def replies(self) -> Replies:
        return replies_to(self.meeting)

    @cached_property
    def topics(self) -> list[Topic]:
        return list(self.meeting.topics.for_list())

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.agenda.for_list())

    @cached_property
    def minutes(self) -> list[Minutes]:
        """The versions, the oldest first."""
        versions = list(self.meeting.minutes.order_by("version"))
        for one in versions:
            one.meeting = self.meeting
        return versions
