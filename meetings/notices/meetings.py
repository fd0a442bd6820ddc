"""What this room reminds people of: meetings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from common.dates import moment_text
from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

MEETING_AHEAD = timedelta(days=3)
OVER = [Meeting.Status.HELD, Meeting.Status.CLOSED, Meeting.Status.CANCELLED]
MEMBERS = "rule__alliance__memberships"
OFFICERS = f"{MEMBERS}__unit__liaisons"


def _to_officers(meetings: MeetingQuerySet, now: datetime, slot: str) -> QuerySet[Meeting]:
    """Those of the next days, to every officer of the alliance's units; again when it was moved."""
    near = _invited(meetings).filter(starts_at__lte=now + MEETING_AHEAD)
    return near.annotate(
        recipient=F(f"{OFFICERS}__person__user"),
        subject=F("pk"),
        slot=Concat(Value(f"{slot} "), Cast("starts_at", CharField())),
        due_on=TruncDate("starts_at"),
    ).order_by()


def _invited(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """A row for each meeting and officer who is invited now."""
    return meetings.filter(**{f"{MEMBERS}__until": None, f"{OFFICERS}__until": None})


def _for_invited(
    meetings: MeetingQuerySet, notices: Sequence[Notice]
) -> list[tuple[Notice, Meeting]]:
    """Notices with their meetings, as far as these stand and the reader is invited still."""
    found = meetings.for_list().in_bulk([notice.subject for notice in notices])
    rows = _invited(meetings.filter(pk__in=found))
    invited = set(rows.values_list("pk", f"{OFFICERS}__person__user"))
    return [
        (notice, found[notice.subject])
        for notice in notices
        if (notice.subject, notice.recipient_id) in invited
    ]


def _coming(now: datetime) -> MeetingQuerySet:
    return Meeting.objects.filter(starts_at__gt=now).exclude(status__in=OVER)


@source("meeting_soon")
def meeting_soon(now: datetime) -> QuerySet[Meeting]:
    return _to_officers(_coming(now), now, "T-3")


@renders("meeting_soon", stands=_coming)
def render_meeting(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Says the moment as it is now: a meeting moved meanwhile is announced where it stands."""
    return {
        notice.pk: Text(
            f"{meeting.title}：{moment_text(meeting.starts_at)}",
            f"{meeting.rule.alliance}　地点：{meeting.place or '待定'}",
            meeting.phone_url,
        )
        for notice, meeting in _for_invited(_coming(now), notices)
    }


def _called_off(now: datetime) -> MeetingQuerySet:
    return Meeting.objects.filter(starts_at__gt=now, status=Meeting.Status.CANCELLED)


@source("meeting_off")
def meeting_off(now: datetime) -> QuerySet[Meeting]:
    return _to_officers(_called_off(now), now, "off")


@renders("meeting_off", stands=_called_off)
def render_off(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{meeting.title}已取消，{moment_text(meeting.starts_at)}不用到会",
            f"{meeting.rule.alliance}　原因：{meeting.cancel_reason}",
            meeting.phone_url,
        )
        for notice, meeting in _for_invited(_called_off(now), notices)
    }
