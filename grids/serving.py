"""What serves a place besides who is responsible: its stations, and its service teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q

from grids.models import Area, ServiceStation, ServiceTeam
from grids.responsible import chain


@dataclass(frozen=True)
class Serving:
    """The answer for `area`, each part from the nearest level that has one (portal rule).

    `stations` are those of the area itself, else of its community, else of its street, the centre
    first. `teams`, functions fetched, are those attached to the grid, else those of the community
    (then the street) that are attached to no grid and so serve the whole. Both may be empty.
    """

    area: Area
    stations: list[ServiceStation]
    teams: list[ServiceTeam]

    @property
    def station(self) -> ServiceStation | None:
        """The station to turn to first."""
        return self.stations[0] if self.stations else None


@dataclass
class Reach:
    """What a team is for an answer, its own area, and the areas it is attached to.

    `communities` are those in which the attached areas lie.
    """

    team: Any
    area: int
    areas: set[int] = field(default_factory=set)
    communities: set[int] = field(default_factory=set)

    def serves(self, key: int, *, own: bool) -> bool:
        """Whether the team serves the area `key`; `own`: it is what was asked for, not above it."""
        if key in self.areas or (own and key in self.communities):
            return True
        return self.area == key and (own or not self.areas)


def nearest_teams(area: Area, teams: Iterable[Reach]) -> list[Any]:
    """The teams that serve `area`, from the nearest level that has one."""
    teams = list(teams)
    for key in chain(area):
        found = [one.team for one in teams if one.serves(key, own=key == area.pk)]
        if found:
            return found
    return []


def attached_on(day: date) -> FilteredRelation:
    """Of a team: its attachments to grids on `day`."""
    held = Q(grids__until=None) | Q(grids__until__gt=day)
    return FilteredRelation("grids", condition=held & Q(grids__since__lte=day))


def serving(area: Area, day: date) -> Serving:
    """What serves `area` on `day`: three queries."""
    return serving_all([area], day)[0]


def serving_all(areas: Iterable[Area], day: date) -> list[Serving]:
    """The same for many areas, in their order: three queries."""
    areas = list(areas)
    wanted = {key for area in areas for key in chain(area)}
    stations, teams = _stations(wanted, day), _teams(wanted, day)
    return [Serving(area, _nearest(area, stations), nearest_teams(area, teams)) for area in areas]


def _stations(wanted: set[int], day: date) -> dict[int, list[ServiceStation]]:
    found: dict[int, list[ServiceStation]] = defaultdict(list)
    for station in ServiceStation.objects.on(day).filter(area__in=wanted).select_related("area"):
        found[station.area_id].append(station)
    for of_area in found.values():
        of_area.sort(key=lambda station: KIND_ORDER[station.kind])
    return found


KIND_ORDER = {kind: place for place, kind in enumerate(ServiceStation.Kind.values)}


def _teams(wanted: set[int], day: date) -> list[Reach]:
    """The teams of these areas; a row for each team and grid it is attached to on `day`."""
    rows = (
        ServiceTeam.objects.on(day)
        .filter(area__in=wanted)
        .annotate(
            served=attached_on(day),
            grid=F("served__area"),
            grid_community=F("served__area__community"),
        )
        .select_related("area")
        .prefetch_related("functions")
        .order_by("pk")
    )
    found: dict[int, Reach] = {}
    for team in rows:
        reach = found.setdefault(team.pk, Reach(team, team.area_id))
        if team.grid:
            reach.areas.add(team.grid)
            reach.communities.add(team.grid_community)
    return list(found.values())


def _nearest(area: Area, stations: dict[int, list[ServiceStation]]) -> list[ServiceStation]:
    return next((stations[key] for key in chain(area) if key in stations), [])
