"""Which demands are still to be met, and which units may claim them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from common.tree import PlacedQuerySet
from members.models import Alliance, AllianceMembership, MemberUnit

if TYPE_CHECKING:
    from members.models import User

# Portal rule: a published demand that nobody claimed for so long is a gap, and opens to all.
UNCLAIMED_DAYS = 14
HASTE = ("urgent", "soon", "normal")


def waited_until(day: date) -> datetime:
    """What was published before this moment is UNCLAIMED_DAYS old on `day`, day by day."""
    next_day = day - timedelta(days=UNCLAIMED_DAYS - 1)
    return timezone.make_aware(datetime.combine(next_day, time.min))


class NeedQuerySet(PlacedQuerySet):
    """What only demands are asked. A part of DemandQuerySet."""

    def unmet(self) -> Any:
        return self.filter(status=self.model.Status.PUBLISHED, met_on=None)

    def unclaimed(self) -> Any:
        """Published, not met, and nobody is at it."""
        return self.unmet().exclude(Exists(self._engagements().live()))

    def open_to_claims(self) -> Any:
        """Published, not met, and something of it is still to be claimed.

        That is: no live engagement is for the whole of it; and where it has no `amount`, none is
        live at all, where it has one, those that count leave some of it. With `left`, how much.
        """
        whole = self._engagements().live().filter(quantity=None)
        live = self._engagements().live()
        rows = self.unmet().with_left().exclude(Exists(whole))
        return rows.filter(Q(amount=None) & ~Exists(live) | Q(left__gt=0))

    def with_left(self) -> Any:
        """With `left`: how much of `amount` no engagement that counts has taken; else null."""
        counting = self._engagements().counting().order_by().values("demand")
        taken = Subquery(counting.annotate(total=Sum("quantity")).values("total"))
        return self.annotate(left=F("amount") - Coalesce(taken, 0))

    def within_reach_of(self, unit: MemberUnit) -> Any:
        """Demands of others that the unit could claim, whatever has become of them.

        A demand belongs to the alliances of its asking unit and to the regional alliance of its
        place; once `opened_on` is set, to all units of the district.
        """
        mine = Alliance.objects.active().filter(memberships__unit=unit, memberships__until=None)
        current = AllianceMembership.objects.current()
        fellows = current.filter(alliance__in=mine.values("pk")).values("unit")
        places = mine.filter(kind=Alliance.Kind.REGIONAL).values("area")
        here = Q(district__in=places) | Q(street__in=places) | Q(community__in=places)
        opened = Q(opened_on__isnull=False, district=unit.district_id)
        return self.filter(Q(unit__in=fellows) | here | opened).exclude(unit=unit)

    def claimable_by(self, unit: MemberUnit) -> Any:
        """The hall 认领大厅 as the unit sees it."""
        return self.open_to_claims().within_reach_of(unit) if unit.left_on is None else self.none()

    def hall_for(self, user: User) -> Any:
        """The hall as the reader sees it.

        An officer: what the own units may claim. Staff: what is open in their areas or asked from
        there, and what is open to all of their district.
        """
        own = MemberUnit.objects.active().filter(
            liaisons__person__user=user.pk, liaisons__until=None
        )
        seen = [self.claimable_by(unit).values("pk") for unit in own]
        if user.is_staff_member:
            districts = user.areas().values("district")
            opened = Q(opened_on__isnull=False, district__in=districts)
            near = Q(area__in=user.areas().values("pk")) | Q(unit__in=user.units().values("pk"))
            seen.append(self.filter(near | opened).values("pk"))
        if not seen:
            return self.none()
        return self.open_to_claims().filter(reduce(or_, [Q(pk__in=keys) for keys in seen]))

    def with_haste(self) -> Any:
        """With `haste`, by which the most urgent come first."""
        order = [When(urgency=name, then=Value(place)) for place, name in enumerate(HASTE)]
        return self.annotate(haste=Case(*order, output_field=models.PositiveSmallIntegerField()))

    def waiting_long(self, day: date) -> Any:
        """Unclaimed, and published UNCLAIMED_DAYS before `day` or earlier."""
        return self.unclaimed().filter(published_at__lt=waited_until(day))

    def _engagements(self) -> Any:
        engagements: Any = self.model._meta.get_field("engagements").related_model
        return engagements.objects.filter(demand=OuterRef("pk"))
