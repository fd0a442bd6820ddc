"""Opening, handing in and reviewing the monthly report."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError

from common.lifecycle import IllegalMove
from grids.models import WorkDay
from meetings.actions import reports
from meetings.facts import facts_of
from meetings.jobs import open_reports, plan_meetings
from meetings.models import LiaisonReport, Meeting
from members.models import AllianceMembership
from projects.models import Service
from tests.conftest import at
from tests.meetings.conftest import join

Status = LiaisonReport.Status
TEXTS = dict.fromkeys(LiaisonReport.TEXTS, "")


def test_one_report_for_every_unit_of_a_regional_alliance(
    alliance, unit, unit2, other_unit, calendar
):
    assert open_reports(at="2026-11-01T00:05+08:00") == "开启月报 2 份，调整截止日期 0 份"

    report = LiaisonReport.objects.get(unit=unit)
    assert (report.month, report.due_on) == (date(2026, 11, 1), date(2026, 11, 25))
    assert (report.area_id, report.street_id) == (unit.area_id, unit.street_id)
    assert not LiaisonReport.objects.filter(unit=other_unit).exists()


def test_a_second_run_and_a_late_run_open_nothing_twice(alliance, calendar):
    open_reports(at="2026-11-01T00:05+08:00")

    assert open_reports(at="2026-11-08T00:05+08:00").startswith("开启月报 0 份")
    assert open_reports(at="2026-12-03T09:00+08:00").startswith("开启月报 2 份")


def test_a_unit_that_left_or_has_not_joined_yet_gets_none(alliance, unit, unit2, calendar):
    type(unit).objects.filter(pk=unit.pk).update(left_on=date(2026, 10, 1))
    type(unit).objects.filter(pk=unit2.pk).update(joined_on=date(2026, 11, 2))

    assert open_reports(at="2026-11-01T00:05+08:00").startswith("开启月报 0 份")


def test_a_unit_of_two_alliances_reports_once(alliance, unit, community, calendar):
    second = type(alliance).objects.create(
        name="海青社区联合体", area=community, founded_on=date(2026, 1, 1)
    )
    AllianceMembership.objects.create(alliance=second, unit=unit, since=date(2026, 1, 1))

    open_reports(at="2026-11-01T00:05+08:00")

    assert LiaisonReport.objects.filter(unit=unit).count() == 1


def test_the_deadline_follows_the_calendar_until_the_report_is_handed_in(
    report, liaison_user, unit2, now
):
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)
    WorkDay.objects.create(date=date(2026, 11, 25), year_id=2026, is_workday=False, name="试放假")

    assert open_reports(at="2026-11-10T09:00+08:00") == "开启月报 0 份，调整截止日期 1 份"
    assert LiaisonReport.objects.get(unit=unit2).due_on == date(2026, 11, 26)
    assert LiaisonReport.objects.get(pk=report.pk).due_on == date(2026, 11, 25)


def test_submit_freezes_texts_and_facts(report, liaison_user, now):
    reports.submit(report, TEXTS | {"plans": "义诊"}, no_change=False, by=liaison_user, now=now)

    report.refresh_from_db()
    assert (report.status, report.plans) == (Status.SUBMITTED, "义诊")
    assert (report.submitted_by, report.submitted_at) == (liaison_user, now)
    assert LogEntry.objects.get_for_object(report).count() == 1


def test_an_empty_report_is_refused(report, liaison_user, now):
    with pytest.raises(reports.NothingReported):
        reports.submit(report, TEXTS, no_change=False, by=liaison_user, now=now)

    report.refresh_from_db()
    assert report.status == Status.OPEN


def test_a_report_is_returned_mended_and_accepted(report, liaison_user, street_user, now):
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)
    reports.give_back(report, note="请补充下月打算", by=street_user)
    assert (report.status, report.return_note) == (Status.RETURNED, "请补充下月打算")

    reports.submit(report, TEXTS | {"plans": "义诊"}, no_change=False, by=liaison_user, now=now)
    assert report.return_note == ""

    reports.accept(report, by=street_user, now=now)
    report.refresh_from_db()
    assert (report.status, report.reviewed_by, report.accepted_at) == ("accepted", street_user, now)


def test_a_stale_tab_cannot_undo_another_move(report, liaison_user, street_user, now):
    stale = LiaisonReport.objects.get(pk=report.pk)
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)

    with pytest.raises(IllegalMove):
        reports.submit(stale, TEXTS | {"plans": "别的"}, no_change=False, by=liaison_user, now=now)
    with pytest.raises(IllegalMove):
        reports.save_texts(stale, TEXTS | {"plans": "别的"}, by=liaison_user)
    seen = LiaisonReport.objects.get(pk=report.pk)
    reports.accept(report, by=street_user, now=now)
    with pytest.raises(IllegalMove):
        reports.give_back(seen, note="太短", by=street_user)

    report.refresh_from_db()
    assert (report.status, report.plans) == (Status.ACCEPTED, "")


def test_facts_are_the_unit_s_own_month(
    report, unit, unit2, category, street, liaison_user, calendar, django_assert_num_queries
):
    for owner, day in [(unit, "2026-11-05"), (unit, "2026-10-30"), (unit2, "2026-11-05")]:
        Service.objects.create(
            title=f"义诊{day[-2:]}",
            category=category,
            unit=owner,
            area=street,
            contact="办公室",
            phone="0411-87600000",
            created_at=at(day),
            created_by=liaison_user,
            status="submitted",
            submitted_at=at(day),
        )
    plan_meetings(at="2026-11-01T09:00+08:00")

    with django_assert_num_queries(8):
        facts = facts_of(report, now=at("2026-11-22"))

    assert [fact["text"] for fact in facts] == [
        "登记服务项目“义诊05”",
        "11 月 10 日（周二） 2026 年 11 月联络员工作会议",
    ]
    assert (
        facts[1]["url"] == Meeting.objects.get(rule__kind="liaison", period=report.month).phone_url
    )
    assert len(facts_of(report, now=at("2026-11-09"))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "submitted"},
        {"status": "accepted", "submitted_at": at("2026-11-02")},
        {"status": "returned"},
        {"month": date(2026, 11, 2)},
        {"due_on": date(2026, 10, 30)},
    ],
    ids=str,
)
def test_the_database_refuses_a_state_without_its_facts(report, wrong):
    with pytest.raises(IntegrityError):
        LiaisonReport.objects.filter(pk=report.pk).update(**wrong)


def test_one_report_a_unit_and_month(report):
    with pytest.raises(IntegrityError):
        LiaisonReport.objects.create(
            unit=report.unit, area=report.area, month=report.month, due_on=report.due_on
        )


def test_the_statements_do_not_grow_with_the_units(
    alliance, community, calendar, django_assert_max_num_queries
):
    counts = []
    open_reports(at="2026-10-31T00:05+08:00")  # the job's first run ever notes down its own row
    LiaisonReport.objects.all().delete()
    for more in (0, 1, 97):
        join(alliance, community, more)
        with django_assert_max_num_queries(20) as captured:
            open_reports(at="2026-11-01T00:05+08:00")
        counts.append(len(captured))
        LiaisonReport.objects.all().delete()
    assert len(set(counts)) == 1


def test_whoever_typed_something_did_not_say_that_nothing_changed(report, liaison_user, now):
    reports.submit(report, TEXTS | {"plans": "义诊"}, no_change=True, by=liaison_user, now=now)

    report.refresh_from_db()
    assert (report.plans, report.no_change) == ("义诊", False)
