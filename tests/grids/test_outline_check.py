"""What an uploaded GeoJSON file is told: each fault in its own words, with what to do."""

import json

import pytest
import shapely

from grids.models import Area, AreaOverlap
from grids.outlines import reading
from grids.outlines.checking import check
from grids.outlines.reading import BadOutlines, read
from grids.outlines.shaping import _invalid, geojson_of, shape_from
from tests.conftest import START
from tests.grids.test_map import box, outline

WEST, SOUTH = 121.70, 39.03


def ring(*points):
    """A closed ring of (east, north) in hundredths of a degree."""
    every = [*points, points[0]]
    return [[round(WEST + x / 100, 6), round(SOUTH + y / 100, 6)] for x, y in every]


def polygon(*points, holes=()):
    return {"type": "Polygon", "coordinates": [ring(*points), *holes]}


SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1))


def feature(geometry=None, **properties):
    shape = polygon(*SQUARE) if geometry is None else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def upload(*features, **more) -> bytes:
    content = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(content).encode()


def problems(data: bytes, street) -> list[tuple[int, str, str, str]]:
    found = check(data, street).problems
    return [(one.row, one.name, one.text, one.hint) for one in found]


@pytest.fixture
def village(street):
    return Area.objects.create(
        parent=street, kind="community", code="210211013201", name="前滩村", valid_from=START
    )


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件不是有效的 JSON：第 1 行读不下去。"),
        (b'{"type":\n "FeatureCollection",,', "文件不是有效的 JSON：第 2 行读不下去。"),
        (b"[" + b"9" * 5000 + b"]", "文件不是有效的 JSON：数字读不下去。"),
        ("{“”}".encode("gbk"), "文件不是 UTF-8 编码，请按 UTF-8 重新导出。"),
        (b'{"a":' * 100_000, "文件嵌套层数太多，不是 GeoJSON。"),
        (b"[" * 400_001, "文件里的点太多，请先在制图软件里简化轮廓。"),
        (b" " * (5 * 1024**2 + 1), "文件超过 5 MB，请分开上传，或先在制图软件里简化轮廓。"),
        (b"[]", "文件不是 FeatureCollection：请导出为 GeoJSON 要素集合。"),
        (b'{"type": "Topology"}', "文件不是 FeatureCollection：请导出为 GeoJSON 要素集合。"),
        (upload(), "文件里没有要素（features 是空的）。"),
        (b'{"type":"FeatureCollection","features":{}}', "文件里没有要素（features 是空的）。"),
        (upload(*[1] * 2001), "文件有 2001 个要素，一次最多 2000 个，请分开上传。"),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_whole(data, words):
    with pytest.raises(BadOutlines) as error:
        read(data)
    assert error.value.messages == [words]


def crs(name):
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "WGS 84"]
)
def test_wgs_84_may_be_named(name):
    assert len(read(upload(feature(code="1"), crs=crs(name)))) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            crs("urn:ogc:def:crs:EPSG::3857"),
            "坐标系是“urn:ogc:def:crs:EPSG::3857”，只收 WGS 84（EPSG:4326）。"
            "请在制图软件里转换后导出。",
        ),
        ("GCJ02", "坐标系是“GCJ02”，只收 WGS 84（EPSG:4326）。请在制图软件里转换后导出。"),
        (
            crs("urn:ogc:def:crs:EPSG::4490"),
            "坐标系是 CGCS2000（EPSG:4490），只收 WGS 84（EPSG:4326）。两者经纬度相差不到 1 米，"
            "请在制图软件里另存为 EPSG:4326。",
        ),
    ],
)
def test_another_system_of_coordinates_is_refused(given, words):
    with pytest.raises(BadOutlines) as error:
        read(upload(feature(code="1"), crs=given))
    assert error.value.messages == [words]


# --- one feature ---------------------------------------------------------------------------------

BOW = polygon((0, 0), (1, 1), (1, 0), (0, 1))
HOLED = polygon(*SQUARE, holes=[ring((2, 2), (3, 2), (3, 3))])
TOUCHING = polygon((0, 0), (4, 0), (4, 4), (2, 0), (0, 4))
OPEN = {"type": "Polygon", "coordinates": [ring(*SQUARE)[:-1]]}
NESTED = {
    "type": "MultiPolygon",
    "coordinates": [
        [ring((0, 0), (4, 0), (4, 4), (0, 4))],
        [ring((1, 1), (2, 1), (2, 2), (1, 2))],
    ],
}
CUT = polygon((0, 0), (4, 0), (4, 4), (0, 4), holes=[ring((2, 0), (4, 2), (2, 4), (0, 2))])
DRAW_AREA = "每个区域要画成面（Polygon 或 MultiPolygon）"
TWO_NUMBERS = ("有一个点的坐标不是两个有限的数", "每个点应为 [经度, 纬度]")
PROJECTED = "应为 WGS 84 经纬度；投影坐标（单位是米）请先转换"
TOO_FEW = ("轮廓的点太少，围不成面", "一圈至少三个不同的点，最后再回到起点")


def shape(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


GRAIN = [[WEST, SOUTH], [WEST + 2e-7, SOUTH], [WEST + 2e-7, SOUTH + 2e-7], [WEST, SOUTH]]
TINY = shape("Polygon", [GRAIN])


@pytest.mark.parametrize(
    ("geometry", "text", "hint"),
    [
        ("x", "没有几何图形", DRAW_AREA),
        ({}, "没有几何图形", DRAW_AREA),
        (shape("LineString", ring(*SQUARE)), "几何类型是 LineString", DRAW_AREA),
        (shape("Polygon", None), "坐标的层次不对", "请按 Polygon 的格式重新导出"),
        (shape("Polygon", []), "坐标的层次不对", "请按 Polygon 的格式重新导出"),
        (shape("Polygon", [3]), "坐标的层次不对", "请按 Polygon 的格式重新导出"),
        (shape("MultiPolygon", [[]]), "坐标的层次不对", "请按 MultiPolygon 的格式重新导出"),
        (shape("Polygon", [ring(*SQUARE) * 4001]), "有 20005 个点，最多 20000 个",
         "请先在制图软件里简化轮廓"),
        (shape("Polygon", [[[WEST]]]), *TWO_NUMBERS),
        (shape("Polygon", [["12"]]), *TWO_NUMBERS),
        (shape("Polygon", [[[WEST, True]]]), *TWO_NUMBERS),
        (shape("Polygon", [[[WEST, float("nan")]]]), *TWO_NUMBERS),
        (shape("Polygon", [[[WEST, float("inf")]]]), *TWO_NUMBERS),
        (shape("Polygon", [[[10**400, SOUTH]]]), *TWO_NUMBERS),
        (shape("Polygon", [[[39.03, 121.7]]]), "坐标 39.03,121.7 不在中国范围内",
         "经纬度写反了：GeoJSON 要求经度在前、纬度在后"),
        (shape("Polygon", [[[13547000, 4725000]]]), "坐标 13547000,4725000 不在中国范围内",
         PROJECTED),
        (shape("Polygon", [[[2.35, 48.86]]]), "坐标 2.35,48.86 不在中国范围内", PROJECTED),
        (shape("Polygon", [[]]), *TOO_FEW),
        (shape("Polygon", [ring((0, 0), (1, 1))]), *TOO_FEW),
        (OPEN, "轮廓没有闭合：起点 121.7,39.03，终点 121.7,39.04",
         "最后一个点要与第一个点完全相同"),
        (BOW, "轮廓自己交叉：在 121.705000,39.035000 附近", "请在制图软件里改正交叉处的线"),
        (TOUCHING, "轮廓在一点上碰到自己：在 121.720000,39.030000 附近",
         "请在制图软件里把这一点分开"),
        (HOLED, "洞不在轮廓里面：在 121.720000,39.050000 附近", "请检查内环"),
        (NESTED, "一块在另一块里面：在 121.710000,39.040000 附近", "请检查各块的范围"),
        (CUT, "轮廓里面被洞隔断：在 121.720000,39.030000 附近", "请检查内环"),
        (polygon((0, 0), (0, 0), (0, 0)), f"{TOO_FEW[0]}：在 121.700000,39.030000 附近",
         TOO_FEW[1]),
        (polygon((0, 0), (1, 0), (2, 0)), "轮廓自己交叉：在 121.710000,39.030000 附近",
         "请在制图软件里改正交叉处的线"),
        (TINY, "轮廓太小，看不出形状", "请核对坐标"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_told_with_its_place(geometry, text, hint, street, community):
    data = upload(feature(geometry, name="海青社区"))

    assert problems(data, street) == [(1, "海青社区", text, hint)]


def test_a_reason_without_words_of_ours_is_quoted():
    found = _invalid("Something new[121.7 39.03]")

    assert found.text == "轮廓无效：在 121.700000,39.030000 附近"
    assert found.hint == "制图软件的说法是 Something new"


# --- which area it means -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    [
        {"code": "210211013001"},
        {"code": 210211013001},
        {"区划代码": " 210211013001 "},
        {"name": "海青社区"},
        {"名称": "海青"},
        {"name": "海 青 社区"},
        {"code": "210211013001", "name": "别的名字"},
        {"code": "", "name": "海青社区"},
    ],
)
def test_an_area_is_found_by_code_or_by_name(properties, street, community, village):
    (one,) = check(upload(feature(**properties)), street).outlines

    assert one.area == community


def test_grids_of_one_name_need_their_community_or_code(street, community, village, grid):
    twin = Area.objects.create(
        parent=village, kind="grid", code="210211013201001", name="第1网格", valid_from=START
    )
    one, two = polygon(*SQUARE), polygon((2, 0), (3, 0), (3, 1), (2, 1))
    found = check(
        upload(feature(one, name="海青社区第 1 网格"), feature(two, code=twin.code)), street
    )

    assert [outline.area for outline in found.outlines] == [grid, twin]
    assert found.problems == []
    assert problems(upload(feature(name="第1网格")), street) == [
        (1, "第1网格", "本街道有 2 个“第1网格”", "请写区划代码，或写全称，如“海青社区第1网格”")
    ]


@pytest.mark.parametrize(
    ("properties", "name", "text", "hint"),
    [
        ({"code": "210211009001"}, "210211009001",
         "区划代码 210211009001 不是本街道现有的街道、社区或网格", "请核对代码；微网格不收轮廓"),
        ({"name": "锦绣社区"}, "锦绣社区", "本街道没有叫“锦绣社区”的社区或网格",
         "请核对名称，或在属性里写区划代码 code"),
        ({"code": True, "name": ["x"]}, "（没有名称）", "没有区划代码，也没有名称",
         "请在属性里写 code（区划代码）或 name（名称）"),
    ],
)  # fmt: skip
def test_what_means_no_area_is_told(properties, name, text, hint, street, other_community):
    assert problems(upload(feature(**properties)), street) == [(1, name, text, hint)]


def test_what_is_no_feature_is_told(street):
    texts = [text for _, _, text, _ in problems(upload(None, {"properties": 3}), street)]

    assert texts == ["没有区划代码，也没有名称", "没有几何图形"] * 2


def test_an_area_stands_once_in_a_file(street, community):
    data = upload(feature(name="海青"), feature(code=community.code))

    assert problems(data, street) == [
        (2, community.code, "与第 1 个要素重复：都是海青社区",
         "一个区域只留一个要素；分成几块的请合成 MultiPolygon")
    ]  # fmt: skip


def test_every_problem_of_every_feature_is_told(street, community, village):
    data = upload(feature(BOW, name="没有"), feature(OPEN, name="海青"), feature(name="前滩村"))
    found = check(data, street)

    assert [one.row for one in found.problems] == [1, 1, 2]
    assert [one.area for one in found.outlines] == [village]
    assert not found.is_clean


def test_ended_areas_and_those_left_out_are_listed(street, community, village, grid):
    Area.objects.filter(pk=grid.pk).update(valid_to=START)
    found = check(upload(feature(name="海青")), street)

    assert found.without == [street, village]
    outline(village, 121.72, 39.0, 121.73, 39.01)
    assert check(upload(feature(name="海青")), street).without == [street]


# --- hints ---------------------------------------------------------------------------------------


def hints(data: bytes, street) -> list[tuple[int, str, str]]:
    return [(one.row, one.name, one.text) for one in check(data, street).hints]


def test_neighbours_that_overlap_are_hinted_at(street, community, village):
    one, two = (
        polygon((0, 0), (10, 0), (10, 10), (0, 10)),
        polygon((9, 0), (19, 0), (19, 10), (9, 10)),
    )
    data = upload(feature(one, code=community.code), feature(two, code=village.code))
    found = check(data, street)

    assert [(h.row, h.name, h.text) for h in found.hints] == [
        (1, "海青社区", "与前滩村重叠，占较小一方的 10 %")
    ]
    assert found.is_clean
    AreaOverlap.objects.create(area=community, other=village, since=START)
    assert hints(data, street) == []


def test_a_stored_neighbour_counts_and_a_sliver_does_not(street, community, village):
    outline(community, WEST, SOUTH, WEST + 0.1, SOUTH + 0.1)
    much, little = ((9, 0), (19, 0), (19, 10), (9, 10)), ((9.95, 0), (19, 0), (19, 10), (9.95, 10))

    assert hints(upload(feature(polygon(*much), name="前滩")), street) == [
        (1, "前滩村", "与海青社区重叠，占较小一方的 10 %")
    ]
    assert hints(upload(feature(polygon(*little), name="前滩")), street) == []
    outline(village, WEST + 0.05, SOUTH, WEST + 0.15, SOUTH + 0.1)
    assert hints(upload(feature(code=street.code)), street) == []  # of what is stored already


def test_what_lies_outside_its_parent_is_hinted_at(street, community, grid):
    square = ((0, 0), (10, 0), (10, 10), (0, 10))
    half = ((5, 0), (15, 0), (15, 10), (5, 10))
    data = upload(feature(polygon(*square), name="海青"), feature(polygon(*half), code=grid.code))

    assert hints(data, street) == [(2, "第1网格", "有 50 % 在海青社区的轮廓之外")]
    inner = ((1, 1), (9, 1), (9, 9), (1, 9))
    data = upload(feature(polygon(*square), name="海青"), feature(polygon(*inner), code=grid.code))
    assert hints(data, street) == []


# --- what is kept --------------------------------------------------------------------------------


def wavy(count: int):
    """A circle of about 1 km with so many points."""
    circle = shapely.Point(WEST + 0.01, SOUTH + 0.01).buffer(0.009, quad_segs=count // 4)
    return json.loads(shapely.to_geojson(circle))


def test_a_shape_is_simplified_closed_valid_and_turned(street, community):
    given = wavy(4000)
    given["coordinates"][0].reverse()
    (one,) = check(upload(feature(given, name="海青")), street).outlines
    kept = shape_from(one.geometry)
    (kept_ring,) = one.geometry["coordinates"]

    assert 20 < len(kept_ring) < 120
    assert kept_ring[0] == kept_ring[-1]
    assert all(number == round(number, 6) for point in kept_ring for number in point)
    assert kept.is_valid
    assert shapely.LinearRing(kept_ring).is_ccw
    metre = 1 / 111_195
    assert shapely.hausdorff_distance(kept.boundary, shape_from(given).boundary) < 3.2 * metre


def test_a_height_is_left_out_and_holes_and_parts_are_kept(street, community):
    hole = ring((1, 1), (2, 1), (2, 2), (1, 2))
    given = shape("MultiPolygon", [
        [ring((0, 0), (4, 0), (4, 4), (0, 4)), hole], [ring((8, 0), (9, 0), (9, 1), (8, 1))],
    ])  # fmt: skip
    given["coordinates"][0][0] = [[*point, 12.5] for point in given["coordinates"][0][0]]
    (one,) = check(upload(feature(given, name="海青")), street).outlines

    assert one.geometry["type"] == "MultiPolygon"
    assert sorted(len(part) for part in one.geometry["coordinates"]) == [1, 2]
    assert all(len(p) == 2 for part in one.geometry["coordinates"] for r in part for p in r)


def test_the_same_again_changes_nothing(street, community):
    """What was downloaded and is uploaded again is not simplified a second time."""
    from grids.actions.outlines import store
    from tests.conftest import at

    first = check(upload(feature(wavy(4000), name="海青")), street)
    assert (first.created, first.replaced, first.unchanged) == (1, 0, 0)
    store(first, by=None, now=at("2026-11-10"))
    again = check(upload(feature(first.outlines[0].geometry, name="海青")), street)
    assert (again.created, again.replaced, again.unchanged) == (0, 0, 1)
    other = check(upload(feature(box(121.7, 39, 121.71, 39.01), name="海青")), street)
    assert (other.created, other.replaced, other.unchanged) == (0, 1, 0)
    assert geojson_of(shape_from(first.outlines[0].geometry)) == first.outlines[0].geometry


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries(street, community, village, grid, count, django_assert_num_queries):
    row = [feature(code=area.code) for area in (community, village, grid)]
    with django_assert_num_queries(3):
        check(upload(*row[:count]), street)


def test_limits_are_those_said_on_the_page():
    assert (reading.MAX_BYTES, reading.MAX_FEATURES, reading.MAX_POINTS) == (5 << 20, 2000, 20000)
