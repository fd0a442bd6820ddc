"""What of this room goes along with an area: posts, teams, stations, what lies beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from grids.followers import Change, Dated, Follower, Link, follows
from grids.models import Area, AreaOverlap, GridPost, ServiceStation, ServiceTeam, TeamGrid


@follows("网格岗位")
class Posts(Dated):
    """Who was responsible for the old area is not for the new one, unless the clerk says so."""

    model = GridPost
    ends = True


@follows("服务组团")
class Teams(Follower):
    model = ServiceTeam

    def open(self, day: date) -> QuerySet[Any]:
        return ServiceTeam.objects.current()


@follows("组团服务的网格")
class TeamGrids(Link):
    model = TeamGrid

    @property
    def rows(self) -> QuerySet[Any]:
        return TeamGrid.objects.select_related("team", "area")


@follows("党群服务阵地")
class Stations(Follower):
    model = ServiceStation

    def open(self, day: date) -> QuerySet[Any]:
        return ServiceStation.objects.current()


@follows("同地并存")
class Overlaps(Link):
    """Either side of the pair may end; two that become one lie beside each other no more."""

    model = AreaOverlap

    @property
    def rows(self) -> QuerySet[Any]:
        return AreaOverlap.objects.select_related("area", "other")

    def at(self, areas: Iterable[Any], day: date) -> QuerySet[Any]:
        keys = [getattr(area, "pk", area) for area in areas]
        return self.open(day).filter(Q(area__in=keys) | Q(other__in=keys))

    def hand_over(self, keys: list[int], to: Area, change: Change) -> None:
        ended = {area.pk for area in change.ended}
        held = list(self.rows.filter(pk__in=keys))
        self.leave(keys, change)
        for old in held:
            sides = {to.pk if pk in ended else pk for pk in (old.area_id, old.other_id)}
            if len(sides) == 2:
                self._renew(old, sides, change)

    def _renew(self, old: AreaOverlap, sides: set[int], change: Change) -> None:
        area, other = sorted(sides)
        since = max(old.since, change.on)
        if not AreaOverlap.objects.filter(area=area, other=other, until=None).exists():
            AreaOverlap.objects.create(
                area_id=area, other_id=other, note=old.note, since=since, until=old.until
            )
