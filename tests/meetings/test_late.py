"""/w/reports/late/: who has not handed in, and the words to remind them with."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from common.dates import day_text, month_text
from meetings.models import LiaisonReport
from meetings.reports.late import MOST_ROWS, latest_months, month_asked
from members.models import MemberUnit
from tests.conftest import START
from tests.meetings.conftest import statuses

URL = "/w/reports/late/"
TODAY = date(2026, 11, 22)


def open_for(unit, due: date | None = None, **more) -> LiaisonReport:
    """Last month's report of the unit, overdue unless said otherwise."""
    month = latest_months(timezone.localdate(), 2)[1]
    return LiaisonReport.objects.create(
        unit=unit, area=unit.area, month=month, due_on=due or month.replace(day=25), **more
    )


def last_month() -> date:
    return latest_months(timezone.localdate(), 2)[1]


def url() -> str:
    return f"{URL}?month={last_month():%Y-%m}"


def test_the_text_names_units_but_no_person_and_no_military_unit(
    client, street_user, unit, unit2, military_unit, liaison_user
):
    for one in (unit, military_unit):
        open_for(one)
    open_for(unit2, status="submitted", submitted_at=timezone.now(), submitted_by=liaison_user)
    client.force_login(street_user)
    page = client.get(url()).text

    (street,) = client.get(url()).context["streets"]
    month = last_month()
    assert street.text == (
        f"各位联络员：{month.month} 月联络员月报已于 {day_text(month.replace(day=25))}截止，"
        "还有 1 家未交：区第二医院。"
        "打开门户“我的待办”即可填写，没有变化的点“本月无变化”，一分钟办好。谢谢！"
    )
    assert street.text in page
    assert "驻街单位甲" not in street.text
    assert "另有 1 家军警单位" in page
    assert "警卫连" not in page
    assert "李建国" not in page
    assert "大连湾供电所" not in page


def test_where_only_a_military_unit_is_late_there_is_no_text(client, street_user, military_unit):
    open_for(military_unit)
    client.force_login(street_user)

    page = client.get(url())

    assert page.context["streets"][0].text == ""
    assert "<textarea" not in page.text


def test_before_the_day_the_text_asks_friendly(client, street_user, unit):
    due = timezone.localdate() + timedelta(days=3)
    open_for(unit, due)
    client.force_login(street_user)
    assert f"请于 {day_text(due)}前提交" in client.get(url()).text


def test_who_sees_which_streets(
    client,
    district_user,
    auditor,
    street_user,
    community_user,
    other_street_user,
    liaison_user,
    unit,
    other_unit,
):
    open_for(unit)
    open_for(other_unit)
    assert client.get(URL).url.startswith("/in/?next=")
    assert statuses(client, "get", URL, liaison_user) == [404]
    assert statuses(client, "post", URL, street_user) == [405]
    for user, streets in (
        (district_user, ["红旗街道", "大连湾街道"]),
        (auditor, ["红旗街道", "大连湾街道"]),
        (street_user, ["大连湾街道"]),
        (community_user, ["大连湾街道"]),
        (other_street_user, ["红旗街道"]),
    ):
        client.force_login(user)
        found = client.get(url()).context["streets"]
        assert [late.street.name for late in found] == streets


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", date(2026, 10, 1)),
        ("", date(2026, 11, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("2026-10-05", date(2026, 11, 1)),
        ("2026-W40", date(2026, 11, 1)),
        ("２０２６-10", date(2026, 11, 1)),
        ("\x00'; drop", date(2026, 11, 1)),
        ("x" * 9000, date(2026, 11, 1)),
    ],
)
def test_which_month_is_asked_for(text, month):
    assert month_asked(text, TODAY) == month


@pytest.mark.parametrize("query", ["month=", "month=9999-12", "month=0001-01", "month=%00", "x=1"])
def test_garbage_in_the_address_breaks_nothing(client, street_user, query):
    client.force_login(street_user)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_the_months_offered_go_across_the_year():
    assert latest_months(date(2026, 2, 28), 3) == [
        date(2026, 2, 1),
        date(2026, 1, 1),
        date(2025, 12, 1),
    ]


def test_all_in_and_not_begun_are_told_apart(client, street_user, unit, liaison_user):
    client.force_login(street_user)
    page = client.get(url()).text
    assert "这个月没有月报" in page
    assert f"{month_text(last_month())}月报催交名单" in page
    open_for(unit, status="submitted", submitted_at=timezone.now(), submitted_by=liaison_user)
    assert "这个月的月报都交齐了" in client.get(url()).text


def test_a_long_list_leads_to_the_register_and_costs_no_more_queries(
    client, street_user, community, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for total in (1, 3, 100):
        for number in range(LiaisonReport.objects.count(), total):
            open_for(
                MemberUnit.objects.create(
                    name=f"企业{number:03}", area=community, type="private", joined_on=START
                )
            )
        with django_assert_max_num_queries(8) as captured:
            page = client.get(url()).text
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert f"还有 {100 - MOST_ROWS} 家" in page
    assert f"/w/reports/?month={last_month():%Y-%m}&amp;place=210211013" in page
    assert page.count("企业") == 100 + MOST_ROWS
