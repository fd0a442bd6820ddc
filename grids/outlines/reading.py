"""A GeoJSON file as it is uploaded: what it says, feature by feature, and what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError

from grids.outlines.plane import Point, Ring, Rings
from grids.outlines.position import in_china

MAX_BYTES = 5 * 1024 * 1024
MAX_FEATURES = 2_000
MAX_POINTS = 20_000  # of one feature
MAX_BRACKETS = 400_000  # a file of 5 MB has fewer, unless it is made to be slow
CODE_KEYS, NAME_KEYS = ("code", "区划代码"), ("name", "名称")
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")
TOO_FEW = ("轮廓的点太少，围不成面", "一圈至少三个不同的点，最后再回到起点")
SWAPPED = "经纬度写反了：GeoJSON 要求经度在前、纬度在后"


class BadOutlines(ValidationError):
    """The file as a whole is no GeoJSON that can be read."""


class BadFeature(ValidationError):
    """One feature is wrong: `text` says how, `hint` what to do."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.text, self.hint = text, hint


@dataclass(frozen=True)
class Problem:
    """What is wrong in feature `row` (1 is the first), about which area, and what to do."""

    row: int
    name: str
    text: str
    hint: str


@dataclass(frozen=True)
class Feature:
    """One feature of the file as it stands there."""

    row: int
    code: str
    name: str
    geometry: Any

    @property
    def title(self) -> str:
        return self.name or self.code or "（没有名称）"


def read(data: bytes) -> list[Feature]:
    """The features of a FeatureCollection in WGS 84. Raises BadOutlines."""
    content = _load(data)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise BadOutlines("文件不是 FeatureCollection：请导出为 GeoJSON 要素集合。")
    _check_crs(content.get("crs"))
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise BadOutlines("文件里没有要素（features 是空的）。")
    if len(features) > MAX_FEATURES:
        raise BadOutlines(
            f"文件有 {len(features)} 个要素，一次最多 {MAX_FEATURES} 个，请分开上传。"
        )
    return [_feature(row, one) for row, one in enumerate(features, 1)]


def _load(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise BadOutlines("文件超过 5 MB，请分开上传，或先在制图软件里简化轮廓。")
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
        raise BadOutlines("文件里的点太多，请先在制图软件里简化轮廓。")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadOutlines("文件不是 UTF-8 编码，请按 UTF-8 重新导出。") from error
    except RecursionError as error:
        raise BadOutlines("文件嵌套层数太多，不是 GeoJSON。") from error
    except ValueError as error:
        line = f"第 {error.lineno} 行" if isinstance(error, json.JSONDecodeError) else "数字"
        raise BadOutlines(f"文件不是有效的 JSON：{line}读不下去。") from error


def _check_crs(crs: Any) -> None:
    """An old `crs` member may name WGS 84 only: RFC 7946 knows no other."""
    if crs is None:
        return
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else str(crs)
    if name.upper().endswith(WGS84):
        return
    if name.endswith("4490"):
        raise BadOutlines(
            "坐标系是 CGCS2000（EPSG:4490），只收 WGS 84（EPSG:4326）。两者经纬度相差不到 1 米，"
            "请在制图软件里另存为 EPSG:4326。"
        )
    raise BadOutlines(
        f"坐标系是“{name[:60]}”，只收 WGS 84（EPSG:4326）。请在制图软件里转换后导出。"
    )


def _feature(row: int, one: Any) -> Feature:
    if not isinstance(one, dict):
        return Feature(row, "", "", None)
    found = one.get("properties")
    properties = found if isinstance(found, dict) else {}
    code, name = _first(properties, CODE_KEYS), _first(properties, NAME_KEYS)
    return Feature(row, code, name, one.get("geometry"))


def _first(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())[:60]
    return ""


# --- one geometry -------------------------------------------------------------------------------


def rings_in(geometry: Any) -> list[Rings]:
    """The closed rings of each polygon, the outer one first. Raises BadFeature."""
    return [[_ring(ring) for ring in polygon] for polygon in _polygons(geometry)]


def _polygons(geometry: Any) -> list[Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        text = f"几何类型是 {str(kind)[:20]}" if kind else "没有几何图形"
        raise BadFeature(text, "每个区域要画成面（Polygon 或 MultiPolygon）")
    parts = geometry.get("coordinates")
    polygons = [parts] if kind == "Polygon" else parts
    if not (isinstance(polygons, list) and polygons and all(map(_is_polygon, polygons))):
        raise BadFeature("坐标的层次不对", f"请按 {kind} 的格式重新导出")
    points = sum(len(ring) for polygon in polygons for ring in polygon)
    if points > MAX_POINTS:
        raise BadFeature(f"有 {points} 个点，最多 {MAX_POINTS} 个", "请先在制图软件里简化轮廓")
    return polygons


def _is_polygon(rings: Any) -> bool:
    return isinstance(rings, list) and bool(rings) and all(isinstance(r, list) for r in rings)


def _ring(ring: list[Any]) -> Ring:
    points = [_point(point) for point in ring]
    _check_places(points)
    if len(points) < 4:
        raise BadFeature(*TOO_FEW)
    if points[0] != points[-1]:
        start, end = map(_shown, (points[0], points[-1]))
        raise BadFeature(
            f"轮廓没有闭合：起点 {start}，终点 {end}", "最后一个点要与第一个点完全相同"
        )
    return points


def _point(point: Any) -> Point:
    """Longitude and latitude; a height after them is left out."""
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) < 2 or not all(_is_number(number) for number in numbers):
        raise BadFeature("有一个点的坐标不是两个有限的数", "每个点应为 [经度, 纬度]")
    return float(numbers[0]), float(numbers[1])


def _is_number(number: Any) -> bool:
    """Whether JSON gave a number that a float holds; NaN and 1e999 are read, and are none."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return abs(number) < 1e12 and isfinite(number)


def _check_places(points: Ring) -> None:
    """All in China, so that swapped or projected coordinates are noticed."""
    for lon, lat in points:
        if in_china(lon, lat):
            continue
        text = f"坐标 {_shown((lon, lat))} 不在中国范围内"
        if in_china(lat, lon):
            raise BadFeature(text, SWAPPED)
        raise BadFeature(text, "应为 WGS 84 经纬度；投影坐标（单位是米）请先转换")


def _shown(point: Point) -> str:
    return f"{point[0]:.10g},{point[1]:.10g}"
