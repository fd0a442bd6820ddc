"""Registering that two areas stand side by side on one ground, and that they do no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from common.races import first_come
from grids.actions.areas import check_current
from grids.models import Area, AreaOverlap

if TYPE_CHECKING:
    from members.models import User


class NotBeside(ValidationError):
    """The two are not two communities or villages that were there on the day."""


class OverlapEnded(ValidationError):
    """The pair was ended already, or the day is before it began."""


@first_come()
def put_beside(
    area: Area, other: Area, *, since: date, by: User | None, note: str = ""
) -> AreaOverlap:
    """Register that both stand on one ground from `since`. Raises NotBeside, Ended."""
    for one in (area, other):
        check_current(one)
        if since < one.valid_from:
            raise NotBeside(f"“{one}”自 {one.valid_from} 起启用，并存日期不能更早。")
    if area.pk == other.pk or {area.kind, other.kind} != {Area.Kind.COMMUNITY}:
        raise NotBeside("只有两个社区（村）可以同地并存。")
    first, second = sorted((area, other), key=lambda one: one.pk)
    pair = AreaOverlap(area=first, other=second, since=since, note=note)
    pair.full_clean()
    with audit.disable_auditlog():  # the action writes its own row
        pair.save(force_insert=True)
    audit.record(pair, "create", by=by, changes={"since": [None, since]})
    return pair


@transaction.atomic
def part(pair: AreaOverlap, *, on: date, by: User | None) -> None:
    """The two stand beside each other no more from `on`. Raises OverlapEnded."""
    if on < pair.since:
        raise OverlapEnded(f"结束日期不能早于开始日期 {pair.since}。")
    if not AreaOverlap.objects.filter(pk=pair.pk, until=None).update(until=on):
        raise OverlapEnded("这两个区域的并存已经结束。")
    pair.until = on
    audit.record(pair, "end", by=by, changes={"until": [None, on]})
