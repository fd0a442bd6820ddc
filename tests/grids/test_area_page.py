"""/grid/<uuid>/: who is responsible, as residents may know it."""

import uuid

import pytest

from grids.actions.areas import end_area, rename
from grids.models import Area, AreaFigures, GridPost, PartyFigures
from tests.conftest import START


def html_of(client, area) -> str:
    answer = client.get(f"/grid/{area.uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_names_holder_stand_in_phone_and_times(client, grid, post):
    html = html_of(client, grid)
    for words in (
        "网格长　陈桂芳",
        "刘海",
        "每天 8:00–20:00",
        'href="tel:0411-87600101"',
        "幸福里小区",
    ):
        assert words in html
    assert "<title>大连湾街道海青社区第1网格 - " in html  # a printed page says which one
    assert f'href="/s/?area={grid.uuid}"' in html
    for above in (grid.district, grid.street, grid.community):
        assert f'<a href="/grid/{above.uuid}/">{above.name}</a>' in html


def test_without_consent_no_name_is_shown(client, grid, post):
    GridPost.objects.update(consent_on=None)
    for page in (f"/grid/{grid.uuid}/", f"/grid/{grid.community.uuid}/", "/grid/?q=幸福里"):
        html = client.get(page).content.decode()
        assert "网格长" in html
        assert "0411-87600101" in html
        assert "陈桂芳" not in html
        assert "刘海" not in html


def test_a_grid_without_post_names_the_level_that_answers(client, grid, other_grid):
    GridPost.objects.create(
        area=grid.community,
        role="guide",
        name="社区书记",
        duty_phone="0411-87600200",
        since=START,
    )
    html = html_of(client, grid)
    assert "第1网格暂时没有专门的负责人，由<b>海青社区</b>负责" in html
    assert "社区书记" not in html
    html = html_of(client, other_grid)
    assert "负责人还没有登记" in html
    assert 'href="tel:12345"' in html


def test_two_clicks_from_the_finder_to_the_person(client, grid, post):
    first = client.get("/grid/").content.decode()
    assert f'href="/grid/{grid.community.uuid}/"' in first
    second = html_of(client, grid.community)
    assert "陈桂芳" in second
    assert 'href="tel:0411-87600101"' in second


def test_a_street_shows_area_and_population_only(client, street):
    figures = AreaFigures.objects.create(
        area=street,
        on=START,
        source="街道申报",
        registered=52_000,
        transient=61_000,
        square_km="69.55",
        military_units=6,
        large_state_firms=5,
    )
    PartyFigures.objects.create(
        figures=figures, system="local", committees=21, branches=141, members=2721
    )
    html = html_of(client, street)
    assert "69.55 平方公里" in html
    assert "113,000 人" in html
    for inside in ("军警", "党员", "2,721", "2721", "52,000", "央企"):
        assert inside not in html


def test_the_page_says_what_the_area_was_called(client, grid):
    rename(grid, name="幸福里网格", code=grid.code, on=START.replace(month=6), by=None)
    html = html_of(client, grid)
    assert "曾用名" in html
    assert "2026 年 1 月 1 日至 2026 年 6 月 1 日：第1网格" in html


def test_an_ended_area_leads_to_its_successor(client, grid, other_grid):
    end_area(grid, on=START.replace(month=6), by=None, successors=[other_grid])
    html = html_of(client, grid)
    assert "已于 2026 年 6 月 1 日停用，现在是" in html
    assert f'href="/grid/{other_grid.uuid}/"' in html
    assert "设为我的网格" not in html


def test_an_unknown_place_is_missing(client, grid):
    assert client.get(f"/grid/{uuid.uuid4()}/").status_code == 404


def test_the_page_is_only_read(client, grid):
    assert client.post(f"/grid/{grid.uuid}/").status_code == 405


@pytest.mark.parametrize("more", [0, 2, 99])
def test_queries_do_not_grow(client, community, grid, post, more, django_assert_max_num_queries):
    for n in range(more):
        area = Area.objects.create(
            parent=community,
            kind="grid",
            code=f"2102110130011{n:02}",
            name=f"网格{n}",
            valid_from=START,
        )
        GridPost.objects.create(
            area=area, role="head", name="某", duty_phone="0411-87600300", since=START
        )
    client.cookies["my_grid"] = str(grid.uuid)
    for area in (community, grid):
        with django_assert_max_num_queries(6):
            html_of(client, area)


# --- my grid --------------------------------------------------------------------------------------


def test_choosing_my_grid_sets_a_plain_cookie_and_nothing_else(client, grid):
    assert "设为我的网格" in html_of(client, grid)
    assert client.cookies == {}
    answer = client.post(f"/grid/{grid.uuid}/mine/")
    assert answer["Location"] == f"/grid/{grid.uuid}/"
    assert list(client.cookies) == ["my_grid"]
    cookie = client.cookies["my_grid"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (str(grid.uuid), True, "Lax")
    assert "不再记住" in html_of(client, grid)


def test_my_grid_can_be_forgotten(client, grid):
    client.post(f"/grid/{grid.uuid}/mine/")
    client.post(f"/grid/{grid.uuid}/mine/", {"forget": "1"})
    assert client.cookies["my_grid"].value == ""
    assert "设为我的网格" in html_of(client, grid)


def test_only_a_grid_can_be_mine(client, grid):
    assert client.get(f"/grid/{grid.uuid}/mine/").status_code == 405
    assert client.post(f"/grid/{grid.community.uuid}/mine/").status_code == 404
    assert "设为我的网格" not in html_of(client, grid.community)


@pytest.mark.parametrize("value", ["", "x", "7daf79db-9644-4015-9273-91ee7c3047bc"])
def test_a_strange_cookie_is_no_grid(client, rf, grid, value):
    from grids.mine import my_grid

    request = rf.get("/")
    request.COOKIES["my_grid"] = value
    assert my_grid(request) is None


def test_my_grid_is_one_query(rf, grid, django_assert_num_queries):
    from grids.mine import my_grid

    request = rf.get("/")
    request.COOKIES["my_grid"] = str(grid.uuid)
    with django_assert_num_queries(1):
        found = my_grid(request)
        assert (found.name, found.community.name, found.street.name) == (
            "第1网格",
            "海青社区",
            "大连湾街道",
        )
