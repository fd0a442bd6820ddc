"""What this room reminds people of: that topics are collected, and that one was left out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import CharField, F, QuerySet, Value
from django.utils import timezone

from common.dates import day_text, moment_text
from meetings.models import Meeting, Topic
from meetings.models.agenda import TopicQuerySet
from meetings.models.meetings import MeetingQuerySet
from meetings.notices.meetings import OFFICERS, for_invited, invited
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

OFFICER = "unit__liaisons"


def _collecting(now: datetime) -> MeetingQuerySet:
    """Topics are taken still: the deadline is not over, and the day has not come."""
    today = timezone.localdate(now)
    open_ones = Meeting.objects.filter(status=Meeting.Status.TOPICS, topics_until__gte=today)
    return open_ones.filter(starts_at__gt=now)


@source("topics_open")
def topics_open(now: datetime) -> QuerySet[Meeting]:
    return (
        invited(_collecting(now))
        .annotate(
            recipient=F(f"{OFFICERS}__person__user"),
            subject=F("pk"),
            slot=Value("open", CharField()),
            due_on=F("topics_until"),
        )
        .order_by()
    )


@renders("topics_open", stands=_collecting)
def render_open(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{meeting.title}征集议题，{day_text(meeting.collects_until)}截止",
            f"{meeting.rule.alliance}　会议定于 {moment_text(meeting.starts_at)}。"
            "想在会上商量的事，写一句话就行；没有就不用管。",
            meeting.phone_url,
        )
        for notice, meeting in for_invited(_collecting(now), notices)
    }


def _declined(now: datetime) -> TopicQuerySet:
    return Topic.objects.filter(status=Topic.Status.DECLINED, meeting__starts_at__gt=now)


@source("topic_declined")
def topic_declined(now: datetime) -> QuerySet[Topic]:
    rows = _declined(now).filter(**{f"{OFFICER}__until": None})
    return rows.annotate(
        recipient=F(f"{OFFICER}__person__user"),
        subject=F("pk"),
        slot=Value("declined", CharField()),
        due_on=F("meeting__topics_until"),
    ).order_by()


@renders("topic_declined", stands=_declined)
def render_declined(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the unit's officer now."""
    rows = _declined(now).filter(**{f"{OFFICER}__until": None})
    rows = rows.select_related("meeting__rule").annotate(officer=F(f"{OFFICER}__person__user"))
    found = rows.in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: Text(
            f"议题“{topic.title}”这次没有列入议程",
            f"{topic.meeting.title}　原因：{topic.reason}",
            topic.meeting.phone_url,
        )
        for notice in notices
        if (topic := found.get(notice.subject)) and topic.officer == notice.recipient_id
    }
