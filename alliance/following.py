"""What of this room goes along when an area is merged or split: its open blank spots."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from alliance.models import Gap
from grids.followers import Change, Follower, follows, settles
from grids.models import Area


@follows("覆盖缺口")
class Gaps(Follower):
    model = Gap

    @property
    def rows(self) -> QuerySet[Any]:
        return Gap.objects.select_related("area")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(closed_on=None)

    def settle(self, keys: set[int], to: Area | None, change: Change) -> None:
        """The same is missing in both areas that become one: it is missing once."""
        closed = Greatest("opened_on", Value(change.on, DateField()))
        Gap.objects.filter(pk__in=keys).update(closed_on=closed)

    def clash_text(self, keys: set[int], to: Area | None) -> str:
        return ""


@settles
def settle_owners(change: Change) -> None:
    """Whoever owns the place now has to fill the gap."""
    orphaned = Gap.objects.open().filter(owner__in=change.ended)
    orphaned.update(owner=Coalesce("community", "street", "district"))
