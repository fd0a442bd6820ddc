"""Stations: registering, changing, closing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from common import audit
from common.races import first_come
from common.tree import hold
from grids.actions.edits import AlreadyEnded, check_end, facts, held, save_changes
from grids.models import Area, ServiceStation

if TYPE_CHECKING:
    from members.models import User

FIELDS = (
    *("area", "kind", "name", "address", "duty_phone", "hours", "open_on_holidays"),
    *("facilities", "longitude", "latitude", "since"),
)


@first_come()
def add_station(*, by: User | None, **fields: Any) -> ServiceStation:
    """Register a station (keywords: FIELDS). Raises ValidationError, TakenMeanwhile."""
    station = ServiceStation(**fields)
    station.full_clean()
    with audit.disable_auditlog():  # the action writes its own row
        station.save(force_insert=True)
    changes = {name: ["", value] for name, value in facts(station, FIELDS).items()}
    audit.record(station, "create", by=by, changes=changes)
    return station


@first_come()
def change_station(
    station: ServiceStation, *, by: User | None, seen: str | None = None, **changes: Any
) -> list[str]:
    """Write `changes` (keywords: FIELDS); returns the names of what differs.

    `seen` is the stamp of the page that asks. Raises AlreadyEnded, ChangedMeanwhile.
    """
    if area := changes.get("area"):
        hold(Area.objects.filter(pk=area.pk))
    before = held(station, FIELDS, seen)
    differing = save_changes(station, before, changes)
    if differing:
        audit.record(station, "change", by=by, changes=differing)
    return [*differing]


@first_come()
def end_station(station: ServiceStation, *, on: date, by: User | None, today: date) -> None:
    """The station serves nobody from `on`, which is `today` at the latest. Raises WrongDay."""
    check_end(station, on, today, "启用")
    if not ServiceStation.objects.filter(pk=station.pk, until=None).update(until=on):
        raise AlreadyEnded(station)
    station.until = on
    audit.record(station, "end", by=by, changes={"until": [None, on]})
