"""Member units from a spreadsheet: new ones are registered, known ones changed."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, kept, lookup
from common.tree import hold
from grids.models import Area
from members.actions.alliances import join_regional, leave_regional_elsewhere
from members.actions.units import facts
from members.credit_code import check_credit_code
from members.importers.places import CODE_HINT, UnitIndex, areas_by_code
from members.models import AllianceMembership, MemberUnit, PartyOrganization, User

PLAIN = ("name", "alias", "type", "address", "credit_code", "industry", "joined_on")
MILITARY = MemberUnit.Type.MILITARY


class UnitImport(Importer):
    """A row meets a unit by credit code, else by area and name; an absent column stays as it is."""

    kind = "units"
    title = "成员单位"
    note = "有统一社会信用代码的按代码更新，否则按所属区域和单位名称更新；找不到的作为新单位登记。"
    columns = (
        Column("name", "单位名称", required=True, max_length=120, example="大连湾供电所"),
        Column("alias", "代称", max_length=60, hint="军警单位必填，门户内只显示代称"),
        Column("type", "类型", "choice", required=True, choices=MemberUnit.Type, example="state"),
        Column(
            "area_code",
            "区划代码",
            "code",
            required=True,
            lengths=(9, 12, 15, 18),
            hint=CODE_HINT,
            example="210211013001",
        ),
        Column("address", "地址", max_length=200, example="海青路 1 号"),
        Column(
            "credit_code",
            "统一社会信用代码",
            max_length=18,
            validators=[check_credit_code],
            hint="18 位，设为文本格式；没有可不填",
        ),
        Column("industry", "行业", max_length=40, example="电力"),
        Column("joined_on", "加入日期", "date", hint="不填则为导入当天"),
    )
    unique = ("credit_code", ("area_code", "name"), ("area_code", "alias"))

    def check(self, rows: list[Row]) -> None:
        areas, index = areas_by_code(self.by), UnitIndex(self.by)
        met: dict[int, int] = {}
        taken = self._codes_elsewhere(rows, index)
        for row in rows:
            row["area"] = areas.get(row["area_code"])
            if row["area"] is None:
                self.problem(row, "area_code", "没有这个区域，或不在您的管辖范围内", CODE_HINT)
                continue
            self._check_row(row, index, taken)
            if row.existing:
                first = met.setdefault(row.existing.pk, row.number)
                if first != row.number:
                    self.problem(row, "name", f"与第 {first} 行是同一家单位", "请只留一行")

    def _codes_elsewhere(self, rows: list[Row], index: UnitIndex) -> set[str]:
        wanted = lookup(rows, "credit_code") - set(index.by_code)
        found = MemberUnit.objects.active().filter(credit_code__in=wanted)
        return set(found.values_list("credit_code", flat=True))

    def _check_row(self, row: Row, index: UnitIndex, taken: set[str]) -> None:
        unit = row.existing = index.find(row["credit_code"], row["area"], row["name"])
        namesake = index.by_name.get((row["area"], row["name"]))
        alias = row["alias"] if "alias" in self.present or not unit else unit.alias
        if row["credit_code"] in taken:
            self.problem(row, "credit_code", "已登记给其他区域的单位", "请核对代码")
        elif unit and unit.credit_code and row["credit_code"] not in ("", unit.credit_code):
            self.problem(row, "credit_code", "与已登记的代码不一致", "请核对，或在单位页面修改")
        elif namesake and namesake.pk != (unit.pk if unit else None):
            self.problem(row, "name", "该区域已登记同名单位", "请核对")
        elif row["type"] == MILITARY and not alias:
            self.problem(row, "alias", "军警单位必须填写代称", "填商定的代称")
        if unit:
            row.unchanged = not self._differing(row, unit)

    def _wanted(self, row: Row, unit: MemberUnit) -> dict[str, Any]:
        """The facts that the row asks for; a military unit met by its alias keeps its true name."""
        wanted = {name: row[name] for name in PLAIN if name in self.present}
        for name in ("credit_code", "joined_on"):  # left empty: as registered
            if not wanted.get(name):
                wanted.pop(name, None)
        if row["name"] == unit.label:
            wanted.pop("name")
        return wanted | {"area": row["area"]}

    def _differing(self, row: Row, unit: MemberUnit) -> dict[str, list[Any]]:
        before = facts(unit)
        return {
            name: [before[name], value]
            for name, value in self._wanted(row, unit).items()
            if before[name] != value
        }

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        hold(Area.objects.filter(pk__in={row["area"] for row in rows}))
        before = _memberships([row.existing for row in changed])
        created = self._create(new, now)
        updated = self._update(changed, now)
        join_regional(MemberUnit.objects.filter(pk__in=[unit.pk for unit in created + updated]))
        self.wrote_between(before, _memberships(created + updated))
        audit.record_many(created, "create", by=by, reason="导入")
        audit.record_many(updated, "change", by=by, reason="导入")
        return Written(len(created), len(updated), len(rows) - len(created) - len(updated))

    def _create(self, rows: list[Row], now: datetime) -> list[MemberUnit]:
        today = timezone.localdate(now)
        units = [
            MemberUnit(
                area_id=row["area"],
                **{name: row[name] for name in PLAIN} | {"joined_on": row["joined_on"] or today},
            )
            for row in rows
        ]
        MemberUnit.objects.bulk_create(units, batch_size=1000)
        for row, unit in zip(rows, units, strict=True):
            self.wrote(unit, None, row)
        return units

    def _update(self, rows: list[Row], now: datetime) -> list[MemberUnit]:
        units, moved = [], defaultdict(list)
        for row in rows:
            unit, differing = row.existing, self._differing(row, row.existing)
            for name, (_, value) in differing.items():
                setattr(unit, _column(name), value)
            self.wrote(unit, {_column(name): old for name, (old, _) in differing.items()}, row)
            if "area" in differing:
                moved[row["area"]].append(row)
            units.append(unit)
        if units:
            MemberUnit.objects.bulk_update(units, PLAIN, batch_size=500)
        for area, there in moved.items():
            self._move(there, area)
        if moved:
            pks = [row.existing.pk for there in moved.values() for row in there]
            units_there = MemberUnit.objects.filter(pk__in=pks)
            leave_regional_elsewhere(units_there, on=timezone.localdate(now))
        return units

    def _move(self, rows: list[Row], area: int) -> None:
        """Place the units of these rows in the area; their organisations go along."""
        by_unit = {row.existing.pk: row for row in rows}
        MemberUnit.objects.filter(pk__in=by_unit).update(area=area)
        own = PartyOrganization.objects.current().filter(unit__in=by_unit)
        led = list(own.exclude(area=area).order_by("pk"))
        PartyOrganization.objects.filter(pk__in=[one.pk for one in led]).update(area=area)
        for one in led:
            before, one.area_id = one.area_id, area
            self.wrote(one, {"area_id": before}, by_unit[one.unit_id])

    @classmethod
    def values(cls, obj: MemberUnit) -> dict[str, Any]:
        """A military unit is exported under its alias, and imports again under it."""
        values = {name: getattr(obj, name) for name in PLAIN}
        return values | {"name": obj.label, "area_code": obj.area.code}


def _column(name: str) -> str:
    return "area_id" if name == "area" else name


def _memberships(units: list[MemberUnit]) -> dict[int, AllianceMembership]:
    return kept(AllianceMembership.objects.filter(unit__in=[unit.pk for unit in units]))
