"""The standard table computed from registered organisations and units, beside the declared one.

Portal rules, as the published study of a street counts them. Two systems: “street, community and
village” are organisations of areas and of units of type 地方; “military, police and enterprises”
(军警企) are all others. 党工委 and 大工委 are no party committees here; a composite (兼合式)
organisation is not counted, its members are counted at home.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Sum, Value, When
from django.urls import reverse
from django.utils.http import urlencode

from grids.figures import Line as Declared
from grids.figures import StreetTable, share, street_table
from grids.models import Area, PartyFigures
from members.models import MemberUnit, PartyOrganization
from members.models.organizations import LOCAL, OrganizationQuerySet
from members.models.units import MemberUnitQuerySet

KINDS = frozenset({Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY})
SYSTEMS = ("", *PartyFigures.System.values)  # "": both
LABELS = {"": "合计", **dict(PartyFigures.System.choices)}
DEFINITIONS = {
    "committees": "党委、行业党委、大党委和党总支；党工委、大工委不计，兼合式不计",
    "branches": "党支部；党小组不计，兼合式不计（其党员计入原组织）",
    "members": "各党组织的直属党员之和；兼合式党支部的党员计入原组织，不重复",
    "military": "在册成员单位中类型为军警单位的",
    "large_state": "在册成员单位中类型为国有企业、并设有党委的",
}


def large_state_firms(units: MemberUnitQuerySet) -> MemberUnitQuerySet:
    """State-owned firms with a party committee (党委) of their own: what counts as large here.

    A party committee needs more than a hundred members, so this follows from what is registered.
    """
    committees = PartyOrganization.objects.current().filter(
        unit=OuterRef("pk"), kind=PartyOrganization.Kind.COMMITTEE
    )
    return units.filter(Exists(committees), type=MemberUnit.Type.STATE)


@dataclass(frozen=True)
class Cell:
    """A registered figure with its share of the population, and the declared one beside it."""

    label: str
    count: int
    share: str
    declared: int | None
    declared_share: str
    url: str

    @property
    def differs(self) -> bool:
        return self.declared is not None and self.declared != self.count

    @property
    def difference(self) -> str:
        """+3, −2; "" where they agree or nothing is declared."""
        if self.declared is None or self.declared == self.count:
            return ""
        more = self.count - self.declared
        return f"+{more}" if more > 0 else f"−{-more}"


@dataclass(frozen=True)
class Row:
    label: str
    unit: str
    how: str
    cells: list[Cell]


@dataclass(frozen=True)
class StandardTable:
    """`declared` is the table of the figures (None: none known); `units` and `party` have both."""

    area: Area
    declared: StreetTable | None
    units: list[Row]
    party: list[Row]

    @property
    def ground(self) -> list[Declared]:
        """Ground, villages, population: only declared, or counted from the areas."""
        return self.declared.ground[:6] if self.declared else []

    @property
    def differs(self) -> bool:
        return any(cell.differs for row in (*self.units, *self.party) for cell in row.cells)


def standard_table(area: Area, day: date) -> StandardTable:
    """The table of a district, street or community as registered now, beside the figures on `day`.

    Two queries of its own, and those of `grids.figures.street_table`: five at most, whatever the
    size of the area.
    """
    declared = street_table(area, day)
    population = declared.figures.population if declared else None
    return StandardTable(
        area,
        declared,
        list(_unit_rows(area, declared)),
        list(_party_rows(area, declared, population)),
    )


def counted(area: Area) -> OrganizationQuerySet:
    """The organisations that the table counts: current ones in the area, without composite ones."""
    rows = PartyOrganization.objects.current().filter(is_composite=False)
    found: OrganizationQuerySet = rows.filter(**{area.kind: area})
    return found


def party_counts(area: Area) -> dict[tuple[str, str], int]:
    """(system, "committees" | "branches" | "members") → how many; one GROUP BY."""
    local, other = PartyFigures.System.LOCAL, PartyFigures.System.OTHER
    is_local = Case(When(LOCAL, then=Value(True)), default=False, output_field=BooleanField())
    rows = counted(area).order_by().annotate(is_local=is_local).values_list("is_local", "kind")
    counts = {(system, name): 0 for system in (local, other) for name in _PARTY}
    for is_local, kind, number, members in rows.annotate(Count("pk"), Sum("member_count")):
        system = local if is_local else other
        counts[system, "members"] += members
        if kind in PartyOrganization.COMMITTEES:
            counts[system, "committees"] += number
        elif kind == PartyOrganization.Kind.BRANCH:
            counts[system, "branches"] += number
    return {(str(system), name): number for (system, name), number in counts.items()}


_PARTY = {
    "committees": ("党委（党总支）", "个", {"group": "committees"}),
    "branches": ("党支部", "个", {"group": "branches"}),
    "members": ("党员", "人", {"composite": "no"}),
}


def _party_rows(area: Area, declared: StreetTable | None, population: int | None) -> Iterator[Row]:
    counts = party_counts(area)
    lines = dict(zip(_PARTY, declared.party, strict=True)) if declared else {}
    for name, (label, unit, query) in _PARTY.items():
        whole = population if name == "members" else None
        cells = [
            _party_cell(area, system, _sum(counts, system, name), lines.get(name), whole, query)
            for system in SYSTEMS
        ]
        yield Row(label, unit, DEFINITIONS[name], cells)


def _sum(counts: dict[tuple[str, str], int], system: str, name: str) -> int:
    return sum(n for (one, what), n in counts.items() if what == name and system in ("", one))


def _party_cell(
    area: Area,
    system: str,
    count: int,
    line: Declared | None,
    population: int | None,
    query: dict[str, str],
) -> Cell:
    field = system or "total"
    declared: Any = getattr(line, field) if line else None
    share_field = f"{system}_share" if system else "share"
    query = query | ({"system": system} if system else {})
    return Cell(
        LABELS[system],
        count,
        share(count, population),
        declared,
        getattr(line, share_field) if line else "",
        _register("members:organization_list", area, query),
    )


def _unit_rows(area: Area, declared: StreetTable | None) -> Iterator[Row]:
    units = MemberUnit.objects.active().filter(**{area.kind: area})
    large = large_state_firms(units).values("pk")
    counts = units.order_by().aggregate(
        military=Count("pk", filter=Q(type=MemberUnit.Type.MILITARY)),
        large_state=Count("pk", filter=Q(pk__in=large)),
    )
    names = {
        "military": ("军警单位", "military_units", {"type": MemberUnit.Type.MILITARY.value}),
        "large_state": ("大型央企国企", "large_state_firms", {"large": "yes"}),
    }
    for name, (label, field, query) in names.items():
        known: Any = declared.figures.numbers[field] if declared else None
        url = _register("members:unit_list", area, query)
        cell = Cell(LABELS[""], counts[name], "", known, "", url)
        yield Row(label, "个", DEFINITIONS[name], [cell])


def _register(name: str, area: Area, query: dict[str, str]) -> str:
    """The register filtered to exactly what was counted. A district is the register's whole."""
    place = {} if area.kind == Area.Kind.DISTRICT else {"place": area.code}
    return f"{reverse(name)}?{urlencode(place | query)}"


def sheet_rows(table: StandardTable) -> list[dict[str, Any]]:
    """The table as rows of a sheet: one for each figure."""
    rows: list[dict[str, Any]] = [
        {
            "label": line.label,
            "system": LABELS[""],
            "declared": line.total,
            "declared_share": line.share,
            "unit": line.unit,
        }
        for line in table.ground
    ]
    for row in (*table.units, *table.party):
        rows += [_sheet_row(row, cell) for cell in row.cells]
    return rows


def _sheet_row(row: Row, cell: Cell) -> dict[str, Any]:
    return {
        "label": row.label,
        "system": cell.label,
        "count": cell.count,
        "share": cell.share,
        "declared": cell.declared,
        "declared_share": cell.declared_share,
        "difference": cell.difference,
        "unit": row.unit,
        "how": row.how,
    }
