"""Whom a bulletin is about and goes to: the units of an alliance, or those of an area."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from grids.models import Area
from members.models import Alliance, AllianceMembership, MemberUnit

LEVELS = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)


class Issuer(NamedTuple):
    """An alliance and its area; without an alliance the area itself."""

    alliance: Alliance | None
    area: Area

    def __str__(self) -> str:
        return str(self.alliance or self.area)

    @property
    def alliances(self) -> QuerySet[Alliance]:
        """Whose meetings are told of."""
        if self.alliance is not None:
            return Alliance.objects.filter(pk=self.alliance.pk)
        return Alliance.objects.filter(self.placed())

    def placed(self, of: str = "") -> Q:
        """Of rows that hang on an area (`of`: the way to them): those of this place."""
        level = self.area.kind if self.area.kind in LEVELS else "area"
        return Q(**{f"{of}{level}": self.area.pk})

    @property
    def is_regional(self) -> bool:
        return self.alliance is None or self.alliance.kind == Alliance.Kind.REGIONAL

    def members(self) -> QuerySet[Any]:
        """The units it goes to: active members of the alliance, or all units of the area."""
        units = MemberUnit.objects.active()
        if self.alliance is None:
            return units.filter(self.placed())
        joined = AllianceMembership.objects.current().filter(alliance=self.alliance)
        return units.filter(pk__in=joined.values("unit"))

    def works(self) -> Q:
        """Of projects: those in this place; of an alliance of a trade, its own and its units'."""
        if self.is_regional:
            return self.placed()
        return Q(alliance=self.alliance) | Q(lead__in=self.members().values("pk"))


class Period(NamedTuple):
    """The first and last day that are told of."""

    since: date
    until: date

    @property
    def days(self) -> tuple[date, date]:
        return (self.since, self.until)
