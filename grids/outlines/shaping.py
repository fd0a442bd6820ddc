"""What shapely does to an outline before it is kept: judged, simplified, rounded, compared.

shapely is imported where it is used: with numpy it is 20 MiB, and only who uploads pays for it.
Shapes are its Polygon and MultiPolygon, in degrees.
"""

from __future__ import annotations

from math import cos, radians
from typing import Any

from grids.outlines.plane import DEGREE
from grids.outlines.reading import TOO_FEW, BadFeature, rings_in

TOLERANCE = 2.5  # metres that a border may move when it is simplified
GRAIN = 1e-6  # of a degree, 0.1 m: what is kept of a coordinate
DIGITS = 6

REASONS = {  # of GEOS
    "Self-intersection": ("轮廓自己交叉", "请在制图软件里改正交叉处的线"),
    "Ring Self-intersection": ("轮廓在一点上碰到自己", "请在制图软件里把这一点分开"),
    "Hole lies outside shell": ("洞不在轮廓里面", "请检查内环"),
    "Nested shells": ("一块在另一块里面", "请检查各块的范围"),
    "Interior is disconnected": ("轮廓里面被洞隔断", "请检查内环"),
    "Too few points in geometry component": TOO_FEW,
}


def shape_of(geometry: Any) -> Any:
    """What was uploaded as a valid shape, outer rings counter-clockwise. Raises BadFeature."""
    import shapely  # noqa: PLC0415 - see above

    polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in rings_in(geometry)]
    shape = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    if not shape.is_valid:
        raise _invalid(shapely.is_valid_reason(shape))
    return shapely.orient_polygons(shape)


def _invalid(reason: str) -> BadFeature:
    """In words, and where: GEOS says “Self-intersection[121.7 39.03]”."""
    what, _, where = reason.rstrip("]").partition("[")
    text, hint = REASONS.get(what, ("轮廓无效", f"制图软件的说法是 {what}"))
    place = ",".join(f"{float(number):.6f}" for number in where.split()[:2])
    return BadFeature(f"{text}：在 {place} 附近", hint)


def simplified(shape: Any) -> Any:
    """A valid shape, its points on the grain, without those that move its border by less.

    Raises BadFeature for what is smaller than the grain.
    """
    import shapely  # noqa: PLC0415 - see above

    lat = shape.representative_point().y
    scale = (DEGREE * cos(radians(lat)), DEGREE)
    in_metres = shapely.transform(shape, lambda points: points * scale)
    simple = in_metres.simplify(TOLERANCE, preserve_topology=True)
    kept = shapely.set_precision(shapely.transform(simple, lambda points: points / scale), GRAIN)
    if kept.is_empty:
        raise BadFeature("轮廓太小，看不出形状", "请核对坐标")
    return shapely.orient_polygons(kept)


def geojson_of(shape: Any) -> dict[str, Any]:
    """The shape as GeoJSON of plain lists, as the database gives it back."""
    from shapely.geometry import mapping  # noqa: PLC0415 - see above

    found = mapping(shape)
    return {"type": found["type"], "coordinates": _plain(found["coordinates"])}


def _plain(part: Any) -> Any:
    if isinstance(part, float):
        return round(part, DIGITS)
    return [_plain(one) for one in part]


def shape_from(geometry: dict[str, Any]) -> Any:
    """A kept geometry as a shape."""
    from shapely.geometry import shape  # noqa: PLC0415 - see above

    return shape(geometry)


def outside(shape: Any, frame: Any) -> float:
    """Which share of the shape's ground lies outside `frame`: 0 to 1."""
    return 1.0 - shape.intersection(frame).area / shape.area


def overlap(shape: Any, other: Any) -> float:
    """Which share of the smaller one's ground both have: 0 to 1."""
    return shape.intersection(other).area / min(shape.area, other.area)


def pairs(shapes: list[Any]) -> list[tuple[int, int]]:
    """Places (i < j) of shapes that may overlap: their boxes do."""
    from shapely import STRtree  # noqa: PLC0415 - see above

    left, right = STRtree(shapes).query(shapes)
    return sorted((int(i), int(j)) for i, j in zip(left, right, strict=True) if i < j)
