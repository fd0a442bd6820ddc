"""Functional and chain alliances: founding, changing, ending; adding and removing members."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import stamp
from members.actions.errors import AllianceHasEnded, UnitHasLeft, WrongDay
from members.actions.organizations import close_seats
from members.leaving import left_alliances
from members.models import Alliance, AllianceMembership, CommitteeSeat, MemberUnit, User

FIELDS = ("name", "industry", "circle", "core", "founded_on")
Kind = Alliance.Kind


class AllianceChanged(ValidationError):
    """Somebody else changed the alliance after the page was opened that changes it now."""

    def __init__(self) -> None:
        super().__init__("这个联合体刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class RegionalByPlace(ValidationError):
    """Portal rule: who belongs to a regional alliance follows from where the units are."""

    def __init__(self) -> None:
        super().__init__("区域型联合体的成员按单位所在地自动加入、退出，不在这里增减。")


class OwnsOrganizations(ValidationError):
    """The alliance still has party organisations of its own."""

    def __init__(self) -> None:
        super().__init__("该联合体还有自己的党组织，请先撤销它们。")


class MembershipGone(ValidationError):
    """Somebody else ended the membership meanwhile."""

    def __init__(self) -> None:
        super().__init__("该单位刚刚已退出这个联合体，请刷新页面查看。")


@first_come()
def found_alliance(*, by: User | None, now: datetime, **fields: Any) -> Alliance:
    """Found a functional or chain alliance (keywords: kind, area, FIELDS)."""
    alliance = Alliance(**fields)
    _check_day(alliance.founded_on, now)
    alliance.full_clean()
    with audit.disable_auditlog():
        alliance.save()
    changes = {name: [None, value] for name, value in facts(alliance).items()}
    audit.record(alliance, "create", by=by, changes=changes)
    return alliance


def _check_day(founded_on: date, now: datetime) -> None:
    if founded_on > timezone.localdate(now):
        raise WrongDay({"founded_on": "成立日期不能晚于今天。"})


def _held(alliance: Alliance) -> Alliance:
    """The row, locked; raises AllianceHasEnded."""
    held: Alliance = Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
    if held.ended_on:
        raise AllianceHasEnded
    return held


@first_come()
def change_alliance(
    alliance: Alliance, *, by: User | None, now: datetime, seen: str | None = None, **changes: Any
) -> list[str]:
    """Write `changes` (keywords: FIELDS) and return the names of the fields that differ.

    `seen` is the stamp on the page that asks; raises AllianceChanged when it is another by now.
    """
    held = _held(alliance)
    if seen not in (None, seen_as(held)):
        raise AllianceChanged
    before = facts(held)
    for name, value in changes.items():
        setattr(held, name, value)
    after = facts(held)
    differing = [name for name in FIELDS if after[name] != before[name]]
    if differing:
        _check_day(held.founded_on, now)
        held.full_clean()
        with audit.disable_auditlog():
            held.save(update_fields=differing)
        noted = {name: [before[name], after[name]] for name in differing}
        audit.record(held, "change", by=by, changes=noted)
    return differing


@first_come()
def end_alliance(alliance: Alliance, *, on: date, by: User | None, now: datetime) -> None:
    """The alliance ends on that day, and with it its memberships, its committee's seats and what
    else hangs on them."""
    held = _held(alliance)
    if on > timezone.localdate(now):
        raise WrongDay({"on": "终止日期不能晚于今天。"})
    if on < held.founded_on:
        raise WrongDay({"on": "终止日期不能早于成立日期。"})
    if held.organizations.filter(ended_on=None).exists():
        raise OwnsOrganizations
    Alliance.objects.filter(pk=held.pk).update(ended_on=on)
    day = Greatest("since", Value(on, DateField()))
    AllianceMembership.objects.current().filter(alliance=held).update(until=day)
    close_seats(CommitteeSeat.objects.filter(alliance=held), on=on)
    left_alliances(MemberUnit.objects.filter(memberships__alliance=held), by=by, now=now)
    alliance.ended_on = on
    audit.record(held, "end", by=by, changes={"ended_on": [None, on]})


@first_come()
def add_members(
    alliance: Alliance,
    units: Sequence[MemberUnit],
    *,
    since: date,
    part: str,
    by: User | None,
    now: datetime,
) -> list[AllianceMembership]:
    """Make the units members from that day, in the group or link `part`; who is one stays so.

    The rows of the units are held: one that leaves in this moment has left, or leaves this too.
    """
    held = _held(alliance)
    if held.kind == Kind.REGIONAL:
        raise RegionalByPlace
    if since > timezone.localdate(now):
        raise WrongDay({"since": "加入日期不能晚于今天。"})
    if since < held.founded_on:
        raise WrongDay({"since": f"加入日期不能早于联合体成立日期（{held.founded_on}）。"})
    keys = [unit.pk for unit in units]
    active = MemberUnit.objects.active().filter(pk__in=keys).order_by("pk")
    found = list(active.select_for_update(no_key=True))
    if len(found) < len(set(keys)):
        raise UnitHasLeft
    members = set(held.memberships.current().values_list("unit", flat=True))
    made = AllianceMembership.objects.bulk_create(
        [
            AllianceMembership(
                alliance=held, unit=unit, part=part, since=max(since, unit.joined_on)
            )
            for unit in found
            if unit.pk not in members
        ]
    )
    audit.record_many(made, "create", by=by)
    return made


@first_come()
def change_part(membership: AllianceMembership, part: str, *, by: User | None) -> None:
    """Put the member into another group or link."""
    before = membership.part
    current = AllianceMembership.objects.current().filter(pk=membership.pk, part=before)
    if not current.update(part=part):
        raise MembershipGone
    membership.part = part
    audit.record(membership, "change", by=by, changes={"part": [before, part]})


@first_come()
def remove_member(
    membership: AllianceMembership, *, on: date, by: User | None, now: datetime
) -> None:
    """The unit leaves the alliance on that day; its part-time seats there end, and what else hangs
    on it."""
    if membership.alliance.kind == Kind.REGIONAL:
        raise RegionalByPlace
    if on > timezone.localdate(now):
        raise WrongDay({"on": "退出日期不能晚于今天。"})
    if on < membership.since:
        raise WrongDay({"on": f"退出日期不能早于加入日期（{membership.since}）。"})
    if not AllianceMembership.objects.current().filter(pk=membership.pk).update(until=on):
        raise MembershipGone
    seats = CommitteeSeat.objects.filter(alliance=membership.alliance_id, unit=membership.unit_id)
    close_seats(seats, on=on)
    left_alliances(MemberUnit.objects.filter(pk=membership.unit_id), by=by, now=now)
    membership.until = on
    audit.record(membership, "end", by=by, changes={"until": [None, on]})


def seen_as(alliance: Alliance) -> str:
    """What a form carries of it, to notice that somebody else changed it meanwhile."""
    return stamp(*facts(alliance).values())


def facts(alliance: Alliance) -> dict[str, Any]:
    """FIELDS as plain values."""
    names = [f"{name}_id" if name == "core" else name for name in FIELDS]
    return {name: getattr(alliance, at) for name, at in zip(FIELDS, names, strict=True)}
