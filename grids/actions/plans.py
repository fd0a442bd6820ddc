"""What a merger or a split will do: a plan, checked before it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from grids.actions.areas import AlreadyChanged, CodeTaken, check_current
from grids.codes import check_code, check_kind_under
from grids.models import Area


class NotAlike(ValidationError):
    """The areas are not of one kind, or too few, or of a kind that neither merges nor splits."""


class NoParent(ValidationError):
    """Areas with different parents were to become a new one, and none was chosen."""


@dataclass(frozen=True)
class NewArea:
    """An area to come: what `found_area` needs besides kind, parent and day."""

    code: str
    name: str
    boundary: str = ""
    setting: str = Area.Setting.URBAN


@dataclass(frozen=True)
class Plan:
    """The areas `ending` become `heirs` on the day `on`; new ones are founded under `parent`.

    `homes` says which heir (by its place) gets which area below, by key; others go to the first.
    """

    verb: str
    ending: list[Area]
    heirs: list[Area | NewArea]
    on: date
    parent: Area | None = None
    homes: Mapping[int, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.ending[0].kind

    @property
    def into(self) -> Area | None:
        """The heir that exists already: at most one, and only of a merger."""
        return next((heir for heir in self.heirs if isinstance(heir, Area)), None)

    def children(self) -> list[Area]:
        """The current areas below those that end: one query."""
        below = Area.objects.current().filter(parent__in=self.ending)
        return list(below.select_related("parent").order_by("code"))


def merge_plan(
    areas: Iterable[Area], *, into: Area | NewArea, on: date, parent: Area | None = None
) -> Plan:
    """All `areas` become `into`: one of them, another of their kind, or a new one."""
    ending = [area for area in areas if area != into]
    parents = {area.parent_id for area in ending}
    if isinstance(into, NewArea) and parent is None:
        if len(parents) > 1:
            raise NoParent("要合并的区域上级不同，请选择新区域的上级。")
        parent = ending[0].parent if ending else None
    if len(ending) + isinstance(into, Area) < 2:
        raise NotAlike("至少选两个区域才能合并。")
    return Plan("merge", ending, [into], on, parent)


def split_plan(
    area: Area, parts: Sequence[NewArea], *, on: date, homes: Mapping[int, int] | None = None
) -> Plan:
    """`area` becomes `parts`, all new; `homes`: area below, by key → place of its part."""
    if len(parts) < 2:
        raise NotAlike("至少拆成两个区域。")
    return Plan("split", [area], list(parts), on, area.parent, homes or {})


def check_plan(plan: Plan) -> None:
    """Raises the ValidationError that stands in the way, as far as the areas alone can tell."""
    into, everything = plan.into, [*plan.ending, *filter(None, [plan.into])]
    if plan.kind == Area.Kind.DISTRICT:
        raise NotAlike("区不能合并或拆分。")
    for area in everything:
        check_current(area)
        if plan.on < area.valid_from:
            raise AlreadyChanged(f"“{area}”自 {area.valid_from} 起启用，生效日期不能更早。")
    for area in plan.ending:
        if into and into.pk != area.pk and _is_below(into, area):
            raise NotAlike(f"“{into}”在“{area}”之下，区域不能并入自己的下级。")
    if len({area.kind for area in everything}) > 1:
        raise NotAlike("只能合并同一层级的区域。")
    if plan.verb == "split" and plan.ending[0].parent != plan.parent:
        raise AlreadyChanged(f"“{plan.ending[0]}”的上级刚被他人改动，请刷新后重试。")
    if plan.parent and not into:
        check_current(plan.parent)
        check_kind_under(plan.kind, plan.parent.kind)
    _check_new(plan)


def _is_below(area: Area, above: Area) -> bool:
    return Area.objects.under(above).filter(pk=area.pk).exists()


def _check_new(plan: Plan) -> None:
    """The codes of new areas fit and are free, once the areas have ended."""
    new = [heir for heir in plan.heirs if isinstance(heir, NewArea)]
    ending = [area.pk for area in plan.ending]
    seen: set[str] = set()
    for heir in new:
        check_code(plan.kind, heir.code, plan.parent.code if plan.parent else "")
        taken = Area.objects.current().exclude(pk__in=ending).filter(code=heir.code).first()
        if taken or heir.code in seen:
            raise CodeTaken(f"区划代码 {heir.code} 已由“{taken or heir.name}”使用。")
        seen.add(heir.code)
