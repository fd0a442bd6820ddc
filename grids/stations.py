"""Stations as they are at a moment: open or not, and when next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from grids.calendar import Calendar, load_calendar
from grids.hours import AHEAD, Opening, hours_lines, open_at
from grids.models import ServiceStation


@dataclass(frozen=True)
class StationNow:
    """A station and whether it is open, for templates/grids/_station.html."""

    station: ServiceStation
    opening: Opening

    @property
    def hours(self) -> list[tuple[str, str]]:
        """(days, spans) of its week: ("周六", "9:00–12:00")."""
        return hours_lines(self.station.hours)


def calendar_ahead(now: datetime) -> Calendar:
    """The work calendar as far ahead as `open_at` looks: one query."""
    today = timezone.localdate(now)
    return load_calendar(today, today + timedelta(days=AHEAD))


def stations_now(
    stations: Iterable[ServiceStation], now: datetime, calendar: Calendar | None = None
) -> list[StationNow]:
    """Each of the stations with whether it is open at `now`.

    One query for the calendar; none without stations or with a calendar read before.
    """
    stations = list(stations)
    if not stations:
        return []
    calendar = calendar or calendar_ahead(now)
    return [
        StationNow(
            station,
            open_at(station.hours, now, calendar, open_on_holidays=station.open_on_holidays),
        )
        for station in stations
    ]


def open_keys(stations: Iterable[ServiceStation], now: datetime) -> list[int]:
    """The keys of those that are open at `now`."""
    return [one.station.pk for one in stations_now(stations, now) if one.opening.is_open]
