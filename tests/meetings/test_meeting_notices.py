"""What the outbox says of a meeting, from the first call for topics to its day: each once."""

from datetime import date

import pytest

from meetings.actions import agenda, attendance, planning, stages
from meetings.jobs import plan_meetings
from meetings.models import Meeting
from members.models import AllianceMembership
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from tests.conftest import START, at

BOTH = ["liaison", "liaison2"]


@pytest.fixture
def quarter(alliance, calendar, liaison_user, liaison2_user) -> Meeting:
    """The joint meeting of 17 December 2026, 14:30."""
    planning.give_default_rules()
    alliance.rules.filter(kind="liaison").update(is_on=False)
    plan_meetings(at=at("2026-11-18").isoformat())
    return Meeting.objects.select_related("rule__alliance").get(period=date(2026, 10, 1))


def raised(day: str, clock: str = "09:00") -> list[tuple[str, str]]:
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day, clock).isoformat())
    deliver_notices(at=at(day, clock).isoformat())
    new = Notice.objects.exclude(pk__in=before).order_by("kind", "recipient__username")
    return [(one.kind, one.recipient.username) for one in new]


def run(day: str) -> list[tuple[str, str]]:
    plan_meetings(at=at(day).isoformat())
    return raised(day)


def to(kind: str, *names: str) -> list[tuple[str, str]]:
    return [(kind, name) for name in names or BOTH]


def answer(meeting, unit, by, reply="self"):
    one = meeting.invitations.get(unit=unit)
    attendance.answer(one, reply=reply, by=by, now=at("2026-12-12"))


def test_a_quarter_tells_each_thing_once(
    quarter, unit, unit2, community, liaison_user, liaison2_user, street_user, military_unit
):
    assert run("2026-11-18") == []
    assert run("2026-11-19") == to("topics_open")
    assert run("2026-11-20") == []
    quarter.refresh_from_db()
    topic = agenda.propose(
        quarter, unit=unit, title="甲", text="", by=liaison_user, now=at("2026-11-21")
    )
    agenda.decline(topic, reason="已在办", by=street_user)
    assert raised("2026-11-21") == to("topic_declined", "liaison")
    assert run("2026-12-04") == []
    assert not Notice.objects.filter(kind="topics_open").exclude(status="dropped").exists()
    quarter.refresh_from_db()
    stages.notify(quarter, by=street_user, now=at("2026-12-10"))
    assert raised("2026-12-10") == to("meeting_called")
    assert raised("2026-12-10") == []
    answer(quarter, unit, liaison_user)
    assert raised("2026-12-12") == []
    assert Notice.objects.filter(kind="meeting_called").exclude(status="dropped").count() == 1
    assert raised("2026-12-14", "15:00") == to("meeting_soon")
    assert raised("2026-12-15", "15:00") == to("reply_missing", "liaison2")
    assert run("2026-12-16") == []
    stages.hold(quarter, at=quarter.starts_at, by=street_user, now=at("2026-12-17", "17:00"))
    assert run("2026-12-18") == []
    assert not Notice.objects.exclude(status="dropped").exclude(kind="topic_declined").exists()


def test_a_move_after_the_notice_is_told_at_once_whatever_the_distance(quarter, street_user):
    run("2026-12-04")
    quarter.refresh_from_db()
    stages.notify(quarter, by=street_user, now=at("2026-12-05"))
    raised("2026-12-05")
    move = {"place": "二楼", "by": street_user}
    now = at("2026-12-06")
    planning.reschedule(quarter, starts_at=at("2026-12-24", "14:30"), now=now, **move)
    assert raised("2026-12-06") == to("meeting_moved")
    assert raised("2026-12-06") == []
    now = at("2026-12-07")
    planning.reschedule(quarter, starts_at=at("2026-12-17", "14:30"), now=now, **move)
    assert raised("2026-12-07") == to("meeting_moved")
    standing = Notice.objects.filter(kind="meeting_moved").exclude(status="dropped")
    assert standing.count() == 2
    now = at("2026-12-16")
    planning.reschedule(quarter, starts_at=at("2026-12-18", "14:30"), now=now, **move)
    assert raised("2026-12-16", "15:00") == to("meeting_moved") + to("reply_missing")
    planning.cancel(quarter, reason="防汛", by=street_user)
    assert raised("2026-12-16", "16:00") == to("meeting_off")
    assert set(Notice.objects.exclude(kind="meeting_off").values_list("status", flat=True)) == {
        "dropped"
    }


def test_a_move_before_the_notice_is_told_only_when_the_day_is_near(quarter, street_user):
    planning.reschedule(
        quarter, starts_at=at("2026-12-24", "14:30"), place="", by=street_user,
        now=at("2026-11-18"),
    )  # fmt: skip
    assert raised("2026-11-18") == []


def test_a_cancelling_after_the_notice_is_told_at_once(quarter, street_user):
    run("2026-12-04")
    quarter.refresh_from_db()
    planning_only = Meeting.objects.get(period=date(2027, 1, 1))
    planning.cancel(planning_only, reason="合并召开", by=street_user)
    assert raised("2026-12-04") == []
    stages.notify(quarter, by=street_user, now=at("2026-12-05"))
    planning.cancel(quarter, reason="防汛", by=street_user)
    assert raised("2026-12-05") == to("meeting_off")


def test_who_is_on_leave_is_not_reminded_and_a_late_notice_is_not_said_twice(
    quarter, unit, liaison_user, street_user
):
    run("2026-12-04")
    quarter.refresh_from_db()
    stages.notify(quarter, by=street_user, now=at("2026-12-05"))
    raised("2026-12-05")
    answer(quarter, unit, liaison_user, "leave")
    assert raised("2026-12-14", "15:00") == to("meeting_soon", "liaison2")
    Meeting.objects.update(notified_at=at("2026-12-16"))
    Notice.objects.all().delete()
    assert raised("2026-12-16") == to("meeting_called", "liaison2")


def test_who_joins_later_is_called_too(quarter, other_unit, other_liaison_user, street_user):
    run("2026-12-04")
    quarter.refresh_from_db()
    stages.notify(quarter, by=street_user, now=at("2026-12-05"))
    raised("2026-12-05")
    AllianceMembership.objects.create(alliance=quarter.rule.alliance, unit=other_unit, since=START)
    assert run("2026-12-06") == to("meeting_called", "otherliaison")
    AllianceMembership.objects.filter(unit=other_unit).update(until=date(2026, 12, 7))
    raised("2026-12-07")
    gone = Notice.objects.filter(kind="meeting_called", recipient=other_liaison_user)
    assert gone.get().status == "dropped"


def test_what_the_letters_say(quarter, street_user, liaison_user, mailoutbox, settings):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="l@example.com")
    run("2026-11-19")
    run("2026-12-04")
    quarter.refresh_from_db()
    stages.notify(quarter, by=street_user, now=at("2026-12-05"))
    raised("2026-12-05")
    now = at("2026-12-06")
    planning.reschedule(
        quarter, starts_at=at("2026-12-24", "14:30"), place="二楼", by=street_user, now=now
    )
    raised("2026-12-06")
    raised("2026-12-22", "15:00")
    assert [letter.subject for letter in mailoutbox] == [
        "2026 年第四季度联席会议征集议题，12 月 3 日（周四）截止",
        "会议通知：2026 年第四季度联席会议，12 月 17 日（周四）14:30",
        "2026 年第四季度联席会议改期：现定 12 月 24 日（周四）14:30",
        "还没有回执：2026 年第四季度联席会议，12 月 24 日（周四）14:30",
        "2026 年第四季度联席会议：12 月 24 日（周四）14:30",
    ]
    assert all(quarter.phone_url in letter.body for letter in mailoutbox)
