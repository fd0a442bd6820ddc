"""/w/reports/summary/ and /w/reports/<uuid>/text/: what is copied out of the portal."""

from datetime import date

import pytest
from django.utils import timezone

from grids.models import Area
from meetings.models import LiaisonReport
from meetings.reports.summary import month_summary
from members.models import Alliance, AllianceMembership, Posting, User
from tests.conftest import START
from tests.meetings.conftest import join, statuses
from tests.meetings.test_late import last_month, open_for

pytestmark = pytest.mark.django_db
URL = "/w/reports/summary/"
FACT = {"kind": "engagement", "key": "engagement:1", "text": "对接“灯”（驻街单位甲来办）",
        "url": "", "staff": ""}  # fmt: skip


def handed(unit, by, **more) -> LiaisonReport:
    given = {"status": "accepted", "submitted_at": timezone.now(), "submitted_by": by,
             "accepted_at": timezone.now(), "reviewed_by": by, "facts": [FACT]}  # fmt: skip
    return open_for(unit, **given | more)


@pytest.fixture
def month(alliance, unit, unit2, military_unit, liaison_user, community):
    handed(unit, liaison_user, practice="义诊两场\n打 13812345678")
    handed(unit2, liaison_user, no_change=True)
    handed(military_unit, liaison_user, practice="营区的事")
    open_for(join(alliance, community, 1)[0])
    return last_month()


def test_it_counts_and_says_who_said_what(month, street, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = month_summary(street, month, today=timezone.localdate())
    assert [(one.label, one.total) for one in found.figures] == [
        ("应交", 4), ("已交", 3), ("本月无变化", 1), ("未交", 1), ("逾期", 1),
    ]  # fmt: skip
    assert [(one.label, one.total) for one in found.facts] == [("对接", 1)]  # told by three
    ((heading, said),) = found.texts
    assert (heading, [one.who for one in said]) == ("特色做法", ["区第二医院"])
    assert found.military == 1
    assert found.text == (
        f"{found.title}\n\n"
        "一、报送情况\n应交 4 家，已交 3 家，本月无变化 1 家，未交 1 家，逾期 1 家。\n"
        "二、本月工作\n对接 1 项（本月开始、报告办成或得到确认的，每项一次）。\n"
        "三、特色做法\n1. 区第二医院：义诊两场 打 138****5678"
    )


def test_no_military_unit_leaves_the_portal_by_name_or_alias(month, street, unit, liaison_user):
    LiaisonReport.objects.filter(unit=unit).update(plans="同驻街单位甲、某部警卫连共建")
    text = month_summary(street, month, today=timezone.localdate()).text
    assert "营区" not in text
    assert "驻街单位甲" not in text
    assert "警卫连" not in text
    assert "同联合体成员单位" in text


def test_the_page_shows_definitions_and_the_text(client, month, street_user):
    client.force_login(street_user)
    page = client.get(f"{URL}?month={month:%Y-%m}").text
    assert "截止日已过的" in page
    assert "整份文字" in page
    assert 'data-copy="text"' in page


def test_who_sees_which_place(
    client, month, district_user, community_user, street_user, other_street_user, liaison_user,
    other_community,
):  # fmt: skip
    assert client.get(URL).url.startswith("/in/?next=")
    assert statuses(client, "get", URL, liaison_user) == [404]
    query = f"{URL}?month={month:%Y-%m}"
    for user, name in (
        (street_user, "大连湾街道"), (community_user, "海青社区"), (other_street_user, "红旗街道"),
        (district_user, "红旗街道"),
    ):  # fmt: skip
        client.force_login(user)
        assert client.get(query).context["summary"].area.name == name
    client.force_login(other_street_user)
    mine = client.get(f"{query}&area={month_summary_area(street_user)}").context["summary"]
    assert mine.area.name == "红旗街道"
    assert mine.figures[0].total == 0


def test_a_district_without_streets_is_summed_up_itself(client, month, street):
    district = Area.objects.create(
        kind="district", code="210212", name="旅顺口区", parent=None, valid_from=START
    )
    user = User.objects.create_user(username="elsewhere", password="a-long-pass-1", name="郑凯")
    Posting.objects.create(user=user, role="district", area=district, since=START)
    client.force_login(user)
    assert client.get(URL).context["summary"].area == district


def month_summary_area(user) -> str:
    return str(user.areas().get(kind="street").uuid)


def test_queries(client, month, district_user, django_assert_max_num_queries):
    client.force_login(district_user)
    with django_assert_max_num_queries(8):
        client.get(f"{URL}?month={month:%Y-%m}")


def test_one_report_as_plain_text(client, month, street_user):
    client.force_login(street_user)
    one = LiaisonReport.objects.get(unit__name="区第二医院")
    text = client.get(f"{one.get_absolute_url()}text/").context["text"]
    assert text == (
        f"区第二医院 {one.month.year} 年 {one.month.month} 月联络员月报\n\n"
        "一、本月工作\n对接“灯”（联合体成员单位来办）。\n"
        "二、特色做法\n义诊两场\n打 138****5678"
    )


def test_a_military_unit_s_report_and_one_not_handed_in_are_not_copied(client, month, street_user):
    client.force_login(street_user)
    for one in LiaisonReport.objects.exclude(unit__name__in=["区第二医院", "大连湾供电所"]):
        page = client.get(f"{one.get_absolute_url()}text/")
        assert page.context["text"] == ""
        assert "<textarea" not in page.text


def test_who_may_copy(client, month, auditor, other_street_user, liaison_user):
    url = f"{LiaisonReport.objects.earliest('pk').get_absolute_url()}text/"
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, auditor, other_street_user, liaison_user) == [200, 404, 404]


def test_the_unit_s_other_alliances_read_what_is_handed_in(
    client, month, unit, other_street, other_street_user
):
    """The staff of an alliance of another street read the report and decide nothing."""
    one = LiaisonReport.objects.get(unit=unit)
    assert statuses(client, "get", one.get_absolute_url(), other_street_user) == [404]
    trade = Alliance.objects.create(
        kind="functional", industry="医疗", name="医疗联合体", area=other_street, founded_on=START
    )
    joined = AllianceMembership.objects.create(alliance=trade, unit=unit, since=START)
    assert statuses(client, "get", one.get_absolute_url(), other_street_user) == [200]
    page = client.get(one.get_absolute_url()).text
    assert "义诊两场" in page
    assert "通过月报" not in page
    url = f"{one.get_absolute_url()}accept/"
    assert statuses(client, "post", url, other_street_user) == [403]
    assert client.get(f"{URL}?month={month:%Y-%m}").context["summary"].figures[0].total == 0
    LiaisonReport.objects.filter(pk=one.pk).update(status="open")
    assert client.get(one.get_absolute_url()).status_code == 404
    LiaisonReport.objects.filter(pk=one.pk).update(status="accepted")
    AllianceMembership.objects.filter(pk=joined.pk).update(until=date(2026, 11, 1))
    assert client.get(one.get_absolute_url()).status_code == 404


def test_late_list_says_apart_who_is_to_mend(client, alliance, unit, unit2, street_user, now):
    open_for(unit)
    open_for(unit2, status="returned", return_note="写清楚", submitted_at=now,
             submitted_by=street_user)  # fmt: skip
    client.force_login(street_user)
    (late,) = client.get(f"/w/reports/late/?month={last_month():%Y-%m}").context["streets"]
    assert "还有 1 家未交：区第二医院；1 家请按退回说明改好再交：大连湾供电所。" in late.text
