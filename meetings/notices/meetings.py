"""What this room reminds people of: meetings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from common.dates import moment_text
from meetings.models import Invitation, Meeting
from meetings.models.meetings import MeetingQuerySet
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

MEETING_AHEAD = timedelta(days=3)
OVER = [Meeting.Status.HELD, Meeting.Status.CLOSED, Meeting.Status.CANCELLED]
MEMBERS = "rule__alliance__memberships"
OFFICERS = f"{MEMBERS}__unit__liaisons"


def _to_officers(
    meetings: MeetingQuerySet, slot: str, since: str = "starts_at"
) -> QuerySet[Meeting]:
    """To every officer of the alliance's units; again when the moment `since` is another."""
    return (
        invited(meetings)
        .annotate(
            recipient=F(f"{OFFICERS}__person__user"),
            member=F(f"{MEMBERS}__unit"),
            subject=F("pk"),
            slot=Concat(Value(f"{slot} "), Cast(since, CharField())),
            due_on=TruncDate("starts_at"),
        )
        .order_by()
    )


def invited(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """A row for each meeting and officer who is invited now."""
    return meetings.filter(**{f"{MEMBERS}__until": None, f"{OFFICERS}__until": None})


def for_invited(
    meetings: MeetingQuerySet, notices: Sequence[Notice]
) -> list[tuple[Notice, Meeting]]:
    """Notices with their meetings, as far as these stand and the reader is invited still."""
    found = meetings.for_list().in_bulk([notice.subject for notice in notices])
    rows = invited(meetings.filter(pk__in=found))
    told = set(rows.values_list("pk", f"{OFFICERS}__person__user"))
    return [
        (notice, found[notice.subject])
        for notice in notices
        if (notice.subject, notice.recipient_id) in told
    ]


def _coming(now: datetime) -> MeetingQuerySet:
    return Meeting.objects.filter(starts_at__gt=now).exclude(status__in=OVER)


@source("meeting_soon")
def meeting_soon(now: datetime) -> QuerySet[Meeting]:
    """Of the next days; not to a unit on leave, nor where its notice or its move says it anew."""
    near = _coming(now).filter(starts_at__lte=now + MEETING_AHEAD)
    told = F("starts_at") - MEETING_AHEAD
    fresh = Q(notified_at__gte=told) | Q(moved_at__gte=told)
    on_leave = Invitation.objects.filter(
        meeting=OuterRef("pk"), unit=OuterRef("member"), reply=Invitation.Reply.LEAVE
    )
    known = near.filter(~fresh | Q(notified_at=None))
    return _to_officers(known, "T-3").exclude(Exists(on_leave))


@renders("meeting_soon", stands=_coming)
def render_meeting(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Says the moment as it is now: a meeting moved meanwhile is announced where it stands."""
    return {
        notice.pk: Text(
            f"{meeting.title}：{moment_text(meeting.starts_at)}",
            f"{meeting.rule.alliance}　地点：{meeting.place or '待定'}",
            meeting.phone_url,
        )
        for notice, meeting in for_invited(_coming(now), notices)
    }


def _moved(now: datetime) -> MeetingQuerySet:
    """Moved after the notice went out."""
    return _coming(now).filter(status=Meeting.Status.NOTIFIED, moved_at__isnull=False)


@source("meeting_moved")
def meeting_moved(now: datetime) -> QuerySet[Meeting]:
    """At once, however far ahead: people have it in their diaries."""
    return _to_officers(_moved(now), "moved", since="moved_at")


@renders("meeting_moved", stands=_moved)
def render_moved(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{meeting.title}改期：现定 {moment_text(meeting.starts_at)}",
            f"{meeting.rule.alliance}　地点：{meeting.place or '待定'}。"
            "原来的回执仍然有效，不能到会的请改一下。",
            meeting.phone_url,
        )
        for notice, meeting in for_invited(_moved(now), notices)
    }


def _called_off(now: datetime) -> MeetingQuerySet:
    return Meeting.objects.filter(starts_at__gt=now, status=Meeting.Status.CANCELLED)


@source("meeting_off")
def meeting_off(now: datetime) -> QuerySet[Meeting]:
    """At once where units were called, else when the day is near that was on the calendar."""
    near = Q(starts_at__lte=now + MEETING_AHEAD)
    return _to_officers(_called_off(now).filter(near | Q(notified_at__isnull=False)), "off")


@renders("meeting_off", stands=_called_off)
def render_off(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{meeting.title}已取消，{moment_text(meeting.starts_at)}不用到会",
            f"{meeting.rule.alliance}　原因：{meeting.cancel_reason}",
            meeting.phone_url,
        )
        for notice, meeting in for_invited(_called_off(now), notices)
    }
