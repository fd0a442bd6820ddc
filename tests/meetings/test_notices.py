"""What officers and staff are reminded of, and when no longer."""

from datetime import date

import pytest

from meetings.actions import planning, reports
from meetings.jobs import plan_meetings
from meetings.models import LiaisonReport, Meeting
from members.models import Liaison, Person
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from tests.conftest import at

TEXTS = dict.fromkeys(LiaisonReport.TEXTS, "")


def raised(day: str) -> list[tuple[str, str, str]]:
    """What a run on `day` raises: (recipient, kind, slot)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day).isoformat())
    new = Notice.objects.exclude(pk__in=before).order_by("recipient__username", "kind")
    return [(notice.recipient.username, notice.kind, notice.slot) for notice in new]


def test_reminders_at_five_days_one_day_and_overdue_each_once(
    report, liaison_user, street_user, unit2
):
    LiaisonReport.objects.filter(unit=unit2).delete()

    assert raised("2026-11-19") == []
    assert raised("2026-11-20") == [("liaison", "report_due", "T-5")]
    assert raised("2026-11-20") == []
    assert raised("2026-11-24") == [("liaison", "report_due", "T-1")]
    assert raised("2026-11-25") == []
    assert raised("2026-11-26") == [
        ("liaison", "report_due", "overdue"),
        ("street", "reports_late", "2026-11-01"),
    ]
    assert raised("2026-12-20") == []
    deliver_notices(at=at("2026-12-20").isoformat())
    (left,) = Notice.objects.visible_to(liaison_user)
    assert left.slot == "overdue"


def test_after_a_week_s_standstill_only_what_still_matters_is_raised(report, liaison_user, unit2):
    LiaisonReport.objects.filter(unit=unit2).delete()

    assert raised("2026-11-27") == [("liaison", "report_due", "overdue")]


def test_a_unit_without_officer_raises_nothing(report):
    assert raised("2026-11-20") == []


def test_who_handed_in_is_left_alone_and_what_was_raised_is_dropped(
    report, liaison_user, unit2, now
):
    LiaisonReport.objects.filter(unit=unit2).delete()
    raised("2026-11-20")
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)

    deliver_notices(at=at("2026-11-21").isoformat())

    assert Notice.objects.get().status == Notice.Status.DROPPED
    assert raised("2026-11-24") == []


def test_a_letter_says_how_long_is_left_when_it_is_sent(report, liaison_user, mailoutbox, settings):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(liaison_user).objects.update(email="l@example.com")
    raised("2026-11-20")

    deliver_notices(at=at("2026-11-22").isoformat())

    (letter,) = mailoutbox
    assert letter.subject == "11 月联络员月报还有 3 天截止"
    assert f"https://portal.example{report.phone_url}" in letter.body


@pytest.mark.parametrize(
    ("day", "subject"),
    [("2026-11-25", "11 月联络员月报今天截止"), ("2026-11-27", "11 月联络员月报已逾期 2 天")],
)
def test_the_letter_s_subject_follows_the_day(report, liaison_user, mailoutbox, day, subject):
    type(liaison_user).objects.update(email="l@example.com")
    raised("2026-11-24")

    deliver_notices(at=at(day).isoformat())

    assert [letter.subject for letter in mailoutbox] == [subject]


def test_after_a_handover_only_the_new_officer_is_told(report, unit, liaison_user, liaison2_user):
    raised("2026-11-20")
    Liaison.objects.filter(unit=unit).update(until=date(2026, 11, 21))
    new = Person.objects.create(
        name="新联络员", user=type(liaison_user).objects.create(username="new")
    )
    Liaison.objects.create(unit=unit, person=new, since=date(2026, 11, 21))
    assert ("new", "report_due", "T-5") in raised("2026-11-21")

    type(liaison_user).objects.update(email="x@example.com")
    deliver_notices(at=at("2026-11-21").isoformat())

    assert Notice.objects.get(recipient=liaison_user).status == Notice.Status.DROPPED
    assert Notice.objects.get(recipient=new.user).status == Notice.Status.OPEN


def test_each_return_is_told_once(report, liaison_user, street_user, unit2, now):
    LiaisonReport.objects.filter(unit=unit2).delete()
    for hour, expected in (("09:00", 1), ("10:00", 1)):
        reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=at("2026-11-10", hour))
        reports.give_back(report, note="请补充", by=street_user)
        assert len(raised("2026-11-11")) == expected
        assert raised("2026-11-11") == []


def test_the_letter_of_a_return_says_what_to_mend(
    report, liaison_user, street_user, unit2, now, mailoutbox
):
    LiaisonReport.objects.filter(unit=unit2).delete()
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="l@example.com")
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)
    reports.give_back(report, note="请补充下月打算", by=street_user)
    raised("2026-11-11")

    deliver_notices(at=at("2026-11-11").isoformat())

    assert [letter.subject for letter in mailoutbox] == ["11 月联络员月报请修改后再提交"]
    assert "请补充下月打算" in mailoutbox[0].body


def test_officers_hear_of_a_meeting_three_days_ahead_and_again_when_it_is_moved(
    alliance, calendar, liaison_user, liaison2_user, street_user
):
    plan_meetings(at="2026-11-22T09:00+08:00")
    assert raised("2026-12-04") == []
    assert [row[:2] for row in raised("2026-12-06")] == [
        ("liaison", "meeting_soon"),
        ("liaison2", "meeting_soon"),
    ]
    meeting = Meeting.objects.get(rule__kind="liaison", period=date(2026, 12, 1))
    planning.reschedule(
        meeting,
        starts_at=at("2026-12-08", "10:00"),
        place="二楼",
        by=street_user,
        now=at("2026-12-06"),
    )
    assert len(raised("2026-12-06")) == 2

    planning.cancel(meeting, reason="防汛", by=street_user)
    deliver_notices(at=at("2026-12-06").isoformat())
    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}


def test_the_letter_of_a_meeting_says_when_and_where(alliance, calendar, liaison_user, mailoutbox):
    type(liaison_user).objects.update(email="l@example.com")
    plan_meetings(at="2026-11-22T09:00+08:00")
    raised("2026-12-06")

    deliver_notices(at=at("2026-12-06").isoformat())

    assert [letter.subject for letter in mailoutbox] == [
        "2026 年 12 月联络员工作会议：12 月 8 日（周二）14:30"
    ]


def test_the_street_s_late_list_counts_its_own_units(
    report, street_user, other_street_user, mailoutbox, settings
):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(street_user).objects.update(email="s@example.com")
    assert raised("2026-11-26") == [("street", "reports_late", "2026-11-01")]

    deliver_notices(at=at("2026-11-26").isoformat())

    assert [letter.subject for letter in mailoutbox] == ["11 月联络员月报还有 2 家未交"]
    assert "https://portal.example/w/reports/late/?month=2026-11" in mailoutbox[0].body


def test_who_was_to_come_hears_that_a_meeting_is_off_and_why(
    alliance, calendar, liaison_user, street_user, mailoutbox
):
    type(liaison_user).objects.update(email="l@example.com")
    plan_meetings(at="2026-11-22T09:00+08:00")
    meeting = Meeting.objects.get(rule__kind="liaison", period=date(2026, 12, 1))
    assert raised("2026-12-06") == [("liaison", "meeting_soon", raised_slot(meeting, "T-3"))]
    planning.cancel(meeting, reason="防汛值守", by=street_user)

    assert raised("2026-12-07") == [("liaison", "meeting_off", raised_slot(meeting, "off"))]
    assert raised("2026-12-07") == []
    deliver_notices(at=at("2026-12-07").isoformat())

    assert [letter.subject for letter in mailoutbox] == [
        "2026 年 12 月联络员工作会议已取消，12 月 8 日（周二）14:30不用到会"
    ]
    assert "原因：防汛值守" in mailoutbox[0].body


def raised_slot(meeting, word):
    return Notice.objects.get(subject=meeting.pk, slot__startswith=f"{word} ").slot


def test_a_new_officer_is_invited_and_the_old_one_no_more(
    alliance, calendar, unit, liaison_user, mailoutbox
):
    plan_meetings(at="2026-11-22T09:00+08:00")
    raised("2026-12-06")
    Liaison.objects.filter(unit=unit).update(until=date(2026, 12, 6))
    new = type(liaison_user).objects.create(username="new")
    person = Person.objects.create(name="新联络员", user=new)
    Liaison.objects.create(unit=unit, person=person, since=date(2026, 12, 6))
    assert [row[:2] for row in raised("2026-12-06")] == [("new", "meeting_soon")]

    type(liaison_user).objects.update(email="x@example.com")
    deliver_notices(at=at("2026-12-06").isoformat())

    assert Notice.objects.get(recipient=liaison_user).status == Notice.Status.DROPPED
    assert Notice.objects.get(recipient=new).status == Notice.Status.OPEN


def test_who_left_the_street_s_staff_is_told_nothing_more(report, street_user, mailoutbox):
    type(street_user).objects.update(email="s@example.com")
    assert len(raised("2026-11-26")) == 1
    street_user.postings.update(until=date(2026, 11, 27))

    deliver_notices(at=at("2026-11-27").isoformat())

    assert Notice.objects.get(kind="reports_late").status == Notice.Status.DROPPED
    Notice.objects.all().delete()
    assert raised("2026-11-28") == []


def test_handing_in_and_calling_off_empty_the_inbox_at_once(
    report, liaison_user, street_user, alliance, now
):
    raised("2026-11-20")
    assert Notice.objects.visible_to(liaison_user).count() == 1
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)
    assert Notice.objects.visible_to(liaison_user).count() == 0

    plan_meetings(at="2026-11-22T09:00+08:00")
    raised("2026-12-06")
    assert Notice.objects.visible_to(liaison_user).filter(kind="meeting_soon").count() == 1
    meeting = Meeting.objects.get(rule__kind="liaison", period=date(2026, 12, 1))
    planning.cancel(meeting, reason="防汛", by=street_user)
    assert Notice.objects.visible_to(liaison_user).filter(kind="meeting_soon").count() == 0
