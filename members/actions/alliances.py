"""Founding regional alliances, and which units belong to them."""

from datetime import date

from django.db.models import DateField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest

from common import audit
from common.insert import insert_missing
from common.races import first_come
from grids.models import Area, AreaQuerySet
from members.models import Alliance, AllianceMembership, MemberUnit, User
from members.models.units import MemberUnitQuerySet

LEVELS = {Area.Kind.STREET: "street", Area.Kind.COMMUNITY: "community"}


@first_come()
def found_regional(areas: AreaQuerySet, *, on: date, by: User | None) -> list[Alliance]:
    """Found the regional alliance of every current street and community of `areas` without one.

    All active units placed there or below become members. Returns the alliances founded.
    """
    missing = without_regional(areas).order_by("code")
    founded = Alliance.objects.bulk_create(
        [
            Alliance(name=f"{area.name}区域化党建联合体", area=area, founded_on=on)
            for area in missing
        ]
    )
    audit.record_many(founded, "create", by=by)
    places = [alliance.area_id for alliance in founded]
    for level in LEVELS.values():
        join_regional(MemberUnit.objects.filter(**{f"{level}__in": places}))
    return founded


def without_regional(areas: AreaQuerySet) -> AreaQuerySet:
    """The current streets and communities of `areas` that have no regional alliance."""
    served = Alliance.objects.active().filter(kind=Alliance.Kind.REGIONAL).values("area")
    return areas.current().filter(kind__in=LEVELS).exclude(pk__in=served)


def join_regional(units: MemberUnitQuerySet) -> int:
    """Make active `units` members of the alliances of their community and street; twice is once."""
    return sum(_join(units.active(), level) for level in LEVELS.values())


def _join(units: MemberUnitQuerySet, level: str) -> int:
    there = Alliance.objects.active().filter(
        kind=Alliance.Kind.REGIONAL, area=OuterRef(f"{level}_id")
    )
    rows = units.annotate(
        alliance=Subquery(there.values("pk")[:1]),
        unit=F("pk"),
        since=Greatest(
            "joined_on", Subquery(there.values("founded_on")[:1]), output_field=DateField()
        ),
    ).filter(alliance__isnull=False)
    return insert_missing(AllianceMembership, rows, ["alliance", "unit", "since"])


def end_memberships(units: MemberUnitQuerySet, *, on: date) -> int:
    """End every current membership of `units`; a membership never ends before it began."""
    current = AllianceMembership.objects.current().filter(unit__in=units.values("pk"))
    return current.update(until=Greatest("since", Value(on, DateField())))


def leave_regional_elsewhere(units: MemberUnitQuerySet, *, on: date) -> int:
    """End the memberships of `units` in regional alliances of places where they are no more."""
    current = AllianceMembership.objects.current().filter(
        unit__in=units.values("pk"), alliance__kind=Alliance.Kind.REGIONAL
    )
    here = [Q(alliance__area=F(f"unit__{level}")) for level in LEVELS.values()]
    elsewhere = current.exclude(pk__in=current.filter(Q(*here, _connector=Q.OR)).values("pk"))
    return elsewhere.update(until=Greatest("since", Value(on, DateField())))
