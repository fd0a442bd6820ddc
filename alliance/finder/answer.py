"""The whole answer for one place, in six queries, whatever there is of each thing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from alliance.finder.beside import Lists, Organization, read_beside
from grids.beside import Beside
from grids.models import Area, AreaOverlap
from grids.responsible import Responsible, responsible_for_all
from grids.serving import Serving, serving
from grids.stations import StationNow, stations_now

ORGANIZATIONS = 6  # named on the page
ABOVE = ("district", "street", "community", "parent")


@dataclass(frozen=True)
class Answer:
    """Who and what serves `area` on a day. Each part falls back upward and says from where.

    `below` are the current areas right under it, each with who is responsible there; `neighbours`
    those that stand side by side with it on one ground.
    """

    area: Area
    responsible: Responsible
    below: list[Responsible]
    neighbours: list[Beside]
    serving: Serving
    beside: Lists
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
    day = timezone.localdate(now)
    found = _around(key, day)
    place = next((area for area in found if area.uuid == key), None)
    if place is None:
        return None
    children = [area for area in found if area.parent_id == place.pk]
    others = [area for area in found if area not in (place, *children)]
    own, *answers = responsible_for_all([place, *children, *others], day)
    told = read_beside(place, children, day)
    return Answer(
        area=place,
        responsible=own,
        below=answers[: len(children)],
        neighbours=[
            Beside(one.area, AreaOverlap(note=told.notes.get(one.area.pk, "")), one)
            for one in answers[len(children) :]
        ],
        serving=serving(place, day),
        beside=told,
        now=now,
    )


def _around(key: uuid.UUID, day: date) -> list[Area]:
    """The area, the current ones right under it, those side by side with it: one query, by code.

    With what lies above each, and their outlines.
    """
    held = AreaOverlap.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    keys = (
        Area.objects.filter(uuid=key)
        .order_by()
        .values("pk")
        .union(
            Area.objects.current().filter(parent__uuid=key).order_by().values("pk"),
            held.filter(area__uuid=key).values("other"),
            held.filter(other__uuid=key).values("area"),
            all=True,
        )
    )
    areas = Area.objects.filter(pk__in=keys)
    return list(areas.select_related("outline", *ABOVE).order_by("code"))
