"""Who belongs to an alliance, from a spreadsheet: new memberships, and changed parts."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written
from members.importers.bodies import BODY_CODE, BODY_HINT, alliances_in_scope, unit_columns
from members.importers.places import UnitIndex, areas_by_code
from members.models import AllianceMembership, User


class MembershipImport(Importer):
    """A row meets the current membership of its unit in its alliance; an absent column stays."""

    kind = "memberships"
    title = "联合体成员"
    note = "区域型联合体的成员随单位登记自动加入，这里用于功能型、链条型联合体的成员和分组。"
    columns = (
        Column("alliance", "联合体", required=True, max_length=100, example="金融服务业联合体"),
        BODY_CODE,
        *unit_columns("大连湾供电所"),
        Column("part", "分组或环节", max_length=40, example="银行"),
        Column("since", "加入日期", "date", hint="不填则为导入当天"),
    )

    def check(self, rows: list[Row]) -> None:
        alliances, areas = alliances_in_scope(self.by), areas_by_code(self.by)
        index = UnitIndex(self.by)
        current = AllianceMembership.objects.current().filter(alliance__in=alliances.values())
        self.held = {(one.alliance_id, one.unit_id): one for one in current}
        met: dict[Any, int] = {}
        for row in rows:
            row["body"] = alliances.get((row["area_code"], row["alliance"]))
            area = areas.get(row["unit_area_code"])
            row["found"] = index.find(row["credit_code"], area, row["unit"])
            if row["body"] is None:
                self.problem(row, "alliance", "没有这个联合体，或不在您的管辖范围内", BODY_HINT)
            elif row["found"] is None:
                self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", "请核对名称和代码")
            else:
                self._check_row(row, met)

    def _check_row(self, row: Row, met: dict[Any, int]) -> None:
        key = (row["body"].pk, row["found"].pk)
        first = met.setdefault(key, row.number)
        if first != row.number:
            self.problem(row, "unit", f"与第 {first} 行重复", "请只留一行")
        today = timezone.localdate(self.now)
        row.existing = self.held.get(key)
        row["since"] = row["since"] or (row.existing.since if row.existing else today)
        if row["since"] > today:
            self.problem(row, "since", "加入日期不能晚于今天", "请核对")
        elif row["since"] < max(row["body"].founded_on, row["found"].joined_on):
            self.problem(row, "since", "早于联合体成立或单位登记的日期", "请核对")
        if row.existing:
            row.unchanged = not self._differing(row)

    def _differing(self, row: Row) -> dict[str, Any]:
        names = [name for name in ("part", "since") if name in self.present]
        held = row.existing
        return {name: getattr(held, name) for name in names if getattr(held, name) != row[name]}

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        made = AllianceMembership.objects.bulk_create(
            [
                AllianceMembership(
                    alliance=row["body"], unit=row["found"], part=row["part"], since=row["since"]
                )
                for row in new
            ],
            batch_size=1000,
        )
        for row, one in zip(new, made, strict=True):
            self.wrote(one, None, row)
        for row in changed:
            before = self._differing(row)
            for name in before:
                setattr(row.existing, name, row[name])
            self.wrote(row.existing, before, row)
        kept = [row.existing for row in changed]
        AllianceMembership.objects.bulk_update(kept, ["part", "since"], batch_size=500)
        audit.record_many(made, "create", by=by, reason="导入")
        audit.record_many(kept, "change", by=by, reason="导入")
        return Written(len(made), len(kept), len(rows) - len(made) - len(kept))

    @classmethod
    def values(cls, obj: AllianceMembership) -> dict[str, Any]:
        return {
            "alliance": obj.alliance.name,
            "area_code": obj.alliance.area.code,
            "unit": obj.unit.label,
            "unit_area_code": obj.unit.area.code,
            "credit_code": obj.unit.credit_code,
            "part": obj.part,
            "since": obj.since,
        }
