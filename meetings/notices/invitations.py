"""What this room reminds people of: the call to a meeting, and an answer that is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from common.dates import moment_text
from meetings.models import Invitation
from meetings.models.attendance import InvitationQuerySet
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

ANSWER_AHEAD = timedelta(days=2)
OFFICER = "unit__liaisons"


def _to_answer(now: datetime) -> InvitationQuerySet:
    return Invitation.objects.to_answer(now)


def _to_officer(invitations: InvitationQuerySet, slot: object) -> QuerySet[Invitation]:
    """To the officer whom the unit has now."""
    return (
        invitations.filter(**{f"{OFFICER}__until": None})
        .annotate(
            recipient=F(f"{OFFICER}__person__user"),
            subject=F("pk"),
            slot=slot,
            due_on=TruncDate("meeting__starts_at"),
        )
        .order_by()
    )


def _with_officer(notices: Sequence[Notice], now: datetime) -> list[tuple[Notice, Invitation]]:
    """Notices with their invitations, as far as no answer is in and the reader speaks for it."""
    rows = _to_answer(now).filter(**{f"{OFFICER}__until": None})
    rows = rows.select_related("unit", "meeting__rule__alliance")
    rows = rows.annotate(officer=F(f"{OFFICER}__person__user"))
    found = rows.in_bulk([notice.subject for notice in notices])
    return [
        (notice, one)
        for notice in notices
        if (one := found.get(notice.subject)) and one.officer == notice.recipient_id
    ]


@source("meeting_called")
def meeting_called(now: datetime) -> QuerySet[Invitation]:
    return _to_officer(_to_answer(now), Value("called", CharField()))


@renders("meeting_called", stands=_to_answer)
def render_called(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"会议通知：{one.meeting.title}，{moment_text(one.meeting.starts_at)}",
            f"{one.meeting.rule.alliance}　地点：{one.meeting.place or '待定'}。"
            "请打开会议页面，点一下本人参加、委托他人或请假。",
            one.meeting.phone_url,
        )
        for notice, one in _with_officer(notices, now)
    }


@source("reply_missing")
def reply_missing(now: datetime) -> QuerySet[Invitation]:
    """Two days ahead, unless the call itself went out later than that; again after a move."""
    near = _to_answer(now).filter(
        meeting__starts_at__lte=now + ANSWER_AHEAD,
        meeting__notified_at__lt=F("meeting__starts_at") - ANSWER_AHEAD,
    )
    return _to_officer(near, Concat(Value("T-2 "), Cast("meeting__starts_at", CharField())))


@renders("reply_missing", stands=_to_answer)
def render_missing(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"还没有回执：{one.meeting.title}，{moment_text(one.meeting.starts_at)}",
            f"{one.unit.label}还没有回执。本人参加、委托他人或请假，点一下就好。",
            one.meeting.phone_url,
        )
        for notice, one in _with_officer(notices, now)
    }
