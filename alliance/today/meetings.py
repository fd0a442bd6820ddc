"""Meetings that wait for the reader: to be called, to be told of, topics, being there."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from common.dates import moment_text
from meetings.models import Invitation, Meeting, Topic
from members.models import User

MOST = 5


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """Notices that should be out, meetings nobody has spoken of since, topics; one query."""
    mine, now = Meeting.objects.filter(here.within("rule__alliance__")), timezone.now()
    waiting = Q(topics__status=Topic.Status.PROPOSED)
    counts = mine.aggregate(
        notice=Count("pk", filter=Q(pk__in=mine.notice_due(now).values("pk")), distinct=True),
        held=Count("pk", filter=Q(pk__in=mine.waiting_for_word(now).values("pk")), distinct=True),
        topics=Count("topics", filter=waiting & Q(status=Meeting.Status.AGENDA), distinct=True),
    )
    url = reverse("meetings:meetings")
    words = {
        "held": ("登记会议是否召开", "场", "时间已到，等您登记到会", "todo=held", "已开会", "late"),
        "notice": ("发出会议通知", "场", "排好议程，发给各单位", "todo=notice", "该发了", "late"),
        "topics": ("定下要不要上会的议题", "个", "列入议程，或说明原因", "status=agenda",
                   "待确定", "soon"),
    }  # fmt: skip
    return [
        Todo(f"{what} {counts[key]} {unit}", more, f"{url}?{query}", tag, tone)
        for key, (what, unit, more, query, tag, tone) in words.items()
        if counts[key]
    ]


def phone(user: User, today: date) -> list[Errand]:
    """On the day of a meeting: being there by the code of the screen."""
    rows = Invitation.objects.of_liaison(user).counted().filter(attended_at=None)
    called = rows.filter(
        meeting__status__in=[Meeting.Status.NOTIFIED, Meeting.Status.HELD],
        meeting__starts_at__date=today,
    ).exclude(reply=Invitation.Reply.LEAVE)
    return [
        Errand(
            one.meeting.title,
            f"{moment_text(one.meeting.starts_at)}　{one.meeting.place or '地点待定'}",
            reverse("meetings:here", args=[one.meeting.uuid]),
            "会场签到",
            "今天开会",
            "soon",
        )
        for one in called.select_related("meeting__rule")[:MOST]
    ]
