"""What is known of an area in figures, and the standard table of a street."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from grids.models import Area, AreaFigures, AreaGroup, PartyFigures

NUMBERS = (
    "households",
    "registered",
    "transient",
    "square_km",
    "military_units",
    "large_state_firms",
)
PARTY_NUMBERS = ("committees", "branches", "members")
LOCAL, OTHER = PartyFigures.System.LOCAL, PartyFigures.System.OTHER


@dataclass
class Figures:
    """The figures of one area: its own declared ones, or the sum over `summed` areas below it.

    Numbers are None when unknown; `party` is {system: {committees, branches, members}}; `groups`
    is {population group: people}, empty when unknown.
    """

    source: str
    on: date
    summed: int = 0
    numbers: dict[str, int | Decimal | None] = field(default_factory=dict)
    party: dict[str, dict[str, int]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def group_lines(self) -> list[tuple[str, int, str]]:
        """(group, people, share) of the population groups, in their order.

        The share is that of the population; of all groups together where it is unknown.
        """
        whole = self.population or sum(self.groups.values())
        return [
            (str(group.label), people, share(people, whole))
            for group in AreaGroup.Group
            if (people := self.groups.get(group)) is not None
        ]

    @property
    def square_km(self) -> Decimal | None:
        """Square kilometres, without the zeros that the database keeps behind the point."""
        ground = self.numbers["square_km"]
        return None if ground is None else trimmed(Decimal(ground))

    @property
    def population(self) -> int | None:
        registered, transient = self.numbers["registered"], self.numbers["transient"]
        return None if registered is None or transient is None else int(registered + transient)


def trimmed(number: Decimal) -> Decimal:
    """69.5500 → 69.55, 70.0000 → 70."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def figures_of(area: Area, day: date, *, party: bool = False) -> Figures | None:
    """The latest figures on `day`: declared for the area, else summed over the areas below it.

    With `party` also the organisations by system and the population groups, for staff. One query,
    three with party.
    """
    known = AreaFigures.objects.filter(on__lte=day).order_by("-on", "-pk")
    if party:
        known = known.prefetch_related("party", "groups")
    mine = Q(area=area) | Q(area__parent=area, area__valid_to=None)
    return figures_from(area, list(known.filter(mine)), party=party)


def figures_from(area: Area, rows: list[AreaFigures], *, party: bool = False) -> Figures | None:
    """The same from rows of the area and of those below it, the latest first: no query."""
    own = next((row for row in rows if row.area_id == area.pk), None)
    if own:
        return _figures(own.source, own.on, 0, [own], party)
    latest: dict[int, AreaFigures] = {}
    for figures in rows:
        latest.setdefault(figures.area_id, figures)
    if not latest:
        return None
    below = list(latest.values())
    oldest = min(figures.on for figures in below)
    source = f"由 {len(below)} 个下级区域的数据合计"
    return _figures(source, oldest, len(below), below, party)


def _figures(source: str, on: date, summed: int, rows: list[AreaFigures], party: bool) -> Figures:
    groups = _groups(rows) if party else {}
    return Figures(source, on, summed, _numbers(rows), _party(rows, party), groups)


def _numbers(rows: list[AreaFigures]) -> dict[str, int | Decimal | None]:
    """Each number added up; unknown if it is unknown in any row."""
    totals: dict[str, int | Decimal | None] = {}
    for name in NUMBERS:
        values = [getattr(row, name) for row in rows]
        totals[name] = None if None in values else sum(values)
    return totals


def _party(rows: list[AreaFigures], wanted: bool) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {}
    for row in rows if wanted else ():
        for one in row.party.all():
            into = totals.setdefault(one.system, dict.fromkeys(PARTY_NUMBERS, 0))
            for name in PARTY_NUMBERS:
                into[name] += getattr(one, name)
    return totals


def _groups(rows: list[AreaFigures]) -> dict[str, int]:
    """People of each group added up; unknown if any row names no groups at all."""
    named = [{one.group: one.people for one in row.groups.all()} for row in rows]
    if not all(named):
        return {}
    groups = {group for one in named for group in one}
    return {group: sum(one.get(group, 0) for one in named) for group in groups}


@dataclass(frozen=True)
class Line:
    """One line of the standard table: numbers, and their shares of the population where shown."""

    label: str
    unit: str
    total: int | Decimal | None
    share: str = ""
    local: int | None = None
    local_share: str = ""
    other: int | None = None
    other_share: str = ""


@dataclass(frozen=True)
class StreetTable:
    """The standard table of a street (or another area): people, and organisations by system."""

    area: Area
    figures: Figures
    ground: list[Line]
    party: list[Line]


def share(part: int | Decimal | None, whole: int | Decimal | None) -> str:
    """46 %, 2.4 %: one decimal, a trailing zero left out; "" when either is unknown."""
    if part is None or not whole:
        return ""
    percent = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))
    return f"{trimmed(percent)} %"


def street_table(area: Area, day: date) -> StreetTable | None:
    """The table on `day`, or None without figures. Villages and communities are counted from areas.

    At most five queries.
    """
    figures = figures_of(area, day, party=True)
    if figures is None:
        return None
    return StreetTable(area, figures, _ground(area, figures), list(_organisations(figures)))


def _ground(area: Area, figures: Figures) -> list[Line]:
    communities = Area.objects.current().filter(kind=Area.Kind.COMMUNITY)
    holds = area.kind in Area.tree_columns  # a grid holds none
    below = communities.filter(**{area.kind: area}) if holds else communities.none()
    rural = Q(setting=Area.Setting.RURAL)
    counts = below.aggregate(
        villages=Count("pk", filter=rural), communities=Count("pk", filter=~rural)
    )
    people, numbers = figures.population, figures.numbers
    registered, transient = numbers["registered"], numbers["transient"]
    return [
        Line("区域面积", "平方公里", figures.square_km),
        Line("村", "个", counts["villages"]),
        Line("社区", "个", counts["communities"]),
        Line("户籍人口", "人", registered, share(registered, people)),
        Line("暂住人口", "人", transient, share(transient, people)),
        Line("总人口", "人", people),
        Line("军警单位", "个", numbers["military_units"]),
        Line("大型央企国企", "个", numbers["large_state_firms"]),
    ]


def _organisations(figures: Figures) -> Iterable[Line]:
    labels = {
        "committees": ("党委（党总支）", "个"),
        "branches": ("党支部", "个"),
        "members": ("党员", "人"),
    }
    people = figures.population
    for name, (label, unit) in labels.items():
        local, other = (figures.party.get(system, {}).get(name) for system in (LOCAL, OTHER))
        known = [part for part in (local, other) if part is not None]
        total = sum(known) if known else None
        parts = [total, local, other]
        shares = [share(part, people) if name == "members" else "" for part in parts]
        yield Line(label, unit, total, shares[0], local, shares[1], other, shares[2])
