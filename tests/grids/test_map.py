"""The map: outlines as shapes of one SVG that say in words what their shade says."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from grids.models import Area, AreaOutline
from grids.outlines.drawing import COUNTED, Value, counted, draw, short_name, tone_of
from tests.conftest import START, at

LINK = "/there/{0.code}/"


def box(west, south, east, north) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(area: Area, west: float, south: float, east: float, north: float) -> AreaOutline:
    """The area as a box."""
    return AreaOutline.objects.create(
        area=area,
        geometry=box(west, south, east, north),
        west=west,
        south=south,
        east=east,
        north=north,
        changed_at=at("2026-11-01"),
    )


def communities(street: Area, count: int) -> list[Area]:
    """So many communities in a row, each 0.01° wide, as boxes."""
    row = []
    for n in range(count):
        area = Area.objects.create(
            parent=street,
            kind="community",
            code=f"{street.code}1{n:02}",
            name=f"东{n}社区",
            valid_from=START,
        )
        outline(area, 121.7 + n / 100, 39.0, 121.71 + n / 100, 39.01)
        row.append(area)
    return row


def drawn(areas, **more):
    return draw(areas, link=LINK.format, **more)


def test_nothing_is_drawn_without_an_outline(street, community):
    assert drawn([community]) is None
    assert drawn([]) is None


def test_shapes_stand_as_on_the_ground(street):
    west, east = communities(street, 2)
    map_ = drawn([west, east], values={west.pk: Value("2", "2", "2 项未对接")})

    left, right = map_.shapes
    assert (left.area, left.url, left.words) == (
        west,
        f"/there/{west.code}/",
        "东0社区，2 项未对接",
    )
    assert (right.words, right.value.tone) == ("东1社区", "plain")
    # Two boxes of 0.01°: as wide as 470 − 10 allows, and as high as cos 39° makes them.
    assert (map_.width, map_.height) == (470, 306)
    assert left.path == "M5.0 301.0L235.0 301.0L235.0 5.0L5.0 5.0z"
    assert right.path == "M235.0 301.0L465.0 301.0L465.0 5.0L235.0 5.0z"
    assert (left.name_at, left.short_at) == ((120.0, 148.9), (120.0, 168.9))
    assert (right.name_at, right.short_at) == ((350.0, 158.9), None)


def test_a_tall_place_stays_within_the_page(community):
    outline(community, 121.7, 39.0, 121.71, 39.2)

    assert drawn([community]).height == 520


def test_what_has_no_outline_is_named(street, community):
    (known,) = communities(street, 1)
    map_ = drawn([known, community])

    assert [shape.area for shape in map_.shapes] == [known]
    assert map_.missing == [community]


def test_the_ground_is_drawn_beneath(street, community):
    outline(community, 121.7, 39.0, 121.71, 39.01)
    outline(street, 121.7, 39.0, 121.72, 39.01)
    map_ = drawn([community], ground=street)

    assert map_.ground.startswith("M5.0 ")
    assert len(map_.shapes) == 1
    assert drawn([street], ground=community).missing == []


def test_names_that_do_not_fit_are_left_to_the_list(street):
    first, second = communities(street, 2)
    first.name = "名字很长很长很长很长的那一个社区"
    tiny = Area(pk=0, name="西社区")
    map_ = drawn([first, second])

    assert map_.shapes[0].name_at is None
    assert map_.shapes[1].name_at is not None
    assert short_name(tiny) == "西社区"
    assert short_name(second) == "东1"


def test_a_hole_and_an_island_are_drawn(community):
    row = outline(community, 121.7, 39.0, 121.72, 39.02)
    hole, island = (
        box(121.705, 39.005, 121.715, 39.015)["coordinates"],
        box(121.706, 39.006, 121.708, 39.008)["coordinates"],
    )
    row.geometry = {
        "type": "MultiPolygon",
        "coordinates": [[*row.geometry["coordinates"], *hole], island],
    }
    row.save()
    (shape,) = drawn([community]).shapes

    assert shape.path.count("M") == shape.path.count("z") == 3


def test_what_is_no_larger_than_a_dot_is_left_out(street, community):
    outline(community, 121.7, 39.0, 121.700001, 39.000001)
    outline(street, 121.7, 39.0, 121.8, 39.1)
    dot, _ = drawn([community, street]).shapes

    assert (dot.path, dot.name_at, dot.short_at) == ("", None, None)


@pytest.mark.parametrize(
    ("count", "tone"), [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "3"), (5, "4"), (99, "4")]
)
def test_shades_of_counts(count, tone):
    assert tone_of(count) == tone
    assert counted({7: count}, "项") == {7: Value(tone, str(count), f"{count} 项")}
    assert dict(COUNTED).keys() == {"0", "1", "2", "3", "4"}


@pytest.mark.parametrize("count", [1, 3])
def test_one_query(street, count, django_assert_num_queries):
    row = communities(street, count)
    with django_assert_num_queries(1):
        drawn(row, ground=street)


def test_the_svg_is_well_formed_and_carries_no_style(street, community):
    row = communities(street, 3)
    row[0].name = "<社&区>"
    values = counted({row[0].pk: 1, row[1].pk: 7}, "项未对接")
    map_ = drawn([*row, community], values=values, legend=COUNTED)
    given = {"map": map_, "label": "未对接需求", "beside": "右表"}
    html = render_to_string("ui/map.html", given | {"missing": map_.missing})

    assert " style=" not in html
    assert "<style" not in html
    (svg,) = re.findall(r'<svg class="map" .*?</svg>', html, re.DOTALL)
    tree = ET.fromstring(svg)
    assert tree.attrib["aria-label"] == "未对接需求，内容与右表相同"
    links = [node for node in tree if node.tag == "a"]
    assert [link.attrib["class"] for link in links] == ["t-1", "t-4", "t-plain"]
    assert [link.attrib["aria-label"] for link in links] == [
        "<社&区>，1 项未对接",
        "东1社区，7 项未对接",
        "东2社区",
    ]
    assert [link.find("title").text for link in links] == [
        link.attrib["aria-label"] for link in links
    ]
    assert "还没有轮廓：海青社区" in html
    assert "还没有轮廓" not in render_to_string("ui/map.html", given)


def test_the_finder_shows_communities_on_a_map(client, street, community):
    """Below the list to pick from, where there are outlines; the list stands without."""
    assert '<svg class="map"' not in client.get("/grid/").content.decode()
    communities(street, 2)
    html = client.get("/grid/").content.decode()

    assert html.count('<svg class="map"') == 1
    assert 'aria-label="大连湾街道地图，内容与上面的列表相同"' in html
    assert html.count(f'href="{communities_of(street)[1].get_absolute_url()}"') == 2
    assert "还没有轮廓" not in html


def communities_of(street: Area) -> list[Area]:
    return list(street.children.order_by("code"))


def test_a_portal_of_many_communities_draws_none_on_the_first_page(client, street, monkeypatch):
    communities(street, 3)
    monkeypatch.setattr("alliance.views.finder.MOST_DRAWN", 2)

    assert '<svg class="map"' not in client.get("/grid/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_finder_costs_the_same_with_more(client, street, count, django_assert_max_num_queries):
    communities(street, count)
    with django_assert_max_num_queries(6):
        assert client.get("/grid/").status_code == 200
