"""Beside the people of test_stories_quarter.py: time that passes with its jobs, and the outbox."""

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from meetings.models import Invitation, Meeting, Minutes, Resolution, Topic
from notices.models import Delivery, Notice
from projects.models import Engagement
from tests.conftest import at

MEETING, NEXT = "2026 年第四季度联席会议", "2027 年第一季度联席会议"
WHEN = "12 月 17 日（周四）14:30"
OLD, FAILED, PLAN = "修好幸福里路灯", "缺一间活动室", "审议 2026 年度工作计划"
TOPIC, LEFT_OUT, NEW = "小区充电桩不够", "发纪念品", "联合改造充电桩"
ALL = "liaison liaison2 liaison3 liaison4"

# Everything that anybody is told from October to March, on the morning on which it is due.
EXPECTED = {
    "2026-10-01": [
        ("engagement_news not_done", FAILED, "liaison liaison2"),
        ("resolution_news made", OLD, "liaison2"),
    ],
    "2026-10-23": [("resolution_due T-7", OLD, "liaison2")],
    "2026-10-29": [("resolution_due T-1", OLD, "liaison2")],
    "2026-10-31": [("resolution_due overdue", OLD, "liaison2")],
    "2026-11-19": [("topics_open open", MEETING, ALL)],
    "2026-12-05": [("topic_declined declined", LEFT_OUT, "liaison2")],
    "2026-12-11": [("meeting_called called", MEETING, ALL)],
    "2026-12-15": [("meeting_soon T-3", MEETING, "liaison liaison2 liaison4")],
    "2026-12-16": [("reply_missing T-2", MEETING, "liaison4")],
    "2026-12-18": [
        ("minutes_issued version", MEETING, ALL),
        ("resolution_news made", NEW, "liaison liaison4"),
    ],
    "2027-01-08": [("resolution_due T-7", NEW, "liaison")],
    "2027-01-10": [("resolution_reported reported", NEW, "street")],
    "2027-01-11": [("resolution_news accepted", NEW, "liaison liaison4")],
    "2027-02-18": [("topics_open open", NEXT, ALL)],
}
MORNINGS = {
    f"{date.fromisoformat(day) - timedelta(days=before)}" for day in EXPECTED for before in (0, 1)
}
ABOUT: dict[str, Any] = {
    "engagement_news": Engagement,
    "meeting_called": Invitation,
    "meeting_soon": Meeting,
    "minutes_issued": Minutes,
    "reply_missing": Invitation,
    "resolution_due": Resolution,
    "resolution_news": Resolution,
    "resolution_reported": Resolution,
    "topic_declined": Topic,
    "topics_open": Meeting,
}
OF_MEETING = (Invitation, Minutes)


class Clock:
    """What time it is for the portal; days pass with their jobs."""

    def __init__(self) -> None:
        self.now = at("2026-09-30", "07:00")

    def at(self, clock: str) -> None:
        self.now = at(f"{timezone.localdate(self.now)}", clock)

    def pass_to(self, day: str) -> None:
        """The jobs run on each morning that brings something, on the one before, and on `day`.

        There they run once more, which must add nothing.
        """
        today = f"{timezone.localdate(self.now)}"
        for morning in sorted(MORNINGS | {day}):
            if today < morning <= day:
                self.now = at(morning, "08:00")
                run_jobs(self.now)
        before = outbox()
        run_jobs(self.now)
        assert outbox() == before, day


def run_jobs(now: datetime) -> None:
    for name in ("plan_meetings", "carry_plans", "raise_notices", "deliver_notices"):
        call_command("run_job", name, "--at", now.isoformat(), stdout=StringIO())


def outbox() -> tuple[int, int, int]:
    return Notice.objects.count(), Delivery.objects.count(), len(mail.outbox)


def told() -> dict[str, list[tuple[str, str, str]]]:
    """The whole outbox, as EXPECTED is written: who was told twice of one thing stands twice."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    rows = Notice.objects.select_related("recipient").order_by("recipient__username")
    for one in rows:
        what = f"{one.kind} {one.slot.split(' ')[0]}", _about(one)
        day = found.setdefault(f"{timezone.localdate(one.raised_at)}", {})
        day.setdefault(what, []).append(one.recipient.username)
    return {
        day: [(*what, " ".join(who)) for what, who in sorted(found[day].items())]
        for day in sorted(found)
    }


def _about(notice: Notice) -> str:
    one = ABOUT[notice.kind].objects.get(pk=notice.subject)
    if isinstance(one, Engagement):
        return one.demand.title
    return str(one.meeting if isinstance(one, OF_MEETING) else one)


def each_was_sent_once() -> None:
    sent = Delivery.objects.filter(status=Delivery.Status.SENT, attempts=1)
    assert sent.count() == Delivery.objects.count() == Notice.objects.count() == len(mail.outbox)
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == len(mail.outbox)
