"""1+3+N: who fills each place of a grid, and which are vacant."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from grids.models import Area, GridPost, ServiceTeam, TeamFunction, TeamGrid
from grids.staffing import short, staffing_all, without
from tests.conftest import START

DAY = date(2026, 11, 10)
PHONE = "0411-87600300"


@pytest.fixture
def grid2(community) -> Area:
    return Area.objects.create(
        kind="grid", code="210211013001002", name="第2网格", parent=community, valid_from=START
    )


def hold(area, role, name, **more) -> GridPost:
    fields = {"duty_phone": PHONE, "since": START} | more
    return GridPost.objects.create(area=area, role=role, name=name, **fields)


def manned(area, *grids, **people) -> ServiceTeam:
    team = ServiceTeam.objects.create(area=area, name=f"组团{len(people)}", since=START)
    for grid in grids:
        TeamGrid.objects.create(team=team, area=grid, since=START)
    for function, count in people.items():
        TeamFunction.objects.create(team=team, function=function, people=count)
    return team


def full(grid) -> None:
    for role in ("head", "all_round", "part_time", "guide"):
        hold(grid, role, f"{role}者")


def test_who_fills_each_place(grid, grid2, community):
    full(grid)
    hold(grid, "full_time", "王芳")
    hold(grid, "head", "旧人", until=date(2026, 3, 1))
    hold(grid2, "head", "将来", since=date(2026, 12, 1))
    manned(community, grid, police=1, medical=2)
    first, second = staffing_all([grid, grid2], DAY)
    assert {key: place.names for key, place in first.places.items()} == {
        "head": ["head者"],
        "full_time": ["王芳", "all_round者（全科）"],
        "part_time": ["part_time者"],
        "guide": ["guide者"],
    }
    assert (first.people, first.people_words) == (
        [("社区民警", 1), ("医护人员", 2)],
        "社区民警 1 人、医护人员 2 人",
    )
    assert (first.vacant, first.area) == ([], grid)
    assert second.vacant == ["网格长", "专职网格员", "兼职网格员", "网格指导员", "组团力量"]


def test_people_of_several_teams_are_added_up(grid, community):
    manned(community, grid, police=1)
    manned(community, grid, police=2, volunteer=5)
    [found] = staffing_all([grid], DAY)
    assert found.people == [("社区民警", 3), ("志愿者", 5)]


def test_one_query_whatever_the_number(
    grid, grid2, other_grid, community, django_assert_num_queries
):
    full(grid)
    manned(community, police=1)
    with django_assert_num_queries(1):
        found = staffing_all([grid, grid2, other_grid], DAY)
    assert [bool(one.people) for one in found] == [True, True, False]


@pytest.mark.parametrize("place", ["attached", "community", "street", "elsewhere", "empty"])
def test_the_filter_finds_what_the_page_shows(grid, grid2, community, street, place):
    full(grid)
    if place == "attached":
        manned(community, grid, police=1)
    elif place == "elsewhere":
        manned(community, grid2, police=1)
    elif place == "empty":
        manned(community)
    else:
        manned({"community": community, "street": street}[place], police=1)
    grids = Area.objects.filter(kind="grid").order_by("code")
    shown = staffing_all(grids, DAY)
    for key in ("head", "full_time", "part_time", "guide"):
        vacant = [one.area for one in shown if not one.places[key].names]
        assert list(without(grids, key, DAY)) == vacant == [grid2]
    assert list(without(grids, "team", DAY)) == [one.area for one in shown if not one.people]
    assert list(short(grids, DAY)) == [one.area for one in shown if one.vacant]


def lines(answer) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in answer.context["list"].lines]


def test_the_register(client, grid, grid2, other_grid, community, street_user):
    full(grid)
    manned(community, grid, police=1)
    client.force_login(street_user)
    assert lines(client.get("/w/staffing/")) == [
        [
            *("第1网格", "海青社区", "head者", "all_round者（全科）", "part_time者", "guide者"),
            "社区民警 1 人",
        ],
        ["第2网格", "海青社区", *["空缺"] * 5],
    ]
    for query, found in [
        ("short=any", ["第2网格"]),
        ("short=head", ["第2网格"]),
        ("short=team", ["第2网格"]),
        ("q=幸福里", ["第1网格"]),
    ]:
        assert [line[0] for line in lines(client.get(f"/w/staffing/?{query}"))] == found


def test_the_workbook_has_what_is_filtered(client, grid, grid2, street_user):
    full(grid)
    client.force_login(street_user)
    data = b"".join(client.get("/w/staffing/?short=head&export=xlsx"))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[-1] == ["第2网格", "海青社区", *["空缺"] * 5]
    assert not any("第1网格" in row for row in table)


@pytest.mark.parametrize("more", [1, 3])
def test_queries_do_not_grow(client, community, street_user, more, django_assert_max_num_queries):
    for number in range(more):
        area = Area.objects.create(
            kind="grid",
            code=f"21021101300101{number}",
            name=f"网格{number}",
            parent=community,
            valid_from=START,
        )
        full(area)
    manned(community, police=1)
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        assert len(lines(client.get("/w/staffing/"))) == more


def test_who_may_read(client, grid, auditor, liaison_user, grid_user, other_street_user):
    codes = {}
    for user in (auditor, liaison_user, grid_user):
        client.force_login(user)
        codes[user.username] = client.get("/w/staffing/").status_code
    assert codes == {"auditor": 200, "liaison": 404, "grid": 404}
    client.force_login(other_street_user)
    assert lines(client.get("/w/staffing/")) == []


def test_the_page_of_a_grid_says_what_is_vacant(client, grid, community, street_user):
    hold(grid, "head", "陈桂芳")
    manned(community, police=2)
    client.force_login(street_user)
    html = client.get(f"/w/areas/{grid.uuid}/").content.decode()
    for words in (
        "<dt>1　网格长</dt><dd>陈桂芳</dd>",
        "<dt>3　网格指导员</dt><dd>空缺</dd>",
        "<dt>N　组团力量</dt><dd>社区民警 2 人</dd>",
        "有空缺",
    ):
        assert words in html
    assert (
        "1+3+N"
        not in client.get(f"/w/areas/{community.uuid}/").content.decode().split('id="main"')[-1]
    )
