"""/card/<uuid>/: one sheet of A4 with whom to call, and a code that opens the page of the place."""

import re

import pytest

from alliance.finder.card import qr_code
from grids.actions.areas import end_area
from grids.models import Area
from tests.alliance.test_finder import station
from tests.alliance.test_gaps import hold
from tests.conftest import START


def html_of(client, area: Area) -> str:
    answer = client.get(f"/card/{area.uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_community_s_card_lists_its_grids(client, grid, post, settings):
    settings.SITE = settings.SITE | {"phone": "0411-12340000", "operator": "甘井子区委组织部"}
    station(grid.community)
    hold(grid.community, "guide", name="不同意", duty_phone="0411-87600200")
    html = html_of(client, grid.community)
    for words in (
        "海青社区便民联系卡",
        "大连湾街道",
        "第1网格",
        "幸福里小区 1–8 幢",
        "网格长 <b>陈桂芳</b>",
        "不在时找 刘海",
        "0411-87600101",
        "海青党群服务站",
        "周一至周五　8:30–17:00",
        '网格指导员　<a class="tel" href="tel:0411-87600200">0411-87600200</a>',
        "12345",
        "0411-12340000",
        "主办：甘井子区委组织部",
        "打印",
    ):
        assert words in html
    assert "不同意" not in html


def test_a_grid_s_card_is_about_the_grid(client, grid, post):
    html = html_of(client, grid)
    assert "第1网格便民联系卡" in html
    assert html.count('<th scope="row">') == 1
    assert "陈桂芳" in html


def test_a_grid_without_post_names_who_answers(client, grid):
    hold(grid.community, "guide", duty_phone="0411-87600200")
    html = html_of(client, grid.community)
    assert "由海青社区负责" in html
    assert "0411-87600200" in html


def test_the_code_opens_the_page_of_the_place(client, grid):
    html = html_of(client, grid)
    assert qr_code(f"http://testserver/grid/{grid.uuid}/") in html
    assert f"http://testserver/grid/{grid.uuid}/" in html


def test_the_code_goes_by_the_address_of_the_site(client, grid, settings):
    settings.SITE = settings.SITE | {"url": "https://dj.example.gov.cn"}
    html = html_of(client, grid)
    assert qr_code(f"https://dj.example.gov.cn/grid/{grid.uuid}/") in html
    assert "testserver" not in html


def test_the_code_is_a_picture_without_style():
    svg = qr_code("https://dj.example.gov.cn/grid/")
    assert re.match(
        r'<svg viewBox="0 0 \d+ \d+" class="qr"><path stroke="#000" d="[^"<>]+"/></svg>', svg
    )
    assert qr_code("https://dj.example.gov.cn/grid/2") != svg


def test_the_card_of_an_ended_area_leads_to_its_page(client, grid):
    end_area(grid, on=START.replace(month=6), by=None)
    answer = client.get(f"/card/{grid.uuid}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/grid/{grid.uuid}/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, community, count, django_assert_num_queries):
    for n in range(count):
        made = Area.objects.create(
            parent=community, kind="grid", code=f"21021101300100{n}", name=f"网格{n}",
            valid_from=START,
        )  # fmt: skip
        hold(made)
    with django_assert_num_queries(5):  # one more where there are teams
        html_of(client, community)


def test_the_card_is_only_read(client, grid):
    assert client.post(f"/card/{grid.uuid}/").status_code == 405
