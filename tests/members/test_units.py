"""/w/units/: the register of member units, and its Excel file."""

import pytest
from django.utils import timezone

from common.sheets import open_sheet
from members.models import MemberUnit


def names(response) -> list[str]:
    return [line.cells[0].text for line in response.context["list"].lines]


def make(area, count: int) -> None:
    for number in range(count):
        MemberUnit.objects.create(
            name=f"企业{count}-{number}", area=area, type="private", joined_on="2026-01-01"
        )


def test_staff_see_the_units_of_their_area(client, street_user, unit, unit2, other_unit):
    client.force_login(street_user)
    response = client.get("/w/units/?sort=name")
    assert response.status_code == 200
    assert set(names(response)) == {"区第二医院", "大连湾供电所"}
    assert "共 2 家" in response.content.decode()


def test_a_district_sees_all_and_another_street_its_own(
    client, district_user, other_street_user, unit, other_unit
):
    client.force_login(district_user)
    assert set(names(client.get("/w/units/"))) == {"区第二医院", "红旗小学"}
    client.force_login(other_street_user)
    assert names(client.get("/w/units/")) == ["红旗小学"]


def test_who_may_come_in(client, unit, liaison_user, grid_user, auditor):
    assert client.get("/w/units/").url == "/in/?next=%2Fw%2Funits%2F"
    for user in (liaison_user, grid_user):
        client.force_login(user)
        assert client.get("/w/units/").status_code == 404
    client.force_login(auditor)
    page = client.get("/w/units/")
    assert page.status_code == 200
    assert "登记单位" not in page.content.decode()
    assert client.post("/w/units/").status_code == 405


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=医院", ["区第二医院"]),
        ("q=供电", ["大连湾供电所"]),
        ("q=警卫", []),
        ("q=单位甲", ["驻街单位甲"]),
        ("type=state", ["大连湾供电所"]),
        ("place=210211013001", ["区第二医院", "大连湾供电所", "驻街单位甲"]),
        ("place=210211013", ["区第二医院", "大连湾供电所", "驻街单位甲"]),
        ("place=210211009", ["区第二医院", "大连湾供电所", "驻街单位甲"]),
        ("officer=none", ["大连湾供电所", "驻街单位甲"]),
        ("officer=some", ["区第二医院"]),
        ("left=yes", []),
        ("type=nonsense&page=99&sort=nonsense", ["区第二医院", "大连湾供电所", "驻街单位甲"]),
    ],
)
def test_filters_narrow_the_list(
    client, street_user, other_street, unit, unit2, military_unit, liaison_user, query, found
):
    client.force_login(street_user)
    assert sorted(names(client.get(f"/w/units/?{query}"))) == found


def test_units_that_left_are_listed_apart(client, street_user, unit, unit2):
    MemberUnit.objects.filter(pk=unit.pk).update(left_on=timezone.localdate())
    client.force_login(street_user)
    assert names(client.get("/w/units/")) == ["大连湾供电所"]
    assert names(client.get("/w/units/?left=yes")) == ["区第二医院"]


def test_a_military_unit_goes_by_its_alias_also_in_excel(client, street_user, military_unit):
    client.force_login(street_user)
    assert "警卫连" not in client.get("/w/units/").content.decode()
    response = client.get("/w/units/?export=xlsx")
    sheet = open_sheet(response.content)
    assert "警卫连" not in str(sheet)
    assert sheet.rows[0][1][0] == "驻街单位甲"
    assert "驻街" not in response["Content-Disposition"]


def test_the_excel_file_holds_exactly_what_is_filtered(
    client, street_user, unit, unit2, other_unit
):
    client.force_login(street_user)
    sheet = open_sheet(client.get("/w/units/?type=state&export=xlsx").content)
    assert [row[0] for _, row in sheet.rows] == ["大连湾供电所"]
    assert sheet.header[:4] == ("单位名称", "代称", "类型", "区划代码")


def test_the_number_of_queries_does_not_grow(
    client, street_user, street, community, liaison_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (0, 2, 97):
        make(community, more)
        with django_assert_max_num_queries(9) as captured:
            client.get("/w/units/?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1
