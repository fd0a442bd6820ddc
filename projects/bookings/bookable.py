"""Who may book what: an officer within the alliances of the unit, staff within their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from members.models import AllianceMembership, MemberUnit
from projects.items.scope import units_of, units_to_register
from projects.models import Resource

if TYPE_CHECKING:
    from members.models import User
    from projects.models import Booking, ItemQuerySet


def offered() -> ItemQuerySet:
    """Published resources that say how many of them can be booked at once."""
    rows: ItemQuerySet = Resource.objects.published()
    return rows.exclude(pieces=None)


def officer_bookable(user: User) -> ItemQuerySet:
    """What the officer's unit may book: its own, and those of units in an alliance with it."""
    own = units_of(user).values("pk")
    mine = AllianceMembership.objects.current().filter(unit__in=own, alliance__ended_on=None)
    mates = AllianceMembership.objects.current().filter(alliance__in=mine.values("alliance"))
    return offered().filter(Q(unit__in=own) | Q(unit__in=mates.values("unit")))


def units_for(user: User, resource: Resource) -> QuerySet[MemberUnit]:
    """The officer's units that may book this resource."""
    of_owner = AllianceMembership.objects.current().filter(
        unit=resource.unit_id, alliance__ended_on=None
    )
    mates = AllianceMembership.objects.current().filter(alliance__in=of_owner.values("alliance"))
    return units_of(user).filter(Q(pk=resource.unit_id) | Q(pk__in=mates.values("unit")))


def may_book(user: User, resource: Resource, unit: MemberUnit) -> bool:
    """As an officer for the own unit, or as staff for a unit of the own areas."""
    if units_for(user, resource).contains(unit):
        return True
    seen = Resource.objects.visible_to(user).contains(resource)
    return seen and units_to_register(user).contains(unit)


def may_pass_hours(user: User, resource: Resource) -> bool:
    """Staff of the resource's side may book outside its opening times."""
    return user.may_change(resource.unit.area_id)


def may_cancel(user: User, booking: Booking) -> bool:
    """Either side: an officer of the unit or of the resource's unit, staff of either's area."""
    units = (booking.unit, booking.resource.unit)
    if any(user.may_change(unit.area_id) for unit in units):
        return True
    return units_of(user).filter(pk__in=[unit.pk for unit in units]).exists()
