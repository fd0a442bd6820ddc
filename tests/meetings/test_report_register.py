"""/w/reports/"""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.sheets import open_sheet
from meetings.models import LiaisonReport
from members.models import MemberUnit
from tests.conftest import START
from tests.meetings.conftest import statuses

URL = "/w/reports/"


def names(response) -> list[str]:
    return sorted(line.cells[0].text for line in response.context["list"].lines)


def this_month():
    return timezone.localdate().replace(day=1)


def open_for(unit, *, due_in: int = 1, month=None, **more) -> LiaisonReport:
    due = timezone.localdate() + timedelta(days=due_in)
    month = month or min(this_month(), due - timedelta(days=1)).replace(day=1)
    return LiaisonReport.objects.create(unit=unit, area=unit.area, month=month, due_on=due, **more)


@pytest.fixture
def reports(unit, unit2, other_unit, military_unit, liaison_user) -> None:
    open_for(unit)
    open_for(unit2, status="submitted", submitted_at=timezone.now(), submitted_by=liaison_user)
    open_for(other_unit)
    open_for(military_unit)


MINE = ["区第二医院", "大连湾供电所", "驻街单位甲"]


def test_who_sees_what(
    client,
    reports,
    street_user,
    district_user,
    auditor,
    community_user,
    other_street_user,
    liaison_user,
):
    assert client.get(URL).url == "/in/?next=%2Fw%2Freports%2F"
    assert statuses(client, "get", URL, liaison_user) == [404]
    assert statuses(client, "post", URL, street_user, auditor) == [405, 405]
    for user, seen in (
        (street_user, MINE),
        (community_user, MINE),
        (district_user, [*MINE, "红旗小学"]),
        (auditor, [*MINE, "红旗小学"]),
        (other_street_user, ["红旗小学"]),
    ):
        client.force_login(user)
        assert names(client.get(URL)) == sorted(seen)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=医院", MINE[:1]),
        ("q=警卫", []),
        ("q=单位甲", MINE[2:]),
        ("status=submitted", MINE[1:2]),
        ("status=open", [MINE[0], MINE[2]]),
        ("type=state", MINE[1:2]),
        ("place=210211013001", MINE),
        ("place=210211009", MINE),
        ("late=late", []),
        ("late=ok", MINE),
        ("month=garbage&late=x&page=-1", MINE),
        ("q=%00", MINE),
    ],
)
def test_filters(client, street_user, other_street, reports, query, found):
    client.force_login(street_user)
    assert names(client.get(f"{URL}?{query}")) == sorted(found)


def test_late_is_what_is_past_its_day_and_not_handed_in(client, street_user, unit, unit2):
    open_for(unit, due_in=-1)
    open_for(unit2, due_in=0)
    client.force_login(street_user)
    late = client.get(f"{URL}?late=late")
    assert names(late) == ["区第二医院"]
    assert "待提交，逾期 1 天" in late.text
    on_time = client.get(f"{URL}?late=ok")
    assert names(on_time) == ["大连湾供电所"]
    assert "，逾期" not in on_time.text


def test_a_month_is_chosen(client, street_user, unit):
    month = this_month()
    open_for(unit, month=month, due_in=40)
    client.force_login(street_user)
    assert names(client.get(f"{URL}?month={month:%Y-%m}")) == ["区第二医院"]
    before = month - timedelta(days=1)
    assert names(client.get(f"{URL}?month={before:%Y-%m}")) == []


def test_the_excel_file_holds_exactly_what_is_filtered_and_no_military_name(
    client, street_user, reports
):
    client.force_login(street_user)
    answer = client.get(f"{URL}?status=open&export=xlsx")
    sheet = open_sheet(answer.content)
    assert sorted(row[0] for _, row in sheet.rows) == [MINE[0], MINE[2]]
    assert "警卫连" not in str(sheet)


def test_the_number_of_queries_does_not_grow(
    client, street_user, community, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for total in (1, 3, 100):
        for number in range(LiaisonReport.objects.count(), total):
            open_for(
                MemberUnit.objects.create(
                    name=f"企业{number}", area=community, type="private", joined_on=START
                )
            )
        with django_assert_max_num_queries(8) as captured:
            client.get(f"{URL}?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(("state", "found"), [("handed", MINE[1:2]), ("waiting", MINE[::2])])
def test_what_the_home_page_counts_can_be_opened(client, reports, street_user, state, found):
    client.force_login(street_user)
    assert names(client.get(f"{URL}?status={state}")) == found


def test_a_units_page_lists_its_reports(client, reports, unit2, street_user):
    client.force_login(street_user)
    (report,) = LiaisonReport.objects.filter(unit=unit2)
    page = client.get(f"/w/units/{unit2.uuid}/").text
    assert f'href="{report.get_absolute_url()}"' in page
    assert "全部联络员月报" in page
