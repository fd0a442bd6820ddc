"""/grid/: a resident finds the place by choosing or by searching; and who is responsible there."""

from datetime import date

import pytest

from grids import finder
from grids.actions.areas import end_area
from grids.models import Area, GridPost
from grids.responsible import responsible_for, responsible_for_all
from tests.conftest import START

TODAY = date(2026, 11, 10)


def names(text: str) -> list[str]:
    """What matches as it was typed."""
    found = finder.search(text, TODAY)
    return [] if found.guessed else [answer.area.name for answer in found.places]


@pytest.fixture
def second(community) -> Area:
    return Area.objects.create(
        parent=community,
        kind="grid",
        code="210211013001002",
        name="第2网格",
        boundary="幸福里小区 9–16 幢、海青路20号",
        valid_from=START,
    )


def hold(area: Area, name: str, role: str = "head", **more) -> GridPost:
    fields = {"duty_phone": "0411-87600900", "since": START, "consent_on": START}
    return GridPost.objects.create(area=area, name=name, role=role, **{**fields, **more})


def test_the_finder_offers_communities_by_street(client, grid, other_grid):
    html = client.get("/grid/").content.decode()
    assert html.index("红旗街道") < html.index("锦绣社区") < html.index("大连湾街道")
    assert f'href="/grid/{grid.community.uuid}/"' in html


def test_a_large_portal_begins_one_level_higher(client, grid, other_grid, monkeypatch):
    monkeypatch.setattr(finder, "MANY", 1)
    html = client.get("/grid/").content.decode()
    assert "甘井子区" in html
    assert f'href="/grid/{grid.street.uuid}/"' in html
    assert "海青社区" not in html


def test_an_empty_portal_says_so(client, db):
    assert "区域还没有登记" in client.get("/grid/").content.decode()


def test_a_search_finds_the_building_and_whom_to_call(client, grid, second, post):
    html = client.get("/grid/?q=幸福里 3 幢").content.decode()
    assert "陈桂芳" in html
    assert 'href="tel:0411-87600101"' in html
    html = client.get("/grid/?q=无此小区").content.decode()
    assert "没有找到这个地方" in html
    assert '<a class="btn" href="tel:12345">打 12345</a>' in html
    assert "海青社区" in html


@pytest.mark.parametrize("q", ["幸福里\x003 幢", "\x00幸福里\t\n"])
def test_control_characters_only_separate(client, grid, q):
    page = client.get("/grid/", {"q": q})
    assert [answer.area for answer in page.context["found"].places] == [grid]


def test_one_character_is_too_short(client, grid):
    html = client.get("/grid/?q=幸").content.decode()
    assert "请至少输入两个字" in html
    assert "海青社区" in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_finder_is_only_read(client, db, method):
    assert getattr(client, method)("/grid/").status_code == 405


@pytest.mark.parametrize("more", [0, 2, 99])
def test_queries_do_not_grow(client, community, post, more, django_assert_max_num_queries):
    for n in range(more):
        Area.objects.create(
            parent=community,
            kind="grid",
            code=f"2102110130011{n:02}",
            name=f"网格{n}",
            boundary="幸福里",
            valid_from=START,
        )
    with django_assert_max_num_queries(3):
        assert client.get("/grid/?q=幸福里").status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get("/grid/?q=没有的").status_code == 200


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("幸福里3幢", "第1网格"),
        ("幸福里 小区 12 号楼", "第2网格"),
        ("幸福里三栋", "第1网格"),
        ("幸福里十二号楼", "第2网格"),
        ("幸福里 一二幢", "第2网格"),
        ("幸福里 10", "第2网格"),
        ("20号", "第2网格"),
        ("幸福里12幢2单元", "第2网格"),
        ("海青路20号", "第2网格"),
        ("锦绣园6栋", "第1网格"),
        ("第2网格", "第2网格"),
        ("海青社区", "海青社区"),
        ("海青 幸福里", "第2网格"),  # names both itself
    ],
)
def test_what_people_type(grid, second, other_grid, text, first):
    found = names(text)
    assert (found or [None])[0] == first


def test_a_building_leaves_the_places_that_hold_it(grid, second):
    assert names("幸福里 3 幢") == ["第1网格"]
    assert names("幸福里三幢") == ["第1网格"]
    assert names("幸福里十幢") == ["第2网格"]
    assert names("幸福里 99 幢") == ["第1网格", "第2网格"]


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("幸福理", ["第1网格", "第2网格"]),
        ("幸福理 3 幢", ["第1网格"]),
        ("辛福里小区", ["第1网格", "第2网格"]),
        ("幸服理", []),  # two wrong
        ("福理", []),  # too short to guess at
        ("幸.+", []),  # signs are plain text
    ],
)
def test_one_wrong_character_is_forgiven_and_said(client, grid, second, text, guesses):
    found = finder.search(text, TODAY)
    assert [answer.area.name for answer in found.places] == guesses
    assert found.guessed is bool(guesses)
    html = client.get("/grid/", {"q": text}).content.decode()
    assert ("您是不是要找" in html) is bool(guesses)


def test_every_word_must_fit_and_signs_are_plain_text(grid, second):
    assert names("幸福里 海青路") == ["第2网格"]
    assert names("幸福里 红旗") == []
    assert names("%%") == []


def test_ended_areas_are_not_found(grid, second):
    end_area(second, on=TODAY, by=None)
    assert names("海青路") == []


def test_many_matches_are_cut_and_said(client, community):
    Area.objects.bulk_create(
        Area(
            parent=community,
            kind="grid",
            code=f"210211013001{n:03}",
            name=f"网格{n}",
            boundary="滨海路",
            valid_from=START,
        )
        for n in range(40)
    )
    found = finder.search("滨海路", TODAY)
    assert (len(found.places), found.more) == (30, True)
    assert "写得更具体些" in client.get("/grid/?q=滨海路").content.decode()


@pytest.mark.parametrize(
    ("boundary", "number", "held"),
    [
        ("幸福里 1–8 幢", 8, True),
        ("幸福里 1-8 幢", 9, False),
        ("1至3号、7号", 7, True),
        ("1至3号、7号", 5, False),
        ("滨海路", 1, False),
    ],
)
def test_ranges_of_buildings(boundary, number, held):
    assert finder.covers(boundary, number) is held


# --- who is responsible ---------------------------------------------------------------------------


def test_the_answer_falls_back_level_by_level(district, street, community, grid, post):
    micro = Area.objects.create(
        parent=grid, kind="micro", code="210211013001001001", name="一号楼", valid_from=START
    )
    hold(community, "社区", "guide")
    hold(street, "街道", "guide")
    hold(district, "区", "guide")
    answers = []
    for area in (micro, grid, community, street, district):
        answers.append(responsible_for(micro, TODAY).level)
        GridPost.objects.filter(area=area).update(until=TODAY)
    assert answers == [grid, grid, community, street, district]
    last = responsible_for(micro, TODAY)
    assert (last.level, last.posts, last.first, last.is_own) == (None, [], None, False)


def test_posts_come_in_the_order_of_their_roles(grid, post):
    hold(grid, "指导", "guide")
    hold(grid, "专职", "full_time")
    assert [x.role for x in responsible_for(grid, TODAY).posts] == ["head", "full_time", "guide"]
    assert responsible_for(grid, TODAY).first == post


def test_only_posts_held_on_the_day_count(grid, post):
    assert responsible_for(grid, date(2025, 12, 31)).posts == []
    assert responsible_for(grid, START).posts == [post]


def test_all_answers_take_one_query(grid, second, other_grid, post, django_assert_num_queries):
    with django_assert_num_queries(1):
        answers = responsible_for_all([grid, second, other_grid], TODAY)
    assert [answer.is_own for answer in answers] == [True, False, False]
