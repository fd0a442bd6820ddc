"""/l/reports/ and /l/meetings/<uuid>/"""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import LiaisonReport, Meeting
from meetings.periods import add_months
from members.models import AllianceMembership
from tests.meetings.conftest import in_days, statuses

REPORTS = "/l/reports/"


def test_the_unit_s_reports_the_latest_first(client, liaison_user, submitted, unit, unit2):
    LiaisonReport.objects.create(
        unit=unit, area=unit.area, month=date(2026, 10, 1), due_on=date(2026, 10, 26)
    )
    client.force_login(liaison_user)
    page = client.get(REPORTS)
    assert [report.month.month for report, _ in page.context["rows"]] == [11, 10]
    assert "11 月 10 日（周二）09:00 提交" in page.text
    assert "10 月 26 日（周一）截止" in page.text
    days = (timezone.localdate() - date(2026, 10, 26)).days
    assert f"逾期 {days} 天" in page.text
    assert page.text.count("逾期") == 1  # not of what was handed in


def test_an_officer_without_reports_is_told_when_they_come(client, liaison_user):
    client.force_login(liaison_user)
    assert "每月 1 日" in client.get(REPORTS).text


def test_who_may_not(client, street_user, grid_user, auditor, liaison_user):
    assert client.get(REPORTS).url == "/in/?next=%2Fl%2Freports%2F"
    assert statuses(client, "get", REPORTS, street_user, grid_user, auditor) == [404] * 3
    assert statuses(client, "post", REPORTS, liaison_user) == [405]


def test_the_number_of_queries_does_not_grow_and_three_years_are_shown(
    client, liaison_user, unit, django_assert_max_num_queries
):
    client.force_login(liaison_user)
    counts = []
    for total in (1, 3, 100):
        for back in range(LiaisonReport.objects.count(), total):
            month = add_months(date(2026, 11, 1), -back)
            LiaisonReport.objects.create(
                unit=unit, area=unit.area, month=month, due_on=month.replace(day=25)
            )
        with django_assert_max_num_queries(8) as captured:
            page = client.get(REPORTS)
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert len(page.context["rows"]) == 36


def test_an_officer_reads_when_and_where(client, liaison_user, liaison2_user, meeting):
    for user in (liaison_user, liaison2_user):
        client.force_login(user)
        page = client.get(meeting.phone_url).text
        assert "街道三楼" in page
        assert "会前 3 天会提醒您" in page
    Meeting.objects.update(place="")
    assert "待定" in client.get(meeting.phone_url).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_at": in_days(-1)}, "会议时间已过。"),
        ({"status": "cancelled", "cancel_reason": "防汛值守"}, "这次会议已取消，不用到会。"),
    ],
    ids=["over", "called off"],
)
def test_what_became_of_it(client, liaison_user, meeting, change, words):
    Meeting.objects.update(**change)
    client.force_login(liaison_user)
    page = client.get(meeting.phone_url).text
    assert words in page
    assert change.get("cancel_reason", "") in page
    assert "会前 3 天" not in page


def test_who_may_not_see_a_meeting(
    client, meeting, other_liaison_user, street_user, grid_user, liaison_user
):
    url = meeting.phone_url
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, other_liaison_user, street_user, grid_user) == [404] * 3
    assert statuses(client, "post", url, liaison_user) == [405]


def test_a_unit_that_left_the_alliance_sees_its_meetings_no_more(client, meeting, liaison_user):
    AllianceMembership.objects.filter(unit__name="区第二医院").update(until=date(2026, 11, 1))
    assert statuses(client, "get", meeting.phone_url, liaison_user) == [404]
