"""Events as an iCalendar file (RFC 5545, 7986). The library is imported where it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from meetings.calendars import Event

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as Entry

ICS = "text/calendar; charset=utf-8"
AGAIN = timedelta(hours=1)  # how often a program that subscribes should look
HOST = "alliance-portal"  # of UIDs: the same whatever the portal is called today
FROM, TO = date(2020, 1, 1), date(2050, 1, 1)  # the rules of the zone are said for these years

ALWAYS = {
    "PRODID": "-//Alliance portal//ZH",
    "VERSION": "2.0",
    "CALSCALE": "GREGORIAN",
    "METHOD": "PUBLISH",
}


def write(events: Iterable[Event], *, name: str, stamp: datetime, base: str) -> bytes:
    """A calendar; `stamp` is since when it reads so, `base` the beginning of links.

    With a `name` it is one to subscribe to; without, a file of entries to put into one's own.
    """
    # Imported where it is used: only a worker that writes calendars carries the library.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    for key, value in {**ALWAYS, **(_subscribed(name) if name else {})}.items():
        calendar.add(key, value)
    if name:
        calendar.add("REFRESH-INTERVAL", AGAIN, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, stamp, base))
    _add_zone(calendar)
    data: bytes = calendar.to_ical()
    return data


def _subscribed(name: str) -> dict[str, str]:
    """What a program shows of a calendar that it subscribes to."""
    zone = settings.TIME_ZONE
    return {"NAME": name, "X-WR-CALNAME": name, "X-WR-TIMEZONE": zone, "X-PUBLISHED-TTL": "PT1H"}


def _add_zone(calendar: Calendar) -> None:
    """The rules of the zone, so that no program must know it by name."""
    from icalendar import Timezone  # noqa: PLC0415 - see write

    zone = Timezone.from_tzid(settings.TIME_ZONE, first_date=FROM, last_date=TO)
    calendar.subcomponents.insert(0, zone)


def _entry(event: Event, stamp: datetime, base: str) -> Entry:
    from icalendar import Event as Entry  # noqa: PLC0415 - see write

    entry = Entry()
    entry.add("UID", f"{event.uid}@{HOST}")
    entry.add("DTSTAMP", stamp.astimezone(UTC))
    entry.add("SEQUENCE", event.sequence)
    entry.add("SUMMARY", event.title)
    for key, moment in (("DTSTART", event.begins), ("DTEND", event.ends)):
        local = moment.astimezone(_zone()) if isinstance(moment, datetime) else moment
        entry.add(key, local)
    entry.add("STATUS", "CANCELLED" if event.is_off else "CONFIRMED")
    entry.add("TRANSP", "OPAQUE" if isinstance(event.begins, datetime) else "TRANSPARENT")
    if event.changed_at:
        entry.add("LAST-MODIFIED", event.changed_at.astimezone(UTC))
    for key, text in (("LOCATION", event.place), ("DESCRIPTION", event.text)):
        if text:
            entry.add(key, text)
    if event.path:
        entry.add("URL", f"{base}{event.path}")
    return entry


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def digest(events: list[Event], name: str) -> str:
    """Changes when the calendar reads otherwise."""
    return hashlib.sha256(repr((name, events)).encode()).hexdigest()[:32]
