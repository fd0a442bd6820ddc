"""Merging and splitting areas: some end on a day and become others; what is open goes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from common import audit
from common.races import first_come
from common.tree import replanting
from grids.actions.areas import CodeTaken, found_area, keep_history
from grids.actions.next_codes import proposed_codes
from grids.actions.plans import NewArea, Plan, check_plan, merge_plan, split_plan
from grids.codes import check_code
from grids.followers import Change, Wish, follow
from grids.models import Area, AreaSuccessor

if TYPE_CHECKING:
    from members.models import User


class NoSuccessor(ValidationError):
    """An area below was given to no successor."""


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


def _record(plan: Plan, heirs: list[Area], moved: Mapping[str, int], by: User | None) -> None:
    names = "、".join(map(str, heirs))
    for area in plan.ending:
        changes = {"valid_to": [None, plan.on], "successors": ["", names], "moved": [{}, moved]}
        audit.record(area, plan.verb, by=by, changes=changes)
