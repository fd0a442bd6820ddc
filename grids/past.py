"""Where a record was on an earlier day, by the names of that day: at constant query cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, OuterRef, Subquery

from grids.models import Area, AreaHistory, AreaTransfer

ABOVE = ("area", "street", "community")


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
        return "　".join(reversed(self.names.values()))


def place_of(record: Model, day: date) -> Place:
    """Where `record`, which hangs on an area, was on `day`; see `places_of`."""
    return places_of([record], lambda _: day)[record.pk]


def area_then(area: Area, day: date) -> Place:
    """What `area` was called, and what lay above it, on `day`."""
    known = [area, area.parent, area.community, area.street]
    return _Atlas([area.pk], {one.pk: one for one in known if one}).place(area.pk, day)


def transferred(label: str, day: str | date) -> Subquery:
    """For a queryset's `annotate(area_was=…)`: the area that a row left after its `day`, or NULL.

    `label` is the model's label_lower, `day` one day for all or the name of a field.
    """
    since = OuterRef(day) if isinstance(day, str) else day
    later = AreaTransfer.objects.filter(model=label, key=OuterRef("pk"), on__gt=since)
    return Subquery(later.order_by("on", "pk").values("area")[:1])


def places_of(records: Iterable[Any], day_of: Callable[[Any], date]) -> dict[int, Place]:
    """The same for many records of one model, each on its own day, by their keys.

    One query if the records come with `area`, `street`, `community` (select_related) and `area_was`
    (`transferred`), two or three otherwise; two more for each level that came from elsewhere since.
    """
    records = list(records)
    days = {record.pk: day_of(record) for record in records}
    areas = _areas_then(records, days)
    atlas = _Atlas(areas.values(), _known(records))
    return {pk: atlas.place(area, days[pk]) for pk, area in areas.items()}


def _known(records: list[Any]) -> dict[int, Area]:
    """The areas that came with the records."""
    held = [record._state.fields_cache.get(name) for record in records for name in ABOVE]
    return {area.pk: area for area in held if area}


def _areas_then(records: list[Any], days: dict[int, date]) -> dict[int, int]:
    """On which area each record hung."""
    areas = {record.pk: record.area_id for record in records if record.area_id}
    if not areas:
        return {}
    if hasattr(records[0], "area_was"):
        return areas | {record.pk: record.area_was for record in records if record.area_was}
    later = AreaTransfer.objects.filter(model=records[0]._meta.label_lower, key__in=areas)
    for transfer in later.order_by("-on", "-pk"):  # the earliest after the day says it
        if transfer.on > days[transfer.key]:
            areas[transfer.key] = transfer.area_id
    return areas


class _Atlas:
    """The areas asked for and all that ever lay above them, up to the street."""

    def __init__(self, keys: Iterable[int], known: dict[int, Area]) -> None:
        self.areas = dict(known)
        self.past: dict[int, list[AreaHistory]] = defaultdict(list)
        told: set[int] = set()
        wanted = {*keys, *known}
        while wanted:  # once, and again for each level that was not known
            missing = wanted - set(self.areas)
            self.areas |= Area.objects.in_bulk(missing) if missing else {}
            for version in AreaHistory.objects.filter(area__in=wanted):
                self.past[version.area_id].append(version)
            told |= wanted
            wanted = {key for one in wanted for key in self._above(one)} - told

    def _above(self, key: int) -> set[int]:
        """The parents that the area has or had; above a street nobody asks."""
        area = self.areas[key]
        if area.kind in (Area.Kind.DISTRICT, Area.Kind.STREET):
            return set()
        parents = {area.parent_id, *(old.parent_id for old in self.past[key])}
        return {key for key in parents if key}

    def place(self, key: int, day: date) -> Place:
        then = self._then(key, day)
        names = {}
        here: int | None = key
        while here in self.areas:
            version = self._then(here, day)
            names[self.areas[here].kind] = version.name
            here = version.parent_id
        return Place(self.areas[key], then.name, then.code, names)

    def _then(self, key: int, day: date) -> Area | AreaHistory:
        held = (old for old in self.past[key] if old.since <= day < old.until)
        return next(held, self.areas[key])
