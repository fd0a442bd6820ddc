"""Party organisations: founding, changing, moving in their tree, ending."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import stamp
from common.tree import hold, replanting
from grids.models import Area
from members.actions.errors import (
    HasChildren,
    OrganizationChanged,
    OrganizationHasEnded,
    WrongDay,
    WrongParent,
)
from members.models import (
    Alliance,
    CheckIn,
    Commando,
    CommitteeSeat,
    Compact,
    HouseholdContact,
    MemberUnit,
    PartyOrganization,
    PioneerPost,
    Pledge,
    RosterEntry,
    User,
)
from members.models.organizations import OrganizationQuerySet

FIELDS = ("kind", "name", "area", "member_count", "station", "founded_on")
OWNERS = ("unit", "alliance", "project_key")


@first_come()
def found_organization(
    *, by: User | None, now: datetime, parent: PartyOrganization | None = None, **fields: Any
) -> PartyOrganization:
    """Found an organisation (keywords: FIELDS, one of OWNERS at most) under `parent`, or as a root.

    An organisation of a unit or alliance has its place.
    """
    organization = prepared(parent=parent, **fields)
    check_parent(organization, parent)
    _check_founding_day(organization, now)
    organization.full_clean(exclude=["parent"])
    with audit.disable_auditlog():
        organization.save()
    audit.record(organization, "create", by=by, changes=_changes({}, facts(organization)))
    return organization


def prepared(*, parent: PartyOrganization | None, **fields: Any) -> PartyOrganization:
    """The organisation, not yet saved, at the place of its owner."""
    organization = PartyOrganization(parent=parent, **fields)
    owner = organization.unit or organization.alliance
    if owner:
        organization.area_id = owner.area_id
    return organization


def check_parent(organization: PartyOrganization, parent: PartyOrganization | None) -> None:
    """Raises WrongParent unless `parent` is current and of a kind that leads such organisations."""
    if parent is None:
        return
    if parent.ended_on:
        raise WrongParent({"parent": "上级党组织已撤销，请另选。"})
    if parent.kind not in PartyOrganization.PARENTS[organization.kind]:
        kinds = (organization.get_kind_display(), parent.get_kind_display())
        raise WrongParent({"parent": "{}不能隶属于{}，请另选上级。".format(*kinds)})


def _check_founding_day(organization: PartyOrganization, now: datetime) -> None:
    if organization.founded_on > timezone.localdate(now):
        raise WrongDay({"founded_on": "成立日期不能晚于今天。"})


@first_come()
def change_organization(
    organization: PartyOrganization,
    *,
    by: User | None,
    now: datetime,
    seen: str | None = None,
    **changes: Any,
) -> list[str]:
    """Write `changes` (keywords: FIELDS) and return the names of the fields that differ.

    `seen` is the stamp (`seen_as`) on the page that asks; raises OrganizationChanged when it is
    another by now. A new kind must fit the superior and all that hang under it.
    """
    if area := changes.get("area"):
        hold(Area.objects.filter(pk=area.pk))
    with replanting(PartyOrganization, [organization]):
        held = _held(organization)
        if seen not in (None, seen_as(held)):
            raise OrganizationChanged
        before = facts(held)
        for name, value in changes.items():
            setattr(held, name, value)
        differing = [name for name in FIELDS if facts(held)[name] != before[name]]
        if not differing:
            return []
        if "kind" in differing:
            _check_neighbours(held)
        _check_founding_day(held, now)
        held.full_clean(exclude=["parent"])
        with audit.disable_auditlog():
            held.save(update_fields=differing)
        audit.record(held, "change", by=by, changes=_changes(before, facts(held)))
    return differing


def _held(organization: PartyOrganization) -> PartyOrganization:
    """The current row, locked; raises OrganizationHasEnded."""
    held = PartyOrganization.objects.select_for_update(of=("self",)).select_related("unit")
    found: PartyOrganization = held.get(pk=organization.pk)
    if found.ended_on:
        raise OrganizationHasEnded
    return found


def _check_neighbours(organization: PartyOrganization) -> None:
    check_parent(organization, organization.parent)
    for child in organization.children.filter(ended_on=None):
        try:
            check_parent(child, organization)
        except WrongParent as error:
            text = f"下级“{child.label}”不能隶属于{organization.get_kind_display()}，请先调整下级。"
            raise WrongParent({"kind": text}) from error


@first_come()
def move_organization(
    organization: PartyOrganization,
    parent: PartyOrganization | None,
    *,
    expected: PartyOrganization | None,
    by: User | None,
) -> None:
    """Hang the organisation, with all below it, under `parent` (None: no superior registered here).

    `expected` is the superior that the page showed. Raises StaleParent or BelowItself.
    """
    with replanting(PartyOrganization, [one for one in (organization, parent) if one]):
        held = _held(organization)
        if parent:
            parent.refresh_from_db()
        check_parent(held, parent)
        held.move_to(parent, expected=expected)
        labels = [expected and expected.label, parent and parent.label]
        audit.record(held, "move", by=by, changes={"parent": labels})
    organization.parent = parent


@transaction.atomic
def end_organization(
    organization: PartyOrganization,
    *,
    on: date,
    by: User | None,
    now: datetime,
    children: str = "",
) -> int:
    """End the organisation on that day; returns how many ended.

    `children` says what becomes of those below: "up" (they go to its superior) or "end" (they end
    with it); without a word HasChildren is raised. Rosters, posts, seats end with it.
    """
    with replanting(PartyOrganization, [organization]):
        held = _held(organization)
        _check_ending_day(held, on, now)
        below = PartyOrganization.objects.under(held).current().exclude(pk=held.pk)
        if children not in ("up", "end") and below.exists():
            raise HasChildren({"children": "下面还有党组织，请选择它们的去向。"})
        ending = [held.pk, *(below.values_list("pk", flat=True) if children == "end" else ())]
        return _end(PartyOrganization.objects.filter(pk__in=ending), on=on, by=by, now=now)


def _check_ending_day(organization: PartyOrganization, on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "撤销日期不能晚于今天。"})
    if on < organization.founded_on:
        raise WrongDay({"on": "撤销日期不能早于成立日期。"})


def follow_unit(unit: MemberUnit) -> None:
    """The unit moved: its organisations stand where it stands now."""
    PartyOrganization.objects.current().filter(unit=unit).update(area=unit.area_id)


@transaction.atomic
def end_of_units(units: QuerySet[MemberUnit], *, on: date, by: User | None, now: datetime) -> int:
    """End the organisations of units that leave; what others hung under them goes up."""
    own = PartyOrganization.objects.current().filter(unit__in=units.values("pk"))
    with replanting(PartyOrganization, own):
        return _end(
            PartyOrganization.objects.filter(pk__in=[one.pk for one in own]), on=on, by=by, now=now
        )


def _end(rows: OrganizationQuerySet, *, on: date, by: User | None, now: datetime) -> int:
    """End `rows`, whose trees are held; their other children go to the next superior that stays."""
    ending = list(rows.select_related("unit"))
    if not ending:
        return 0
    _lift_children({one.pk: one for one in ending})
    keys = [one.pk for one in ending]
    PartyOrganization.objects.filter(pk__in=keys).update(
        ended_on=Greatest("founded_on", Value(on, DateField()))
    )
    Alliance.objects.filter(core__in=keys).update(core=None)
    end_what_hangs_on(keys, on=on, now=now)
    audit.record_many(ending, "end", by=by, changes={"ended_on": [None, on]})
    return len(ending)


def _lift_children(ending: dict[int, PartyOrganization]) -> None:
    """To the next superior that stays and leads such; without one they are roots."""
    children = PartyOrganization.objects.current().filter(parent__in=ending)
    for child in children.exclude(pk__in=ending):
        above = child.parent
        while above is not None and (
            above.pk in ending or above.kind not in PartyOrganization.PARENTS[child.kind]
        ):
            above = above.parent
        child.move_to(above, expected=child.parent)


def end_what_hangs_on(keys: Sequence[int], *, on: date, now: datetime) -> None:
    """Rosters, posts, pledges, contacts, teams, seats and check-ins of ended organisations end."""
    day = Value(on, DateField())
    for model in (RosterEntry, PioneerPost, Pledge, Commando, HouseholdContact):
        current = model.objects.filter(organization__in=keys, until=None)
        current.update(until=Greatest("since", day))
    compacts = Compact.objects.filter(organization__in=keys, until=None)
    compacts.update(until=Greatest("adopted_on", day))
    seats = CommitteeSeat.objects.filter(organization__in=keys, until=None)
    close_seats(seats, on=on)
    CheckIn.objects.filter(organization__in=keys).exclude(status=CheckIn.Status.REVOKED).update(
        status=CheckIn.Status.REVOKED, revoked_at=now, reason="党组织已撤销"
    )


def close_seats(seats: QuerySet[CommitteeSeat], *, on: date) -> None:
    """End those held, and refuse those only nominated: the body or the unit is no more."""
    held = seats.filter(status=CommitteeSeat.Status.APPROVED, until=None)
    held.update(until=Greatest("since", Value(on, DateField())))
    seats.filter(status=CommitteeSeat.Status.NOMINATED).update(
        status=CommitteeSeat.Status.REFUSED, reason="单位已退出，或组织已撤销"
    )


def seen_as(organization: PartyOrganization) -> str:
    """What a form carries of it, to notice that somebody else changed it meanwhile."""
    return stamp(*facts(organization).values())


def facts(organization: PartyOrganization) -> dict[str, Any]:
    """FIELDS as plain values, for a comparison and for the audit trail."""
    names = [f"{name}_id" if name in ("area", "station") else name for name in FIELDS]
    values = {name: getattr(organization, at) for name, at in zip(FIELDS, names, strict=True)}
    return values | {"_hidden": organization.is_military}


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """[old, new] of what differs; what a military unit calls its own stays out of the trail."""
    left_out = {"name", "_hidden"} if after["_hidden"] else {"_hidden"}
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if name not in left_out and before.get(name) != value
    }
