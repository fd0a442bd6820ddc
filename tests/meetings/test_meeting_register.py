"""/w/meetings/"""

from datetime import date

import pytest
from django.utils import timezone

from common.sheets import open_sheet
from grids.models import WorkYear
from meetings.models import Meeting, MeetingRule
from members.models import Alliance
from tests.conftest import START
from tests.meetings.conftest import in_days, statuses

URL = "/w/meetings/"


def names(response) -> list[str]:
    return [line.cells[1].text for line in response.context["list"].lines]


def make(area, count: int) -> None:
    """Alliances of the area, each with a meeting to come."""
    for number in range(count):
        alliance = Alliance.objects.create(
            name=f"行业联合体{number}",
            area=area,
            kind="functional",
            industry="金融",
            founded_on=START,
        )
        rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3)
        Meeting.objects.create(rule=rule, period=date(2026, 10, 1), starts_at=in_days(number + 1))


def test_who_sees_it(
    client,
    meeting,
    street_user,
    district_user,
    auditor,
    community_user,
    other_street_user,
    liaison_user,
    grid_user,
):
    assert client.get(URL).url == "/in/?next=%2Fw%2Fmeetings%2F"
    assert statuses(client, "get", URL, liaison_user, grid_user) == [404, 404]
    for user in (street_user, district_user, auditor):
        client.force_login(user)
        assert names(client.get(URL)) == ["大连湾街道区域化党建联合体"]
    for user in (community_user, other_street_user):
        client.force_login(user)
        assert names(client.get(URL)) == []


def test_it_is_only_read(client, street_user, auditor):
    assert statuses(client, "post", URL, street_user, auditor) == [405, 405]


def test_what_is_to_come_stands_first(client, street_user, rule, meeting):
    for days in (-40, 40):
        starts = in_days(days)
        Meeting.objects.create(
            rule=rule, period=timezone.localdate(starts).replace(day=1), starts_at=starts
        )
    client.force_login(street_user)
    lines = client.get(URL).context["list"].lines

    days = [round((line.obj.starts_at - timezone.now()).total_seconds() / 86400) for line in lines]
    assert days == [10, 40, -40]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("when=ahead", 1),
        ("when=past", 0),
        ("kind=joint", 0),
        ("kind=liaison", 1),
        ("status=cancelled", 0),
        ("place=210211013", 1),
        ("place=210211013001", 0),
        ("when=never&sort=nothing&page=x&kind=%00", 1),
    ],
)
def test_filters(client, street_user, community, meeting, query, count):
    client.force_login(street_user)
    assert len(names(client.get(f"{URL}?{query}"))) == count


def test_the_excel_file_holds_exactly_what_is_filtered(client, street_user, street, meeting):
    make(street, 2)
    client.force_login(street_user)
    sheet = open_sheet(client.get(f"{URL}?kind=liaison&export=xlsx").content)
    assert [row[1] for _, row in sheet.rows] == ["大连湾街道区域化党建联合体"]


def test_a_year_that_is_not_official_is_said_and_who_can_mend_it(
    client, street_user, district_user, meeting
):
    client.force_login(street_user)
    page = client.get(URL).text
    assert "工作日历还不是正式安排" in page
    assert "请等区级管理员导入" in page

    client.force_login(district_user)
    assert "/w/calendar/import/" in client.get(URL).text

    year = timezone.localdate().year
    for one in (year, year + 1):
        WorkYear.objects.update_or_create(
            year=one, defaults={"official": True, "source": "通知", "changed_at": timezone.now()}
        )
    assert "工作日历还不是正式安排" not in client.get(URL).text


def test_the_number_of_queries_does_not_grow(
    client, street_user, street, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (1, 2, 97):
        make(street, more)
        with django_assert_max_num_queries(8) as captured:
            client.get(f"{URL}?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1
