"""Which area a position lies in: inside, near a border, outside; and what is no position."""

import random

import pytest
import shapely

from grids.models import Area
from grids.outlines.plane import holds, middle, rings_of, to_border
from grids.outlines.position import NotAPosition, Position, any_outline, locate, parse
from grids.outlines.shaping import shape_from
from tests.conftest import START
from tests.grids.test_map import outline

METRE_EAST = 1 / (111_195.08 * 0.7771)  # at 39° north
METRE = 1 / 111_195.08


@pytest.fixture
def places(street, community, grid):
    """Two villages side by side; of the first one grid has an outline, of the second both.

    ┌────────────┬───────┬───────┐ 39.01
    │ grid │ .   │ one   │ two   │
    └────────────┴───────┴───────┘ 39.00
    121.70  .71  .72     .73    .74
    """
    village = _add(street, "community", "201", "前滩村")
    one, two = (_add(village, "grid", f"00{n}", f"第{n}网格") for n in (1, 2))
    outline(street, 121.70, 39.00, 121.74, 39.01)
    outline(community, 121.70, 39.00, 121.72, 39.01)
    outline(grid, 121.70, 39.00, 121.71, 39.01)
    outline(village, 121.72, 39.00, 121.74, 39.01)
    outline(one, 121.72, 39.00, 121.73, 39.01)
    outline(two, 121.73, 39.00, 121.74, 39.01)
    return {"community": community, "grid": grid, "village": village, "one": one, "two": two}


def _add(parent, kind, end, name):
    code = parent.code + end
    return Area.objects.create(parent=parent, kind=kind, code=code, name=name, valid_from=START)


def found(places, lon, lat, *more):
    names = {area.pk: name for name, area in places.items()}
    answer = locate(lon, lat, *more)
    return answer.kind, [names.get(area.pk, area.name) for area in answer.candidates]


@pytest.mark.parametrize(
    ("lon", "kind", "names"),
    [
        (121.705, "inside", ["grid"]),
        (121.715, "inside", ["community"]),  # whose other grids have no outline
        (121.725, "inside", ["one"]),
        (121.730 - 31 * METRE_EAST, "inside", ["one"]),
        (121.730 - 29 * METRE_EAST, "near_border", ["one", "two"]),
        (121.730 + 10 * METRE_EAST, "near_border", ["two", "one"]),
        (121.720 - 20 * METRE_EAST, "near_border", ["community", "one"]),
        (121.720 + 20 * METRE_EAST, "near_border", ["one", "community"]),
        (121.710 + 20 * METRE_EAST, "near_border", ["community", "grid"]),
        (121.710 + 3 * METRE_EAST, "near_border", ["grid"]),  # a gap left by simplifying
        (121.740 + 20 * METRE_EAST, "near_border", ["two"]),
        (121.740 + 200 * METRE_EAST, "outside", ["two"]),
        (121.740 + 310 * METRE_EAST, "outside", []),
        (100.0, "outside", []),
    ],
)
def test_the_finest_area_or_all_that_may_be_meant(places, lon, kind, names):
    assert found(places, lon, 39.005) == (kind, names)


def test_who_knows_less_is_asked_more(places):
    spot = (121.730 - 100 * METRE_EAST, 39.005)

    assert found(places, *spot) == ("inside", ["one"])
    assert found(places, *spot, 120.0) == ("near_border", ["one", "two"])
    assert found(places, *spot, 99.0) == ("inside", ["one"])
    assert found(places, *spot, 1.0) == ("inside", ["one"])
    assert found(places, *spot, float("inf")) == found(places, *spot, 300.0)


def test_the_nearest_is_offered_first(places):
    north = 39.01 + 100 * METRE

    assert found(places, 121.7295, north) == ("outside", ["one", "two"])
    assert found(places, 121.7305, north) == ("outside", ["two", "one"])


def test_two_on_the_same_ground_are_both_asked_about(places, street):
    beside = _add(street, "community", "202", "后滩村")
    outline(beside, 121.702, 39.002, 121.704, 39.008)

    assert found(places, 121.703, 39.005) == ("near_border", ["grid", "后滩村"])


def test_ended_areas_are_not_found(places):
    Area.objects.filter(pk=places["one"].pk).update(valid_to=START)

    assert found(places, 121.725, 39.005) == ("inside", ["village"])


@pytest.mark.parametrize("near_border", [False, True])
def test_one_query(places, near_border, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = locate(121.730 if near_border else 121.725, 39.005)
        assert [area.community.name for area in answer.candidates] == ["前滩村"] * (1 + near_border)


def test_whether_there_is_any(db, community):
    assert not any_outline()
    row = outline(community, 121.7, 39.0, 121.71, 39.01)
    assert any_outline()
    Area.objects.filter(pk=row.area_id).update(valid_to=START)
    assert not any_outline()


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("121.72,39.03", Position(121.72, 39.03, 30.0)),
        (" 121.72， 39.03 ", Position(121.72, 39.03, 30.0)),
        ("121.72 39.03 65", Position(121.72, 39.03, 65.0)),
        ("121.72,39.03,1200.5", Position(121.72, 39.03, 1200.5)),
    ],
)
def test_a_position_is_read(text, position):
    assert parse(text) == position


JUNK = "没有读懂这个位置：应为“经度,纬度”，例如 121.72,39.03。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", JUNK),
        ("121.72", JUNK),
        ("nan,nan", JUNK),
        ("1e2,39", JUNK),
        ("121.72,39.03;DROP", JUNK),
        ("121.72,39.03,-5", JUNK),
        ("9" * 400 + ",1", JUNK),
        ("١٢١.٧,٣٩.٠", JUNK),
        ("39.03,121.72", "经度和纬度写反了，应为经度在前，例如 121.72,39.03。"),
        ("2.35,48.86", "这个位置不在中国境内。"),
        ("-121.7,-39.0", "这个位置不在中国境内。"),
    ],
)
def test_what_is_no_position_is_told(text, words):
    with pytest.raises(NotAPosition) as error:
        parse(text)
    assert error.value.messages == [words]


def blobs(count: int):
    """Random shapes with holes and islands, and shapely's opinion of them."""
    dice = random.Random(7)
    for _ in range(count):
        dots = shapely.MultiPoint([(dice.uniform(0, 9), dice.uniform(0, 9)) for _ in range(7)])
        holes = shapely.MultiPoint([(dice.uniform(0, 9), dice.uniform(0, 9)) for _ in range(4)])
        yield dots.buffer(2, quad_segs=3).difference(holes.buffer(0.8, quad_segs=2))


def test_the_sums_agree_with_shapely():
    dice = random.Random(11)
    for blob in blobs(30):
        rings = rings_of(blob.__geo_interface__)
        for _ in range(40):
            spot = (dice.uniform(-3, 12), dice.uniform(-3, 12))
            point = shapely.Point(spot)
            assert holds(rings, spot) == blob.contains(point)
            assert to_border(rings, spot) == pytest.approx(blob.boundary.distance(point))


def test_the_middle_is_well_inside():
    for blob in blobs(30):
        spot, room, wide = middle(rings_of(blob.__geo_interface__))
        assert blob.contains(shapely.Point(spot))
        assert room == pytest.approx(blob.boundary.distance(shapely.Point(spot)))
        assert room >= 0.5 * shapely.maximum_inscribed_circle(blob).length
        assert wide >= 2 * room - 1e-9


def test_a_stored_shape_reads_as_shapely_reads_it(community):
    row = outline(community, 121.7, 39.0, 121.71, 39.01)
    row.refresh_from_db()

    assert rings_of(row.geometry) == [list(shape_from(row.geometry).exterior.coords)]
