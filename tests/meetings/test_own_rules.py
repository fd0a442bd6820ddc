"""Meetings of an alliance's own: made by its staff, planned like the others."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from common.races import TakenMeanwhile
from meetings.actions import planning
from meetings.jobs import plan_meetings
from meetings.models import Meeting, MeetingRule
from members.models import Alliance, AllianceMembership, Posting, User
from tests.conftest import START, at
from tests.meetings.conftest import after_expiry, statuses

NOW = at("2026-11-22")
URL = "/w/rules/new/"


def own(alliance, months=2, **more) -> MeetingRule:
    facts = {"name": "理事会", "week": 1, "weekday": 2, "starts": time(9, 0)} | more
    return MeetingRule(alliance=alliance, months=months, **facts)


def typed(alliance, **more) -> dict:
    form = {"alliance": alliance.pk, "name": "理事会", "months": 2, "week": 1, "weekday": 2}
    form |= {"starts": "09:00", "place": "二楼", "collect_days": 14, "notice_days": 5}
    return form | {"quorum": 50} | more


def days(rule) -> list[str]:
    rows = Meeting.objects.filter(rule=rule).order_by("starts_at")
    return [f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}" for one in rows]


@pytest.mark.parametrize(
    ("months", "expected", "title"),
    [
        (2, ["2026-12-02 09:00", "2027-02-03 09:00"], "2026 年 11–12 月理事会"),
        (4, ["2026-12-02 09:00", "2027-04-07 09:00"], "2026 年 9–12 月理事会"),
        (6, ["2026-12-02 09:00", "2027-06-02 09:00"], "2026 年下半年理事会"),
        (12, ["2026-12-02 09:00", "2027-12-01 09:00"], "2026 年理事会"),
    ],
)
def test_they_are_planned_in_the_last_month_of_their_period(
    alliance, calendar, street_user, months, expected, title
):
    rule = planning.make_rule(own(alliance, months), by=street_user, now=NOW)
    assert days(rule)[:2] == expected
    assert Meeting.objects.filter(rule=rule).earliest("starts_at").title == title
    before = days(rule)
    plan_meetings(at=NOW.isoformat())
    assert days(rule) == before


def test_a_year_s_meeting_planned_in_any_month_needs_no_day_beyond_the_calendar(
    alliance, calendar, street_user
):
    planning.make_rule(own(alliance, 12), by=street_user, now=NOW)
    for month in range(1, 13):
        plan_meetings(at=f"2027-{month:02}-15T09:00+08:00")
    assert Meeting.objects.filter(rule__kind="own").count() == 3  # 2026, 2027 and 2028


def test_staff_of_the_area_make_one(client, alliance, calendar, street_user):
    client.force_login(street_user)
    assert "增加自定会议" in client.get("/w/rules/").text
    form = client.get(URL)
    assert "每半年" in form.text
    assert not form.context["form"]["name"].value()
    answer = client.post(URL, typed(alliance), follow=True)
    assert answer.redirect_chain == [("/w/rules/", 302)]
    rule = MeetingRule.objects.get(kind="own")
    assert (rule.name, rule.months, rule.is_on) == ("理事会", 2, True)
    assert Meeting.objects.filter(rule=rule).exists()


@pytest.mark.parametrize("address", ["rule_new", "plan_new"])
def test_the_alliance_of_the_clerk_s_place_is_chosen_already(
    client, alliance, community, street_user, district_user, address
):
    Alliance.objects.create(name="海青社区联合体", area=community, founded_on=START)

    def chosen(user):
        client.force_login(User.objects.get(pk=user.pk))
        return client.get(reverse(f"meetings:{address}")).context["form"]["alliance"].value()

    assert chosen(street_user) == alliance.pk
    assert chosen(district_user) is None
    Posting.objects.create(user=street_user, area=community, role="community", since=START)
    assert chosen(street_user) is None  # which of the two places is meant is not known


def test_who_may_and_who_may_not(
    client, alliance, street_user, other_street_user, community_user, auditor, liaison_user
):
    assert client.post(URL, typed(alliance)).url.startswith("/in/?next=")
    assert statuses(client, "get", URL, auditor, liaison_user) == [403, 404]
    for stranger in (other_street_user, community_user):
        client.force_login(stranger)
        page = client.post(URL, typed(alliance))
        assert "<title>错误：" in page.text
    assert not MeetingRule.objects.filter(kind="own").exists()


def test_one_name_is_one_rule_and_a_second_click_says_so(client, alliance, calendar, street_user):
    client.force_login(street_user)
    client.post(URL, typed(alliance))
    answer = client.post(URL, typed(alliance))
    assert "已有同名的会议" in answer.text
    assert MeetingRule.objects.filter(kind="own").count() == 1
    MeetingRule.full_clean, kept = lambda self, **more: None, MeetingRule.full_clean
    try:
        with pytest.raises(TakenMeanwhile):
            planning.make_rule(own(alliance), by=street_user, now=NOW)
    finally:
        MeetingRule.full_clean = kept


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"months": 5}, {"collect_days": 61}, {"notice_days": 0}, {"quorum": 100}],
    ids=repr,
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, alliance, street_user, wrong):
    client.force_login(street_user)
    page = client.post(URL, typed(alliance, **wrong)).text
    assert "<title>错误：" in page
    assert 'value="二楼"' in page
    assert not MeetingRule.objects.filter(kind="own").exists()


def test_what_was_typed_survives_an_expired_session(client, alliance, street_user):
    assert 'value="二楼"' in after_expiry(client, street_user, URL, typed(alliance)).text


def test_its_page_changes_everything_but_its_period(client, alliance, calendar, street_user):
    rule = planning.make_rule(own(alliance), by=street_user, now=NOW)
    client.force_login(street_user)
    page = client.get(rule.get_absolute_url()).text
    assert 'name="months"' not in page
    form = typed(alliance, quorum=60, notice_days=7, seen=rule.seen) | {"is_on": "on"}
    assert client.post(rule.get_absolute_url(), form).status_code == 302
    rule.refresh_from_db()
    assert (rule.quorum, rule.notice_days, rule.months) == (60, 7, 2)


def test_two_alliances_at_one_time_are_told_of(client, alliance, calendar, street_user, unit):
    chain = Alliance.objects.create(
        name="冷链", kind="chain", industry="冷链", area=alliance.area, founded_on=START
    )
    AllianceMembership.objects.create(alliance=chain, unit=unit, since=START)
    client.force_login(street_user)
    client.post(URL, typed(alliance))
    page = client.post(URL, typed(chain, name="例会"), follow=True).text
    assert "同一时间" in page
    one = Meeting.objects.filter(rule__alliance=chain, starts_at__gt=timezone.now()).first()
    assert "有 1 家单位这个时间前后还有别的联合体的会议" in client.get(one.get_absolute_url()).text
    Meeting.objects.filter(rule__alliance=alliance).update(starts_at=at("2026-01-01"))
    assert "时间冲突" not in client.get(one.get_absolute_url()).text


def test_how_often_is_said_in_words():
    assert MeetingRule(kind="own", months=4).every_text == "每 4 个月"
    assert MeetingRule(kind="joint").every_text == "每季度"
