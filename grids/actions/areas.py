"""Founding, renaming, moving and ending areas. A row and its UUID outlive every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import F, Max, Value
from django.db.models.functions import Coalesce, Concat, Greatest, Substr
from django.utils import timezone

from common import audit
from common.races import first_come
from common.tree import replanting
from grids.codes import check_code, check_kind_under, parent_code
from grids.followers import Change, settle
from grids.models import Area, AreaHistory, AreaQuerySet, AreaSuccessor, GridPost

if TYPE_CHECKING:
    from members.models import User


class CodeTaken(ValidationError):
    """Another current area has this code."""


class AlreadyChanged(ValidationError):
    """The area changed after the day from which the change was to hold."""


class StillInUse(ValidationError):
    """Areas still hang below the one that was to end."""


class Ended(ValidationError):
    """The area has ended, so it changes no more."""


@first_come()
def found_area(
    *,
    parent: Area | None,
    kind: str,
    code: str,
    name: str,
    on: date,
    by: User | None,
    setting: str = Area.Setting.URBAN,
    boundary: str = "",
) -> Area:
    """A new area under `parent` (None: a district), valid from `on`."""
    check_kind_under(kind, parent.kind if parent else None)
    check_code(kind, code, parent.code if parent else "")
    check_free(code)
    if parent:
        check_current(parent)
    area = Area(
        parent=parent,
        kind=kind,
        code=code,
        name=name,
        valid_from=on,
        setting=setting,
        boundary=boundary,
    )
    area.clean_fields(exclude={"parent"})
    with audit.disable_auditlog():  # the action writes its own row
        area.save()
    audit.record(area, "create", by=by, changes={"code": ["", code], "name": ["", name]})
    return area


@first_come()
def rename(area: Area, *, name: str, code: str, on: date, by: User | None) -> None:
    """Give the area another name or code from `on`; areas below follow with their codes."""
    with replanting(Area, [area]), audit.disable_auditlog():
        area.refresh_from_db()
        check_current(area)
        check_code(area.kind, code, parent_code(area.code))
        before = {"name": area.name, "code": area.code}
        keep_history(area, code, on)
        area.name = name
        area.clean_fields(exclude={"parent"})
        area.save(update_fields=["name"])
        _recode(area, code)
        audit.record(area, "rename", by=by, changes=_changes(area, before))


@first_come()
def move_area(
    area: Area,
    parent: Area,
    *,
    on: date,
    by: User | None,
    code: str | None = None,
    now: datetime | None = None,
) -> None:
    """Hang the area, with all below it, under `parent` from `on`.

    Its code must begin with the new parent's; without `code` it keeps its last digits.
    """
    with replanting(Area, [area, parent]), audit.disable_auditlog():
        area.refresh_from_db()
        parent.refresh_from_db()
        check_current(area)
        check_current(parent)
        check_kind_under(area.kind, parent.kind)
        code = code or parent.code + area.code[len(parent_code(area.code)) :]
        check_code(area.kind, code, parent.code)
        before = {"parent": area.parent, "code": area.code}
        keep_history(area, code, on)
        area.move_to(parent, expected=area.parent)
        _recode(area, code)
        audit.record(area, "move", by=by, changes=_changes(area, before))
        settle(Change([], [area], on, now or timezone.now(), by))


def end_area(area: Area, *, on: date, by: User | None, successors: Iterable[Area] = ()) -> None:
    """End the area on `on`, and its posts with it; `successors` are the areas it went over into."""
    with replanting(Area, [area]), audit.disable_auditlog():
        area.refresh_from_db()
        check_current(area)
        if area.children.filter(valid_to=None).exists():
            raise StillInUse(f"“{area}”之下还有区域，请先停用或移走。")
        if on < area.valid_from:
            raise AlreadyChanged(f"“{area}”自 {area.valid_from} 起启用，停用日期不能更早。")
        area.valid_to = on
        area.save(update_fields=["valid_to"])
        posts = GridPost.objects.filter(area=area, until=None)
        posts.update(until=Greatest(F("since"), Value(on)))
        AreaSuccessor.objects.bulk_create(
            AreaSuccessor(area=area, successor=successor, on=on) for successor in successors
        )
        audit.record(area, "end", by=by, changes={"valid_to": [None, on]})


def check_current(area: Area) -> None:
    """Raises Ended unless the area still is."""
    if area.valid_to:
        raise Ended(f"“{area}”已停用，不能再变更。")


def check_free(code: str) -> None:
    """Raises CodeTaken when a current area has this code."""
    taken = Area.objects.current().filter(code=code).first()
    if taken:
        raise CodeTaken(f"区划代码 {code} 已由“{taken}”使用。")


def keep_history(area: Area, code: str, on: date) -> None:
    """Note what the area, and all whose codes follow its code, were called until `on`.

    Two changes on one day are one: the second says what was meant. Raises AlreadyChanged.
    """
    follow = Area.objects.filter(pk=area.pk) if code == area.code else _below(area)
    rows = follow.annotate(changed=Coalesce(Max("history__until"), "valid_from"))
    for row in rows:
        if row.changed > on:
            raise AlreadyChanged(f"“{row}”最近一次变更在 {row.changed}，生效日期不能更早。")
    AreaHistory.objects.bulk_create(
        history_of(row, row.changed, on) for row in rows if row.changed < on
    )


def history_of(area: Area, since: date, until: date) -> AreaHistory:
    """What `area` is now, as a version that held from `since` until the day before `until`."""
    return AreaHistory(
        area_id=area.pk,
        name=area.name,
        code=area.code,
        parent_id=area.parent_id,
        since=since,
        until=until,
    )


def _below(area: Area) -> AreaQuerySet:
    """The area and the current areas below it."""
    return Area.objects.under(area).current()


def _recode(area: Area, code: str) -> None:
    """Give the area its new code, and those below it the same beginning."""
    if code == area.code:
        return
    check_free(code)
    below = _below(area)
    below.update(code=Concat(Value(code), Substr("code", len(area.code) + 1)))
    area.code = code


def _changes(area: Area, before: Mapping[str, object]) -> dict[str, list[str]]:
    after = {name: getattr(area, name) for name in before}
    return {
        name: [str(before[name]), str(after[name])]
        for name in before
        if before[name] != after[name]
    }
