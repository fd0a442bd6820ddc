"""Declared figures of areas as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from grids.importers.scope import AREA_CODE, changed_fields, resolve_areas
from grids.models import AreaFigures, AreaGroup, PartyFigures

MOST = 2_000_000_000  # what the column of the database holds
OWN = (
    "households",
    "registered",
    "transient",
    "square_km",
    "military_units",
    "large_state_firms",
)
PARTY = ("committees", "branches", "members")
LABELS = {"committees": "党委（党总支）", "branches": "党支部", "members": "党员"}
SYSTEMS = PartyFigures.System
GROUPS = AreaGroup.Group


def _number(name: str, title: str) -> Column:
    return Column(name, title, "int", least=0, most=MOST)


def _party_columns(system: PartyFigures.System) -> Iterator[Column]:
    for name in PARTY:
        yield _number(f"{system}_{name}", f"{system.label}{LABELS[name]}")


class FiguresImport(Importer):
    """Figures by area, day and source. What stands there already is replaced by the row."""

    kind = "figures"
    title = "区域统计数据"
    columns = (
        AREA_CODE,
        Column("on", "统计日期", "date", required=True, example=date(2026, 6, 30)),
        Column("source", "来源", required=True, max_length=120, example="街道年报"),
        _number("households", "户数"),
        _number("registered", "户籍人口"),
        _number("transient", "暂住人口"),
        Column(
            "square_km",
            "面积（平方公里）",
            "decimal",
            places=4,
            least=Decimal("0.0001"),
            most=Decimal(100_000),
        ),
        _number("military_units", "军警单位数"),
        _number("large_state_firms", "大型央企国企数"),
        *_party_columns(SYSTEMS.LOCAL),
        *_party_columns(SYSTEMS.OTHER),
        *(_number(f"group_{group}", f"{group.label}人数") for group in GROUPS),
    )
    unique = (("code", "on", "source"),)
    note = "不知道的数据留空，不要填 0。党组织数据按系统填写，同一系统的三项要么都填、要么都不填。"

    def check(self, rows: list[Row]) -> None:
        known = resolve_areas(self, rows)
        stored = AreaFigures.objects.filter(
            area__in={row["area"].pk for row in known}, on__in=lookup(known, "on")
        ).prefetch_related("party", "groups")
        by_key = {(figures.area_id, figures.on, figures.source): figures for figures in stored}
        for row in known:
            self._check_row(row)
            row.existing = by_key.get((row["area"].pk, row["on"], row["source"]))
            self._keep_groups(row)
            row.unchanged = row.existing is not None and self._same(row)

    def _keep_groups(self, row: Row) -> None:
        """A workbook without any of their columns says nothing of the groups."""
        columns = {f"group_{group}" for group in GROUPS}
        for one in row.existing.groups.all() if row.existing and not columns & self.present else ():
            row[f"group_{one.group}"] = one.people

    def _check_row(self, row: Row) -> None:
        if row["on"] > timezone.localdate(self.now):
            self.problem(row, "on", "统计日期不能晚于今天")
        for system in SYSTEMS:
            names = [f"{system}_{name}" for name in PARTY]
            missing = [name for name in names if row[name] is None]
            if missing and len(missing) < len(PARTY):
                self.problem(
                    row, missing[0], "同一系统的三项要么都填、要么都不填", "补齐，或三项都留空"
                )
        self._check_groups(row)

    def _check_groups(self, row: Row) -> None:
        """The groups are parts of the population, where that is known."""
        grouped = sum(_groups(row).values())
        people = (row["registered"] or 0) + (row["transient"] or 0)
        if grouped > people and None not in (row["registered"], row["transient"]):
            text = f"各人群合计 {grouped} 人，多于户籍和暂住人口合计 {people} 人"
            self.problem(row, f"group_{next(iter(_groups(row)))}", text, "请核对人数")

    def _same(self, row: Row) -> bool:
        party = {figures.system: figures for figures in row.existing.party.all()}
        stored = {
            f"{system}_{name}": getattr(party.get(system), name, None)
            for system in SYSTEMS
            for name in PARTY
        }
        groups = {one.group: one.people for one in row.existing.groups.all()}
        same = all(stored[name] == row[name] for name in stored) and groups == _groups(row)
        return same and not changed_fields(row, row.existing, OWN)

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        changed = [row for row in rows if not row.unchanged]
        written = AreaFigures.objects.bulk_create(
            [self._figures(row) for row in changed],
            update_conflicts=True,
            unique_fields=["area", "on", "source"],
            update_fields=OWN,
            batch_size=500,
        )
        pairs = list(zip(changed, written, strict=True))
        for row, figures in pairs:
            self._note(row, figures)
        PartyFigures.objects.filter(figures__in=[figures.pk for figures in written]).delete()
        party = [(row, one) for row, figures in pairs for one in _party(row, figures)]
        PartyFigures.objects.bulk_create([one for _, one in party], batch_size=500)
        self._set_groups(pairs)
        for row, one in party:
            self.wrote(one, None, row)
        audit.record_each(((figures, _changes(row)) for row, figures in pairs), "import", by=by)
        new = sum(row.existing is None for row in changed)
        return Written(new, len(changed) - new, len(rows) - len(changed))

    def _set_groups(self, pairs: list[tuple[Row, AreaFigures]]) -> None:
        AreaGroup.objects.filter(figures__in=[figures.pk for _, figures in pairs]).delete()
        made = [
            (row, AreaGroup(figures=figures, group=group, people=people))
            for row, figures in pairs
            for group, people in _groups(row).items()
        ]
        AreaGroup.objects.bulk_create([one for _, one in made], batch_size=500)
        for row, one in made:
            self.wrote(one, None, row)

    def _note(self, row: Row, figures: AreaFigures) -> None:
        """The figures, and what stood there of party and groups: that is written anew."""
        before = {name: old for name, (old, _) in _changes(row).items()}
        self.wrote(figures, before if row.existing else None, row)
        for one in (*row.existing.party.all(), *row.existing.groups.all()) if row.existing else ():
            self.removed(one, row)

    def _figures(self, row: Row) -> AreaFigures:
        fields = {name: row[name] for name in ("area", "on", "source", *OWN)}
        return AreaFigures(**fields)

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        row = {name: getattr(obj, name) for name in ("on", "source", *OWN)}
        party = {
            f"{figures.system}_{name}": getattr(figures, name)
            for figures in obj.party.all()
            for name in PARTY
        }
        groups = {f"group_{one.group}": one.people for one in obj.groups.all()}
        return {"code": obj.area.code} | row | party | groups


def _party(row: Row, figures: AreaFigures) -> Iterator[PartyFigures]:
    for system in SYSTEMS:
        numbers = {name: row[f"{system}_{name}"] for name in PARTY}
        if None not in numbers.values():
            yield PartyFigures(figures=figures, system=system, **numbers)


def _groups(row: Row) -> dict[str, int]:
    """Group → people, as far as the row says."""
    named = {group.value: row[f"group_{group}"] for group in GROUPS}
    return {group: people for group, people in named.items() if people is not None}


def _changes(row: Row) -> dict[str, Any]:
    before = row.existing
    return {
        name: [getattr(before, name, None), row[name]]
        for name in OWN
        if getattr(before, name, None) != row[name]
    }
