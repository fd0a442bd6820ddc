"""An upload against the areas of its street: which feature is which, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db.models import Q

from grids.models import Area, AreaOutline, AreaOverlap
from grids.outlines.reading import BadFeature, Feature, Problem, read
from grids.outlines.shaping import (
    geojson_of,
    outside,
    overlap,
    pairs,
    shape_from,
    shape_of,
    simplified,
)

KINDS = (Area.Kind.STREET, Area.Kind.COMMUNITY, Area.Kind.GRID)
LISTED = 200  # problems and hints shown on one page
SHARE = 0.01  # portal rule: of the ground; what overlaps or lies outside by more is hinted at
T = TypeVar("T")


@dataclass
class Outline:
    """A feature that is an area's outline; `before` is the stored one that it replaces."""

    area: Area
    feature: Feature
    shape: Any = field(repr=False)  # shapely's, as it will be kept
    geometry: dict[str, Any] = field(repr=False)
    before: AreaOutline | None

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before.geometry != self.geometry


@dataclass
class Checked:
    """What an upload holds. Problems keep it from being written; hints do not."""

    street: Area
    areas: list[Area]
    features: list[Feature]
    outlines: list[Outline] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    hints: list[Problem] = field(default_factory=list)
    without: list[Area] = field(default_factory=list)  # no feature, and no outline yet

    @property
    def is_clean(self) -> bool:
        return not self.problems

    @property
    def created(self) -> int:
        return sum(one.before is None for one in self.outlines)

    @property
    def replaced(self) -> int:
        return sum(one.changed for one in self.outlines)

    @property
    def unchanged(self) -> int:
        return len(self.outlines) - self.created - self.replaced

    def attempt(self, feature: Feature, find: Callable[[], T]) -> T | None:
        """What `find` gives; None when the feature is wrong, which is noted."""
        try:
            return find()
        except BadFeature as error:
            self.problems.append(Problem(feature.row, feature.title, error.text, error.hint))
            return None


def areas_of(street: Area) -> list[Area]:
    """The areas that an upload of the street may outline: itself, its communities and grids."""
    below = Q(pk=street.pk) | Q(street=street)
    current = Area.objects.current().filter(below, kind__in=KINDS)
    return list(current.select_related("community").order_by("code"))


def check(data: bytes, street: Area) -> Checked:
    """Read and judge an upload for the street: three queries. Raises BadOutlines."""
    checked = Checked(street, areas_of(street), read(data))
    stored = {one.area_id: one for one in AreaOutline.objects.filter(area__in=checked.areas)}
    names = Names(checked.areas)
    for feature in checked.features:
        area = checked.attempt(feature, partial(names.area, feature))
        before = stored.get(area.pk) if area else None
        shape = checked.attempt(feature, partial(_kept, feature, before))
        if area and shape:
            outline = Outline(area, feature, shape, geojson_of(shape), before)
            checked.outlines.append(outline)
    known = {*stored, *names.meant}
    checked.without = [area for area in checked.areas if area.pk not in known]
    _compare(checked, stored)
    return checked


def _kept(feature: Feature, before: AreaOutline | None) -> Any:
    """The shape as it will be kept; one that was downloaded here stays as it is."""
    shape = shape_of(feature.geometry)
    if before and geojson_of(shape) == before.geometry:
        return shape
    return simplified(shape)


class Names:
    """Finds the area that a feature means, by its code or else by its name."""

    def __init__(self, areas: list[Area]) -> None:
        self.meant: dict[int, Feature] = {}  # by the area's key, its first feature
        self.by_code = {area.code: area for area in areas}
        self.by_name: dict[str, list[Area]] = {}
        for area in areas:
            for name in _names(area):
                self.by_name.setdefault(name, []).append(area)

    def area(self, feature: Feature) -> Area:
        """The area, the first time it is meant. Raises BadFeature."""
        area = self._by_code(feature) if feature.code else self._by_name(feature)
        earlier = self.meant.setdefault(area.pk, feature)
        if earlier is not feature:
            text = f"与第 {earlier.row} 个要素重复：都是{area.name}"
            raise BadFeature(text, "一个区域只留一个要素；分成几块的请合成 MultiPolygon")
        return area

    def _by_code(self, feature: Feature) -> Area:
        if found := self.by_code.get(feature.code):
            return found
        raise BadFeature(
            f"区划代码 {feature.code} 不是本街道现有的街道、社区或网格",
            "请核对代码；微网格不收轮廓",
        )

    def _by_name(self, feature: Feature) -> Area:
        if not feature.name:
            raise BadFeature(
                "没有区划代码，也没有名称", "请在属性里写 code（区划代码）或 name（名称）"
            )
        found = self.by_name.get(_squeezed(feature.name), [])
        if len(found) == 1:
            return found[0]
        if found:
            text = f"本街道有 {len(found)} 个“{feature.name}”"
            raise BadFeature(text, f"请写区划代码，或写全称，如“{_full(found[0])}”")
        text = f"本街道没有叫“{feature.name}”的社区或网格"
        raise BadFeature(text, "请核对名称，或在属性里写区划代码 code")


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _full(area: Area) -> str:
    around = area.community if area.kind == Area.Kind.GRID else None
    return f"{around.name}{area.name}" if around else area.name


def _names(area: Area) -> set[str]:
    """What a file may call the area; 海青社区 also 海青, a grid also with its community."""
    short = area.name.removesuffix("社区").removesuffix("村")
    own = {area.name, short} if area.kind == Area.Kind.COMMUNITY and len(short) > 1 else {area.name}
    return {_squeezed(name) for name in (*own, _full(area))}


# --- hints: shapes against each other -----------------------------------------------------------


def _compare(checked: Checked, stored: dict[int, AreaOutline]) -> None:
    """Hints at what overlaps a neighbour, and at what lies outside the area above it."""
    shapes = {pk: shape_from(one.geometry) for pk, one in stored.items()}
    shapes |= {one.area.pk: one.shape for one in checked.outlines}
    _inside(checked, shapes)
    by_parent: dict[int | None, list[Area]] = {}
    for area in checked.areas:
        if area.pk in shapes:
            by_parent.setdefault(area.parent_id, []).append(area)
    side_by_side = set(
        AreaOverlap.objects.filter(area__in=checked.areas, until=None).values_list("area", "other")
    )
    for siblings in by_parent.values():
        _beside(checked, siblings, shapes, side_by_side)
    checked.hints.sort(key=lambda hint: hint.row)


def _inside(checked: Checked, shapes: dict[int, Any]) -> None:
    names = {area.pk: area.name for area in checked.areas}
    for one in checked.outlines:
        above = shapes.get(one.area.parent_id)
        share = outside(one.shape, above) if above else 0.0
        if share > SHARE:
            text = f"有 {_percent(share)} 在{names[one.area.parent_id]}的轮廓之外"
            _hint(checked, one, text, "请核对两者的边界")


def _beside(
    checked: Checked,
    siblings: list[Area],
    shapes: dict[int, Any],
    side_by_side: set[tuple[int, int]],
) -> None:
    uploaded = {one.area.pk: one for one in checked.outlines}
    for i, j in pairs([shapes[area.pk] for area in siblings]):
        area, other = sorted((siblings[i], siblings[j]), key=lambda area: area.pk)
        if not uploaded.keys() & {area.pk, other.pk} or (area.pk, other.pk) in side_by_side:
            continue
        share = overlap(shapes[area.pk], shapes[other.pk])
        if share > SHARE:
            if area.pk not in uploaded:
                area, other = other, area
            text = f"与{other.name}重叠，占较小一方的 {_percent(share)}"
            hint = "请核对两者的边界；确实同在一地的，请登记为同地并存"
            _hint(checked, uploaded[area.pk], text, hint)


def _hint(checked: Checked, one: Outline, text: str, hint: str) -> None:
    checked.hints.append(Problem(one.feature.row, one.area.name, text, hint))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
