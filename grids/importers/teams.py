"""Service teams as a workbook: one row for each team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from common import audit
from common.fields import clean_duty_phone
from common.sheets import Column, Importer, Row, Written, kept
from grids.importers.scope import AREA_CODE, areas_by_code, changed_fields, resolve_areas
from grids.models import Area, ServiceTeam, TeamFunction, TeamGrid

OWN = ("duty_phone", "note")
LABELS = {label: value for value, label in TeamFunction.Function.choices}
ENTRY = re.compile(r"(\D+?)\s*(\d{1,4})\s*人?\s*(?:[（(]([^（）()]*)[）)])?")
EXAMPLE = "社区民警2（0411-87600110）、医护人员1、志愿者5"
KINDS = (Area.Kind.STREET, Area.Kind.COMMUNITY)

Functions = dict[str, tuple[int, str]]  # function → (people, duty phone or "")
Kept = dict[Any, Any]  # records by key


class UnreadableFunctions(ValidationError):
    """An entry is no function with a count."""


def parse_function(text: str) -> tuple[str, int, str]:
    """社区民警2（0411-87600110） → its value, people, duty phone. Raises UnreadableFunctions."""
    match = ENTRY.fullmatch(text.strip())
    if match is None or match[1] not in LABELS or not int(match[2]):
        known = "、".join(LABELS)
        raise UnreadableFunctions(
            f"看不懂“{text[:30]}”：力量后面写人数，例如“{EXAMPLE}”；力量可填：{known}"
        )
    return LABELS[match[1]], int(match[2]), clean_duty_phone(match[3]) if match[3] else ""


def functions_words(functions: Iterable[TeamFunction]) -> list[str]:
    """社区民警2（0411-87600110）, 医护人员1: each reads back as the same function."""
    return [
        f"{one.get_function_display()}{one.people}"
        + (f"（{one.duty_phone}）" if one.duty_phone else "")
        for one in functions
    ]


def functions_text(functions: Iterable[TeamFunction]) -> str:
    return "、".join(functions_words(functions))


class TeamImport(Importer):
    """Current teams by area and name; a grid left out of the row is left by the team today."""

    kind = "teams"
    title = "服务组团"
    columns = (
        AREA_CODE,
        Column("name", "组团名称", required=True, max_length=60, example="第一服务组团"),
        Column(
            "functions",
            "力量",
            "list",
            validators=[parse_function],
            hint="每种力量后面写人数，可加（电话）",
            example=EXAMPLE.split("、"),
            width=40,
        ),
        Column(
            "grids",
            "服务网格代码",
            "list",
            hint="网格代码；不填即服务整个社区或街道",
            example=["210211013001001", "210211013001002"],
            width=36,
        ),
        Column("duty_phone", "值班电话", "phone", example="0411-87600000"),
        Column("note", "说明", max_length=200),
        Column("since", "组建日期", "date", required=True, example=date(2026, 1, 1)),
    )
    unique = (("code", "name"),)
    places = {"grids.TeamFunction": "team__area"}
    note = "区划代码是组团所属的街道（9 位）或社区（12 位）。"

    def check(self, rows: list[Row]) -> None:
        known = resolve_areas(self, rows)
        current = ServiceTeam.objects.current().filter(area__in={row["area"].pk for row in known})
        teams = {(team.area_id, team.name): team for team in current.for_list()}
        grids = areas_by_code((code for row in known for code in row["grids"]), self.by)
        for row in known:
            row.existing = teams.get((row["area"].pk, row["name"]))
            self._check_place(row, grids)
            self._check_functions(row)
            self._compare(row)

    def _check_place(self, row: Row, grids: dict[str, Area]) -> None:
        if row["area"].kind not in KINDS:
            self.problem(row, "code", "组团属于街道或社区（村）", "填 9 位或 12 位代码")
        row["areas"] = [grids[code] for code in row["grids"] if code in grids]
        for code in row["grids"]:
            grid = grids.get(code)
            if grid is None or grid.kind != Area.Kind.GRID or not code.startswith(row["code"]):
                text = f"“{code[:30]}”不是{row['area']}的网格"
                self.problem(row, "grids", text, "填 15 位网格代码，用顿号隔开")

    def _check_functions(self, row: Row) -> None:
        parsed = [parse_function(text) for text in row["functions"]]
        row["forces"] = {value: (people, phone) for value, people, phone in parsed}
        if len(row["forces"]) != len(parsed):
            self.problem(row, "functions", "同一种力量写了两次", "请合并成一项")

    def _compare(self, row: Row) -> None:
        team = row.existing
        if team is None:
            return
        if row["since"] != team.since:
            text = f"与已登记的 {team.since} 不同"
            self.problem(row, "since", text, "组建日期不能由导入修改")
        same = _forces(team) == row["forces"] and _held(team).keys() == _keys(row)
        row.unchanged = same and not changed_fields(row, team, OWN)

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        self._update(changed, by)
        self._create(new, by)
        written = {row["team"].pk: row for row in (*new, *changed)}
        self._set_functions(written)
        self._attach(written, timezone.localdate(now))
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _create(self, rows: list[Row], by: Any) -> None:
        names = ("area", "name", "since", *OWN)
        made = [ServiceTeam(**{name: row[name] for name in names}) for row in rows]
        ServiceTeam.objects.bulk_create(made, batch_size=500)
        audit.record_many(made, "import", by=by)
        for team, row in zip(made, rows, strict=True):
            row["team"] = team
            self.wrote(team, None, row)

    def _update(self, rows: list[Row], by: Any) -> None:
        changes = []
        for row in rows:
            row["team"] = team = row.existing
            differing = {n: [getattr(team, n), row[n]] for n in changed_fields(row, team, OWN)}
            for name, (_, value) in differing.items():
                setattr(team, name, value)
            if differing:
                self.wrote(team, {name: old for name, (old, _) in differing.items()}, row)
            changes.append((team, differing | _other_changes(row)))
        ServiceTeam.objects.bulk_update([row.existing for row in rows], OWN, batch_size=500)
        audit.record_each(changes, "update", by=by)

    def _set_functions(self, rows: dict[int, Row]) -> None:
        functions = TeamFunction.objects.filter(team__in=rows)
        before = kept(functions)
        gone = [
            one.pk for one in before.values() if one.function not in rows[one.team_id]["forces"]
        ]
        TeamFunction.objects.filter(pk__in=gone).delete()
        TeamFunction.objects.bulk_create(
            [
                TeamFunction(team_id=key, function=function, people=people, duty_phone=phone)
                for key, row in rows.items()
                for function, (people, phone) in row["forces"].items()
            ],
            update_conflicts=True,
            unique_fields=["team", "function"],
            update_fields=["people", "duty_phone"],
            batch_size=500,
        )
        self._note(before, kept(functions.all()), rows)

    def _attach(self, rows: dict[int, Row], today: date) -> None:
        """A grid comes with the team's first day, or today; one that is left out goes today."""
        attached = TeamGrid.objects.filter(team__in=rows, until=None)
        before = kept(attached)
        held = {(one.team_id, one.area_id) for one in before.values()}
        gone = [
            one
            for one in kept(attached.all()).values()
            if one.area_id not in _keys(rows[one.team_id])
        ]
        for one in gone:
            one.until = max(one.since, today)
        TeamGrid.objects.bulk_update(gone, ["until"], batch_size=500)
        TeamGrid.objects.bulk_create(
            [
                TeamGrid(team_id=key, area_id=grid, since=_first_day(row, today))
                for key, row in rows.items()
                for grid in _keys(row)
                if (key, grid) not in held
            ],
            batch_size=500,
        )
        after = kept(TeamGrid.objects.filter(Q(until=None) | Q(pk__in=before), team__in=rows))
        self._note(before, after, rows)

    def _note(self, before: Kept, after: Kept, rows: dict[int, Row]) -> None:
        of = {key: rows[one.team_id] for key, one in (before | after).items()}
        self.wrote_between(before, after, of)

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        row = {column.name: getattr(obj, column.name, None) for column in cls.columns}
        grids = sorted(one.area.code for one in obj.grids.all() if one.until is None)
        functions = functions_words(obj.functions.all())
        return row | {"code": obj.area.code, "grids": grids, "functions": functions}


def _first_day(row: Row, today: date) -> date:
    """A new team is attached from its own first day, one that is there already from today."""
    first: date = row["since"]
    return first if row.existing is None else max(first, today)


def _keys(row: Row) -> set[int]:
    return {grid.pk for grid in row["areas"]}


def _held(team: ServiceTeam) -> dict[int, str]:
    return {one.area_id: one.area.code for one in team.grids.all() if one.until is None}


def _forces(team: ServiceTeam) -> Functions:
    return {one.function: (one.people, one.duty_phone) for one in team.functions.all()}


def _other_changes(row: Row) -> dict[str, list[str]]:
    """[old, new] of functions and grids, in words."""
    changes = {}
    functions, codes = "、".join(row["functions"]), " ".join(sorted(row["grids"]))
    if _forces(row.existing) != row["forces"]:
        changes["functions"] = [functions_text(row.existing.functions.all()), functions]
    if _held(row.existing).keys() != _keys(row):
        changes["grids"] = [" ".join(sorted(_held(row.existing).values())), codes]
    return changes
