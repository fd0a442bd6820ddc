"""The register of areas as a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written
from grids.actions.areas import history_of
from grids.codes import KIND_OF_LENGTH, LABELS, kind_above, parent_code
from grids.importers.scope import (
    AREA_CODE,
    UNKNOWN,
    UNKNOWN_HINT,
    areas_by_code,
    changed_fields,
)
from grids.models import Area, AreaHistory

OWN = ("name", "setting", "boundary")


class AreaImport(Importer):
    """New areas by code; of known ones the name (with history), setting and boundary."""

    kind = "areas"
    title = "区域网格"
    columns = (
        AREA_CODE,
        Column("name", "名称", required=True, max_length=60, example="第 1 网格"),
        Column("kind", "层级", "choice", choices=Area.Kind, hint="可不填，由代码位数得出"),
        Column("parent", "上级代码", "code", hint="可不填，由代码前几位得出"),
        Column("setting", "城乡", "choice", choices=Area.Setting, hint="新增时不填即为城镇"),
        Column("boundary", "范围", max_length=300, example="幸福里小区 1–8 幢", width=40),
        Column("valid_from", "启用日期", "date", hint="不填即为导入当天"),
    )
    unique = ("code",)
    note = "已有代码的行只更新名称、城乡和范围；名称变更会自动留下历史。"

    def check(self, rows: list[Row]) -> None:
        codes = [row["code"] for row in self.every_row if row["code"]]
        stored = areas_by_code({*codes, *map(parent_code, codes)}, self.by)
        known: dict[str, Any] = dict(stored)
        for row in sorted(rows, key=lambda row: len(row["code"])):
            row.existing = stored.get(row["code"])
            if self._fits(row) and self._stands(row, known):
                known.setdefault(row["code"], row)
                self._compare(row)

    def _fits(self, row: Row) -> bool:
        """The kind and the parent's code, where they are given, say what the code says."""
        kind, above = KIND_OF_LENGTH[len(row["code"])], parent_code(row["code"])
        if row["kind"] and row["kind"] != kind:
            text = f"与代码位数不符：{len(row['code'])} 位的代码是{LABELS[kind]}"
            self.problem(row, "kind", text, "请改正层级或代码")
            return False
        if row["parent"] and row["parent"] != above:
            self.problem(
                row, "parent", f"与区划代码不符，应为 {above or '空'}", "上级代码是区划代码的开头"
            )
            return False
        row["kind"], row["parent"] = kind, above
        return True

    def _stands(self, row: Row, known: dict[str, Any]) -> bool:
        """The area itself or its parent is known: in the portal within scope, or in the file."""
        if row.existing:
            return True
        if row["parent"] in known or (not row["parent"] and self.by is None):
            row["above"] = known.get(row["parent"])
            return True
        if self.by is None and kind_above(row["kind"]):
            self.problem(
                row, "code", f"上级 {row['parent']} 不存在", "请先导入上级，或把上级写进同一张表"
            )
        else:
            self.problem(row, "code", UNKNOWN, UNKNOWN_HINT)
        return False

    def _compare(self, row: Row) -> None:
        area = row.existing
        if area is None:
            row["setting"] = row["setting"] or Area.Setting.URBAN
            row["valid_from"] = row["valid_from"] or timezone.localdate(self.now)
            return
        if row["valid_from"] not in (None, area.valid_from):
            self.problem(
                row, "valid_from", f"与已登记的 {area.valid_from} 不同", "启用日期不能由导入修改"
            )
            return
        row["setting"] = row["setting"] or area.setting
        if "boundary" not in self.present:
            row["boundary"] = area.boundary
        row.unchanged = not changed_fields(row, area, OWN)

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        self._plant(new, by)
        self._update(changed, by, now)
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _plant(self, rows: list[Row], by: Any) -> None:
        areas: dict[str, Area] = {}
        for row in sorted(rows, key=lambda row: len(row["code"])):
            above = row["above"]
            parent = areas.get(row["parent"]) or (
                above.existing if isinstance(above, Row) else above
            )
            fields = {name: row[name] for name in ("code", "kind", "valid_from", *OWN)}
            areas[row["code"]] = Area(parent=parent, **fields)
        if not areas:
            return
        planted = Area.objects.bulk_create(areas.values())
        by_code = {row["code"]: row for row in rows}
        for area in planted:
            self.wrote(area, None, by_code[area.code])
        # One line of the trail for the whole load, on its topmost area: it names every code.
        top = min(planted, key=lambda area: (area.level, area.code))
        audit.record(top, "import", by=by, changes={"areas": ["", " ".join(areas)]})

    def _update(self, rows: list[Row], by: Any, now: datetime) -> None:
        today = timezone.localdate(now)
        self._keep_names([row for row in rows if row["name"] != row.existing.name], today)
        for row in rows:
            before = {name: getattr(row.existing, name) for name in OWN}
            for name in OWN:
                setattr(row.existing, name, row[name])
            row["changes"] = {n: [before[n], row[n]] for n in OWN if before[n] != row[n]}
            self.wrote(row.existing, {name: before[name] for name in row["changes"]}, row)
        Area.objects.bulk_update([row.existing for row in rows], OWN, batch_size=500)
        audit.record_each(((row.existing, row["changes"]) for row in rows), "update", by=by)

    def _keep_names(self, rows: list[Row], today: Any) -> None:
        """The old names go into the history; a second change on one day replaces the first."""
        ids = [row.existing.pk for row in rows]
        since = Coalesce(Max("history__until"), "valid_from")
        changed = dict(
            Area.objects.filter(pk__in=ids).annotate(since=since).values_list("pk", "since")
        )
        renamed = [row for row in rows if changed[row.existing.pk] < today]
        kept = [history_of(row.existing, changed[row.existing.pk], today) for row in renamed]
        for history, row in zip(AreaHistory.objects.bulk_create(kept), renamed, strict=True):
            self.wrote(history, None, row)

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        row = {column.name: getattr(obj, column.name) for column in cls.columns}
        return row | {"parent": parent_code(obj.code)}
