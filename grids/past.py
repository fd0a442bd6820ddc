"""Where a record was on an earlier day, by the names of that day: at constant query cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from grids.models import Area, AreaHistory, AreaTransfer

ABOVE = ("district_id", "street_id", "community_id")


@dataclass(frozen=True)
class Place:
    """An area and those above it, by kind, as they were called on one day.

    `area` is the row, whose page it is; its own name may be another by now.
    """

    area: Area
    name: str
    code: str
    names: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def street(self) -> str:
        return self.names.get(Area.Kind.STREET, "")

    @property
    def community(self) -> str:
        return self.names.get(Area.Kind.COMMUNITY, "")

    @property
    def full(self) -> str:
        """From the street down: 大连湾街道　海青社区　第1网格."""
        below = [name for kind, name in self.names.items() if kind != Area.Kind.DISTRICT]
        return "　".join(reversed(below))


def place_of(record: Model, day: date) -> Place:
    """Where `record`, which hangs on an area, was on `day`; at most seven queries."""
    return places_of([record], lambda _: day)[record.pk]


def places_of(records: Iterable[Any], day_of: Callable[[Any], date]) -> dict[int, Place]:
    """The same for many records of one model, each on its own day, by their keys."""
    records = list(records)
    days = {record.pk: day_of(record) for record in records}
    areas = _areas_then(records, days)
    known = {getattr(record, name, None) for record in records for name in ABOVE}
    atlas = _Atlas([*areas.values(), *filter(None, known)])
    return {pk: atlas.place(area, days[pk]) for pk, area in areas.items()}


def area_then(area: Area, day: date) -> Place:
    """What `area` was called, and what lay above it, on `day`."""
    return _Atlas([area.pk, *filter(None, (getattr(area, name) for name in ABOVE))]).place(
        area.pk, day
    )


def _areas_then(records: list[Any], days: dict[int, date]) -> dict[int, int]:
    """On which area each record hung: one query, and none without records."""
    areas = {record.pk: record.area_id for record in records if record.area_id}
    if not areas:
        return {}
    later = AreaTransfer.objects.filter(model=records[0]._meta.label_lower, key__in=areas)
    for transfer in later.order_by("-on", "-pk"):  # the earliest after the day says it
        if transfer.on > days[transfer.key]:
            areas[transfer.key] = transfer.area_id
    return areas


class _Atlas:
    """The areas asked for and all that ever lay above them, with what they were called."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.areas: dict[int, Area] = {}
        self.past: dict[int, list[AreaHistory]] = defaultdict(list)
        wanted = set(keys)
        while wanted:  # once for each level that was not known, four times at most
            self.areas |= Area.objects.in_bulk(list(wanted))
            for version in AreaHistory.objects.filter(area__in=wanted):
                self.past[version.area_id].append(version)
            above = {self.areas[key].parent_id for key in wanted}
            above |= {old.parent_id for key in wanted for old in self.past[key]}
            wanted = {key for key in above if key} - set(self.areas)

    def place(self, key: int, day: date) -> Place:
        then = self._then(key, day)
        names = {}
        here: int | None = key
        while here:
            version = self._then(here, day)
            names[self.areas[here].kind] = version.name
            here = version.parent_id
        return Place(self.areas[key], then.name, then.code, names)

    def _then(self, key: int, day: date) -> Area | AreaHistory:
        held = (old for old in self.past[key] if old.since <= day < old.until)
        return next(held, self.areas[key])
