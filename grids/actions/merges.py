"""Merging and splitting areas: some end on a day and become others; what is open goes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from common import audit
from common.races import first_come
from common.tree import replanting
from grids.actions.areas import (
    AlreadyChanged,
    CodeTaken,
    check_current,
    found_area,
    keep_history,
)
from grids.codes import CODE_LENGTHS, LABELS, check_code, check_kind_under
from grids.followers import Change, Wish, follow
from grids.models import Area, AreaSuccessor

if TYPE_CHECKING:
    from members.models import User


class NotAlike(ValidationError):
    """The areas are not of one kind, or too few, or of a kind that neither merges nor splits."""


class NoParent(ValidationError):
    """Areas with different parents were to become a new one, and none was chosen."""


class NoSuccessor(ValidationError):
    """An area below was given to no successor."""


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


def merge(
    areas: Iterable[Area],
    *,
    into: Area | NewArea,
    on: date,
    by: User | None,
    now: datetime,
    parent: Area | None = None,
    codes: Mapping[int, str] | None = None,
    wishes: Mapping[str, Wish] | None = None,
) -> Area:
    """Merge `areas` into one on that day; returns it. See `carry_out`."""
    plan = merge_plan(areas, into=into, on=on, parent=parent)
    return carry_out(plan, by=by, now=now, codes=codes, wishes=wishes)[0]


def split(
    area: Area,
    parts: Sequence[NewArea],
    *,
    on: date,
    by: User | None,
    now: datetime,
    homes: Mapping[int, int] | None = None,
    codes: Mapping[int, str] | None = None,
    wishes: Mapping[str, Wish] | None = None,
) -> list[Area]:
    """Split `area` into new ones on that day; returns them. See `carry_out`."""
    plan = split_plan(area, parts, on=on, homes=homes)
    return carry_out(plan, by=by, now=now, codes=codes, wishes=wishes)


@first_come()
def carry_out(
    plan: Plan,
    *,
    by: User | None,
    now: datetime,
    codes: Mapping[int, str] | None = None,
    wishes: Mapping[str, Wish] | None = None,
) -> list[Area]:
    """End the areas, found what is new, hang the areas below and all open records on the heirs.

    `codes`: the new code of an area below, by key (default: `proposed_codes`); `wishes`: by the key
    of a follower, which record goes to which heir (default: the first). All of it or nothing.
    Raises NotAlike, Ended, AlreadyChanged, CodeTaken, WrongCode, WrongPlace or Clash.
    """
    held = [*plan.ending, *filter(None, (plan.into, plan.parent))]
    with replanting(Area, held), audit.disable_auditlog():
        for area in held:
            area.refresh_from_db()
        check_plan(plan)
        children = plan.children()
        Area.objects.filter(pk__in=[area.pk for area in plan.ending]).update(valid_to=plan.on)
        heirs = [_heir(plan, heir, by) for heir in plan.heirs]
        AreaSuccessor.objects.bulk_create(
            AreaSuccessor(area=area, successor=heir, on=plan.on)
            for area in plan.ending
            for heir in heirs
        )
        _rehang(plan, children, heirs, codes or {}, by)
        for area in [*plan.ending, *heirs]:
            area.refresh_from_db()
        moved = follow(Change(plan.ending, heirs, plan.on, now, by), wishes or {})
        _record(plan, heirs, moved, by)
    return heirs


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


def _heir(plan: Plan, heir: Area | NewArea, by: User | None) -> Area:
    if isinstance(heir, Area):
        return heir
    return found_area(
        parent=plan.parent,
        kind=plan.kind,
        code=heir.code,
        name=heir.name,
        on=plan.on,
        by=by,
        setting=heir.setting,
        boundary=heir.boundary,
    )


def _rehang(
    plan: Plan, children: list[Area], heirs: list[Area], codes: Mapping[int, str], by: User | None
) -> None:
    """Hang the areas below under the heirs, with codes that begin with theirs."""
    homes = {child.pk: plan.homes.get(child.pk, 0) for child in children}
    if any(not 0 <= home < len(heirs) for home in homes.values()):
        raise NoSuccessor("每个下级区域都要归到一个新区域。")
    given = proposed_codes(children, homes, [heir.code for heir in heirs])
    given |= {pk: code for pk, code in codes.items() if pk in given}
    _check_codes(children, given, {pk: heirs[home].code for pk, home in homes.items()})
    before = {child.pk: (child.code, child.parent) for child in children}
    rows = [row for child in children for row in _recoded(child, given[child.pk], plan.on)]
    for place, heir in enumerate(heirs):
        mine = [pk for pk, home in homes.items() if home == place]
        Area.objects.filter(pk__in=mine).update(parent=heir)
    Area.objects.bulk_update(rows, ["code"], batch_size=200)
    pairs = []
    for child in children:
        code, parent = before[child.pk]
        heir = heirs[homes[child.pk]]
        changes = {"parent": [str(parent), str(heir)], "code": [code, given[child.pk]]}
        pairs.append((child, {name: two for name, two in changes.items() if two[0] != two[1]}))
    audit.record_each(pairs, "move", by=by)


def _check_codes(children: list[Area], codes: Mapping[int, str], above: Mapping[int, str]) -> None:
    """The new codes fit, differ, and belong to no other current area."""
    wanted = {code: Area.objects.none() for code in codes.values()}
    taken = dict(Area.objects.current().filter(code__in=wanted).values_list("code", "pk"))
    seen: dict[str, Area] = {}
    for child in children:
        code = codes[child.pk]
        check_code(child.kind, code, above[child.pk])
        if code in seen or taken.get(code, child.pk) != child.pk:
            raise CodeTaken(f"“{child}”的新代码 {code} 已由其他区域使用。")
        seen[code] = child


def _recoded(child: Area, code: str, on: date) -> list[Area]:
    """Note what the area (and, as the code changes, all below it) was; those, with new codes."""
    keep_history(child, code, on)
    if code == child.code:
        return []
    below = list(Area.objects.under(child).current())
    for area in below:
        area.code = code + area.code[len(child.code) :]
    return below


def proposed_codes(
    children: Sequence[Area], homes: Mapping[int, int], heirs: Sequence[str]
) -> dict[int, str]:
    """A free code for each area below: its own if that fits, else its last digits, else the next.

    `heirs` are the codes of the successors. One query for each.
    """
    codes: dict[int, str] = {}
    for place, above in enumerate(heirs):
        mine = [child for child in children if homes.get(child.pk, 0) == place]
        codes |= _proposed(mine, above)
    return codes


def _proposed(children: list[Area], above: str) -> dict[int, str]:
    codes = {child.pk: child.code for child in children if child.code.startswith(above)}
    if len(codes) == len(children):
        return codes
    kind = children[0].kind
    taken = used_codes(kind, above) | set(codes.values())
    for child in children:
        if child.pk not in codes:
            own = above + child.code[len(above) :]
            codes[child.pk] = own if own not in taken else next_code(kind, above, taken)
            taken.add(codes[child.pk])
    return codes


def used_codes(kind: str, above: str) -> set[str]:
    """The codes of the current areas of that kind that begin with `above`."""
    current = Area.objects.current().filter(kind=kind, code__startswith=above)
    return set(current.values_list("code", flat=True))


def next_code(kind: str, above: str, taken: set[str]) -> str:
    """The code after the highest in use, or the lowest free one when that is the last."""
    width = CODE_LENGTHS[kind] - len(above)
    numbers = {int(code[len(above) :]) for code in taken}
    after = max(numbers, default=0) + 1
    if after >= 10**width:
        after = next((n for n in range(1, 10**width) if n not in numbers), 0)
    if not after:
        raise CodeTaken(f"{above} 之下的{LABELS[kind]}代码已经用完。")
    return f"{above}{after:0{width}d}"


def _record(plan: Plan, heirs: list[Area], moved: Mapping[str, int], by: User | None) -> None:
    names = "、".join(map(str, heirs))
    for area in plan.ending:
        changes = {"valid_to": [None, plan.on], "successors": ["", names], "moved": [{}, moved]}
        audit.record(area, plan.verb, by=by, changes=changes)
