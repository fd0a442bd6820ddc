"""The whole answer for one place, in six queries, whatever there is of each thing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from alliance.finder.beside import Beside, Organization, read_beside
from grids.models import Area
from grids.responsible import Responsible, responsible_for_all
from grids.serving import Serving, serving
from grids.stations import StationNow, stations_now

ORGANIZATIONS = 6  # named on the page
ABOVE = ("district", "street", "community", "parent")


@dataclass(frozen=True)
class Answer:
    """Who and what serves `area` on a day. Each part falls back upward and says from where.

    `below` are the current areas right under it, each with who is responsible there.
    """

    area: Area
    responsible: Responsible
    below: list[Responsible]
    serving: Serving
    beside: Beside
    now: datetime

    @cached_property
    def stations(self) -> list[StationNow]:
        return stations_now(self.serving.stations, self.now, self.beside.calendar)

    @property
    def own_station(self) -> bool:
        station = self.serving.station
        return station is not None and station.area_id == self.area.pk

    @property
    def organizations(self) -> list[Organization]:
        """The place's own party organisations, or the first of those that see to it from above."""
        found = self.beside.organizations
        return found[:ORGANIZATIONS] if self.has_own_party else found[:1]

    @property
    def has_own_party(self) -> bool:
        return self.beside.organizations_of == self.area.name

    @property
    def above(self) -> str:
        """What a name such as 第 1 网格 leaves open: its street and community."""
        around = (self.area.street, self.area.community)
        return "".join(area.name for area in around if area and area != self.area)

    @property
    def upper(self) -> Area | None:
        """Who sees to what the place has not of its own: its community, else what lies above."""
        above = (self.area.community, self.area.street, self.area.district)
        return next((area for area in above if area and area != self.area), None)


def answer_for(key: uuid.UUID, now: datetime) -> Answer | None:
    """The answer for the area with this UUID, ended ones too; None if there is none."""
    found = _with_children(key)
    place = next((area for area in found if area.uuid == key), None)
    return answer_of(place, [a for a in found if a is not place], now) if place else None


def answer_of(place: Area, children: list[Area], now: datetime) -> Answer:
    """The answer for a place that was read with what lies above it: five queries."""
    day: date = timezone.localdate(now)
    own, *below = responsible_for_all([place, *children], day)
    return Answer(
        area=place,
        responsible=own,
        below=below,
        serving=serving(place, day),
        beside=read_beside(place, children, day),
        now=now,
    )


def _with_children(key: uuid.UUID) -> list[Area]:
    """The area and the current ones right under it, by code, with their outlines: one query."""
    own = Area.objects.filter(uuid=key).order_by().values("pk")
    below = Area.objects.current().filter(parent__uuid=key).order_by().values("pk")
    areas = Area.objects.filter(pk__in=own.union(below, all=True))
    return list(areas.select_related("outline", *ABOVE).order_by("code"))
