"""What an answer says besides posts, stations and teams: one UNION of short lines.

Services that reach the place, units that support it, its party organisations, its former names,
its figures, notes on what stands beside it, and the calendar by which a station is open: lists too
short for a query each.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from grids.calendar import Calendar
from grids.figures import Figures, figures_from
from grids.hours import AHEAD
from grids.models import Area, AreaFigures, AreaHistory, AreaOverlap, WorkDay
from grids.responsible import chain
from members.models import MemberUnit, PartyOrganization, RosterEntry, SupportLink
from projects.models import Service

SERVICES = 3
NUMBER = re.compile(r"\d+")
COLUMNS: dict[str, type[TextField[Any, Any] | IntegerField[Any, Any] | DateField[Any, Any]]] = {
    "line": TextField,
    "ref": TextField,
    "words": TextField,
    "more": TextField,
    "number": IntegerField,
    "second": IntegerField,
    "rank": IntegerField,
    "first": DateField,
    "last": DateField,
}


class Line(NamedTuple):
    """One row of the union; what a list does not use is None."""

    line: str
    ref: str | None
    words: str | None
    more: str | None
    number: int | None
    second: int | None
    rank: int | None
    first: date | None
    last: date | None


class Offer(NamedTuple):
    """A service that reaches the place."""

    uuid: uuid.UUID
    title: str
    more: str


class Organization(NamedTuple):
    """A party organisation as it may be named in public; `members` is None below the threshold."""

    name: str
    station: str
    members: int | None


@dataclass(frozen=True)
class Lists:
    """`supporters` and `organizations` are those of the nearest level, named beside them."""

    services: list[Offer]
    supporters: list[str]
    supporters_of: str
    organizations: list[Organization]
    organizations_of: str
    former: list[Line]
    notes: dict[int, str]  # of the areas side by side with the place, by their key
    figures: Figures | None
    calendar: Calendar


def read_beside(place: Area, children: list[Area], day: date) -> Lists:
    """One query. `children` are the current areas right under the place."""
    parts = [
        _services(place, day),
        _supporters(place, day),
        _organizations(place, children),
        _former(place),
        _figures(place, children, day),
        _pairs(place, day),
        _days(day),
    ]
    first, *others = parts
    found: dict[str, list[Line]] = {}
    for row in first.union(*others, all=True):
        found.setdefault(row[0], []).append(Line(*row))
    return _told(place, day, found)


def _told(place: Area, day: date, found: dict[str, list[Line]]) -> Lists:
    services = sorted(found.get("service", ()), key=_nearest_and_newest)
    supporters, supported = _of_nearest(found.get("support", []))
    parties, party_of = _of_nearest(found.get("party", []))
    exceptions = {line.first: bool(line.number) for line in found.get("day", ()) if line.first}
    return Lists(
        services=[Offer(uuid.UUID(x.ref), x.words or "", x.more or "") for x in services],
        supporters=[line.words or "" for line in supporters],
        supporters_of=supported,
        organizations=[_public(line) for line in sorted(parties, key=_in_order)],
        organizations_of=party_of,
        former=sorted(found.get("former", ()), key=lambda x: x.first or day, reverse=True),
        notes={int(x.ref or 0): x.words or "" for x in found.get("pair", ())},
        figures=_figures_told(place, found.get("figures", [])),
        calendar=Calendar(day, day + timedelta(days=AHEAD), exceptions),
    )


def _nearest_and_newest(line: Line) -> tuple[int, int, str]:
    return -(line.rank or 0), -(line.first.toordinal() if line.first else 0), line.words or ""


def _of_nearest(lines: list[Line]) -> tuple[list[Line], str]:
    """The lines of the lowest level among them, by name, and what the area there is called."""
    nearest = max((line.rank or 0 for line in lines), default=0)
    kept = sorted((x for x in lines if x.rank == nearest), key=lambda x: x.words or "")
    return kept, (kept[0].ref or "") if kept else ""


def _in_order(line: Line) -> tuple[int, list[str], list[int]]:
    """Those above first, then 第 2 before 第 10."""
    name = line.words or ""
    return line.second or 0, NUMBER.split(name), [int(n) for n in NUMBER.findall(name)]


def _public(line: Line) -> Organization:
    many = line.number is not None and line.number >= PartyOrganization.PUBLIC_FROM
    return Organization(line.words or "", line.more or "", line.number if many else None)


def _figures_told(place: Area, lines: list[Line]) -> Figures | None:
    """As `figures_of` reads them: the latest first."""
    lines = sorted(lines, key=lambda x: (x.first or date.min, x.rank or 0), reverse=True)
    rows = [
        AreaFigures(
            area_id=int(line.ref or 0),
            source=line.words or "",
            on=line.first or date.min,
            registered=line.number,
            transient=line.second,
            square_km=Decimal(line.more) if line.more else None,
        )
        for line in lines
    ]
    return figures_from(place, rows)


# --- the parts of the union -----------------------------------------------------------------------


def _part(rows: QuerySet[Any], line: str, **columns: Any) -> QuerySet[Any]:
    """The rows with all COLUMNS: every part of a union has the same, of the same types."""
    given = {"line": Value(line), **columns}
    typed: dict[str, Expression] = {
        name: Cast(given.get(name, Value(None)), kind()) for name, kind in COLUMNS.items()
    }
    return rows.order_by().annotate(**typed).values_list(*COLUMNS)


def _services(place: Area, day: date) -> QuerySet[Any]:
    """The nearest and most lately confirmed services for the place, or for one around it."""
    reach = Q(area__in=chain(place))
    if place.kind in (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY):
        reach |= Q(**{place.kind: place.pk})
    rows = Service.objects.public(day).filter(reach)
    top = rows.order_by("-area__level", "-last_confirmed", "-pk").values("pk")[:SERVICES]
    return _part(
        Service.objects.filter(pk__in=top),
        "service",
        ref=F("uuid"),
        words=F("title"),
        more=Concat("hours", Value("\u3000"), "place"),
        rank=F("area__level"),
        first=F("last_confirmed"),
    )


def _supporters(place: Area, day: date) -> QuerySet[Any]:
    """Units that support the place or one around it (包联); never military or police ones."""
    units = MemberUnit.objects.public().values("pk")
    rows = SupportLink.objects.on(day).filter(area__in=chain(place), unit__in=units)
    return _part(rows, "support", ref=F("area__name"), words=F("unit__name"), rank=F("area__level"))


def _organizations(place: Area, children: list[Area]) -> QuerySet[Any]:
    """Party organisations of the place itself (no unit's), or of its community.

    Portal rule: the public page of a street or district shows none.
    """
    keys = [key for key in chain(place) if key not in (place.street_id, place.district_id)]
    if place.kind == Area.Kind.GRID:
        keys += [child.pk for child in children]
    roster = RosterEntry.objects.current().filter(organization=OuterRef("pk"))
    counted = roster.order_by().values("organization").annotate(n=Count("pk")).values("n")
    return _part(
        PartyOrganization.objects.public().filter(area__in=keys, unit=None),
        "party",
        ref=F("area__name"),
        words=F("name"),
        more=F("station__name"),
        number=Case(
            When(is_composite=True, then=Subquery(counted)),
            default=F("member_count"),
            output_field=IntegerField(),
        ),
        second=F("level"),
        rank=F("area__level"),
    )


def _former(place: Area) -> QuerySet[Any]:
    rows = AreaHistory.objects.filter(area=place).exclude(name=place.name)
    return _part(rows, "former", words=F("name"), first=F("since"), last=F("until"))


def _figures(place: Area, children: list[Area], day: date) -> QuerySet[Any]:
    keys = [place.pk, *(child.pk for child in children)]
    return _part(
        AreaFigures.objects.filter(area__in=keys, on__lte=day),
        "figures",
        ref=F("area"),
        words=F("source"),
        more=F("square_km"),
        number=F("registered"),
        second=F("transient"),
        rank=F("pk"),
        first=F("on"),
    )


def _pairs(place: Area, day: date) -> QuerySet[Any]:
    """Notes on the areas side by side with the place (两条腿)."""
    pairs = AreaOverlap.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    other = Case(When(area=place, then=F("other")), default=F("area"))
    return _part(pairs.filter(Q(area=place) | Q(other=place)), "pair", ref=other, words=F("note"))


def _days(day: date) -> QuerySet[Any]:
    rows = WorkDay.objects.filter(date__gte=day, date__lt=day + timedelta(days=AHEAD))
    worked = Case(When(is_workday=True, then=Value(1)), default=Value(0))
    return _part(rows, "day", number=worked, first=F("date"))
