"""Member units: registering, changing, leaving."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import stamp
from common.tree import hold
from grids.models import Area
from members.actions.alliances import end_memberships, join_regional, leave_regional_elsewhere
from members.actions.errors import ChangedMeanwhile, UnitHasLeft, WrongDay
from members.actions.liaisons import end_liaisons
from members.actions.organizations import close_seats, end_of_units, follow_unit
from members.actions.support import end_support_of
from members.leaving import LEAVES, left_alliances
from members.models import CommitteeSeat, MemberUnit, SupportLink, User

FIELDS = ("name", "alias", "type", "area", "address", "credit_code", "industry", "joined_on")


@first_come()
def register_unit(*, by: User | None, **fields: Any) -> MemberUnit:
    """Register a unit (keywords: FIELDS); it joins the regional alliances of its place at once."""
    unit = MemberUnit(**fields)
    unit.full_clean()
    with audit.disable_auditlog():
        unit.save()
    join_regional(MemberUnit.objects.filter(pk=unit.pk))
    audit.record(unit, "create", by=by, changes=_changes({}, facts(unit), unit))
    return unit


@first_come()
def change_unit(
    unit: MemberUnit, *, by: User | None, now: datetime, seen: str | None = None, **changes: Any
) -> list[str]:
    """Write `changes` (keywords: FIELDS) and return the names of the fields that differ.

    `seen` is the unit's stamp (`seen_as`) on the page that asks; raises ChangedMeanwhile when it
    is another by now. A unit that moved leaves the regional alliances there and joins those here.
    """
    if area := changes.get("area"):
        hold(Area.objects.filter(pk=area.pk))
    held = MemberUnit.objects.select_for_update().get(pk=unit.pk)
    if held.left_on:
        raise UnitHasLeft
    if seen not in (None, seen_as(held)):
        raise ChangedMeanwhile
    before = facts(held)
    for name, value in changes.items():
        setattr(unit, name, value)
    differing = [name for name in FIELDS if facts(unit)[name] != before[name]]
    if not differing:
        return []
    unit.full_clean()
    with audit.disable_auditlog():
        unit.save(update_fields=differing)
    if "area" in differing:
        this = MemberUnit.objects.filter(pk=unit.pk)
        leave_regional_elsewhere(this, on=timezone.localdate(now))
        join_regional(this)
        follow_unit(unit)
        left_alliances(this, by=by, now=now)
    audit.record(unit, "change", by=by, changes=_changes(before, facts(unit), unit))
    return differing


@transaction.atomic
def leave(unit: MemberUnit, *, on: date, by: User | None, now: datetime) -> None:
    """The unit leaves on that day: memberships, the liaison's access, seats and support end.

    Portal rule: its party organisations end too; what others hung under them goes one up.
    """
    _check_leaving_day(unit, on, now)
    if not MemberUnit.objects.filter(pk=unit.pk, left_on=None).update(left_on=on):
        raise UnitHasLeft
    unit.left_on = on
    this = MemberUnit.objects.filter(pk=unit.pk)
    end_memberships(this, on=on)
    end_liaisons(this, on=on, now=now)
    end_of_units(this, on=on, by=by, now=now)
    close_seats(CommitteeSeat.objects.filter(unit=unit), on=on)
    end_support_of(SupportLink.objects.filter(unit=unit), on=on)
    for end in LEAVES:
        end(unit, on, by, now)
    audit.record(unit, "leave", by=by, changes={"left_on": [None, on]})


def _check_leaving_day(unit: MemberUnit, on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "退出日期不能晚于今天。"})
    if on < unit.joined_on:
        raise WrongDay({"on": "退出日期不能早于加入日期。"})


def seen_as(unit: MemberUnit) -> str:
    """What a form carries of the unit, to notice that somebody else changed it meanwhile."""
    return stamp(*facts(unit).values())


def facts(unit: MemberUnit) -> dict[str, Any]:
    """FIELDS of the unit as plain values, for a comparison and for the audit trail."""
    names = [name if name != "area" else "area_id" for name in FIELDS]
    return dict(zip(FIELDS, (getattr(unit, name) for name in names), strict=True))


def _changes(before: dict[str, Any], after: dict[str, Any], unit: MemberUnit) -> dict[str, Any]:
    """[old, new] of what differs; a military unit's true name stays out of the audit trail."""
    hidden = {"name"} if MemberUnit.Type.MILITARY in (unit.type, before.get("type")) else set()
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if name not in hidden and before.get(name, "") != value
    }
