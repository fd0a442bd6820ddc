"""/w/report-rules/: by when a street's reports are due, and when its officers are reminded."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from meetings.actions.report_rules import RuleChanged, set_rule
from meetings.jobs import open_reports
from meetings.models import LiaisonReport, ReportRule
from members.models import Alliance, AllianceMembership
from tests.conftest import START, at
from tests.meetings.conftest import join, statuses
from tests.meetings.test_notices import raised

pytestmark = pytest.mark.django_db
LIST = "/w/report-rules/"


@pytest.fixture
def url(alliance) -> str:
    return f"{LIST}{alliance.uuid}/"


@pytest.fixture
def other_alliance(other_street, other_unit) -> Alliance:
    made = Alliance.objects.create(name="红旗街道联合体", area=other_street, founded_on=START)
    AllianceMembership.objects.create(alliance=made, unit=other_unit, since=START)
    return made


def typed(**more) -> dict:
    return {"due_day": "20", "first_days": "7", "last_days": "2", "chases": "on"} | more


def rule_of(alliance, **more) -> ReportRule:
    return ReportRule.objects.create(alliance=alliance, **more)


def test_each_street_has_its_own_day(alliance, other_alliance, unit, other_unit, calendar):
    rule_of(alliance, due_day=10)
    open_reports(at="2026-11-01T00:05+08:00")
    due = {one.unit_id: one.due_on for one in LiaisonReport.objects.all()}
    assert due[unit.pk] == date(2026, 11, 10)
    assert due[other_unit.pk] == date(2026, 11, 25)


def test_a_day_that_is_not_worked_goes_to_the_next(alliance, unit, calendar):
    rule_of(alliance, due_day=15)  # a Sunday
    open_reports(at="2026-11-01T00:05+08:00")
    assert LiaisonReport.objects.get(unit=unit).due_on == date(2026, 11, 16)


def test_the_statements_grow_with_the_different_days_not_with_the_streets(
    alliance, other_alliance, community, calendar
):
    def count() -> int:
        LiaisonReport.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            open_reports(at="2026-11-01T00:05+08:00")
        return len([one for one in captured if "meetings_liaisonreport" in one["sql"]])

    open_reports(at="2026-10-31T00:05+08:00")
    alone = count()
    rule_of(alliance, due_day=20)
    one_day = count()
    rule_of(other_alliance, due_day=20)
    join(alliance, community, 30)
    assert alone == 2
    assert one_day == count() == 4


def test_a_new_day_moves_this_month_s_open_reports_at_once(
    report, alliance, unit2, street_user, liaison_user, now
):
    LiaisonReport.objects.filter(unit=unit2).update(
        status="submitted", submitted_at=now, submitted_by=liaison_user
    )
    fields = {"due_day": 20, "first_days": 5, "last_days": 1, "chases": True}
    assert set_rule(alliance, by=street_user, now=now, **fields) == 1
    report.refresh_from_db()
    assert report.due_on == date(2026, 11, 20)
    assert LiaisonReport.objects.get(unit=unit2).due_on == date(2026, 11, 25)


def test_reminders_follow_the_rule_of_the_street(
    report, alliance, unit2, liaison_user, other_alliance, other_liaison_user
):
    open_reports(at="2026-11-02T00:05+08:00")
    LiaisonReport.objects.filter(unit=unit2).delete()
    rule_of(alliance, first_days=10, last_days=3, chases=False)
    assert raised("2026-11-14") == []
    assert raised("2026-11-15") == [("liaison", "report_due", "T-5")]
    assert raised("2026-11-20") == [("otherliaison", "report_due", "T-5")]
    assert raised("2026-11-22") == [("liaison", "report_due", "T-1")]
    assert raised("2026-11-24") == [("otherliaison", "report_due", "T-1")]
    assert raised("2026-11-26") == [("otherliaison", "report_due", "overdue")]


def test_a_changed_rule_reminds_nobody_twice(report, alliance, unit2, liaison_user):
    LiaisonReport.objects.filter(unit=unit2).delete()
    assert len(raised("2026-11-20")) == 1
    rule = rule_of(alliance, first_days=4)
    assert raised("2026-11-21") == []
    ReportRule.objects.filter(pk=rule.pk).update(first_days=0, last_days=0)
    assert raised("2026-11-24") == []


@pytest.mark.parametrize(("first", "last"), [(0, 1), (5, 0), (0, 0)])
def test_a_step_can_be_done_without(report, alliance, unit2, liaison_user, first, last):
    LiaisonReport.objects.filter(unit=unit2).delete()
    rule_of(alliance, first_days=first, last_days=last)
    slots = [slot for day in (20, 24, 25) for _, _, slot in raised(f"2026-11-{day}")]
    assert slots == ["T-5"] * bool(first) + ["T-1"] * bool(last)


def test_staff_of_the_street_set_it(client, alliance, url, street_user):
    client.force_login(street_user)
    assert "25 日" in client.get(LIST).text
    seen = ReportRule(alliance=alliance).seen
    answer = client.post(url, typed(seen=seen), follow=True)
    assert "期限和提醒已保存。" in answer.text
    assert "提前 7 天、提前 2 天、逾期后" in answer.text
    assert ReportRule.objects.get().due_day == 20


def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(client, alliance, url, street_user):
    client.force_login(street_user)
    seen = ReportRule(alliance=alliance).seen
    rule_of(alliance, due_day=10)
    answer = client.post(url, typed(seen=seen))
    assert "刚被他人改动" in answer.text
    assert 'value="20"' in answer.text
    assert ReportRule.objects.get().due_day == 10
    with pytest.raises(RuleChanged):
        set_rule(alliance, by=street_user, now=at("2026-11-10"), seen="x", due_day=11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_day": "4"},
        {"due_day": "29"},
        {"first_days": "2"},
        {"last_days": "11"},
        {"due_day": ""},
    ],
    ids=str,
)
def test_what_does_not_fit_is_said(client, url, street_user, wrong):
    client.force_login(street_user)
    answer = client.post(url, typed(**wrong))
    assert "<title>错误：" in answer.text
    assert not ReportRule.objects.exists()


def test_who_may(client, url, street_user, district_user, auditor, community_user,
                 other_street_user, liaison_user):  # fmt: skip
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, district_user) == [200]
    strangers = (community_user, other_street_user, liaison_user)
    assert statuses(client, "post", url, *strangers, auditor) == [404, 404, 404, 403]
    assert statuses(client, "get", LIST, auditor, liaison_user) == [200, 404]
    client.force_login(auditor)
    assert url not in client.get(LIST).text
    assert not ReportRule.objects.exists()


def test_queries_of_the_list(client, alliance, district_user, other_alliance,
                             django_assert_max_num_queries):  # fmt: skip
    client.force_login(district_user)
    with django_assert_max_num_queries(8):
        client.get(LIST)


@pytest.mark.parametrize(
    "wrong", [{"due_day": 4}, {"due_day": 29}, {"first_days": 1}, {"first_days": 21},
              {"last_days": 11}], ids=str,
)  # fmt: skip
def test_the_database_refuses_days_that_do_not_fit(alliance, wrong):
    rule = rule_of(alliance)
    with pytest.raises(IntegrityError):
        ReportRule.objects.filter(pk=rule.pk).update(**wrong)
