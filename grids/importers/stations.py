"""Stations as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from common import audit
from common.sheets import Column, Importer, Row, Written
from grids.hours import EXAMPLE, hours_text, parse_hours
from grids.importers.scope import AREA_CODE, changed_fields, resolve_areas
from grids.models import ServiceStation

OWN = (
    *("kind", "address", "duty_phone", "hours", "open_on_holidays", "facilities"),
    *("longitude", "latitude"),
)
PLACES = 6  # of a degree: a tenth of a metre


def _degrees(name: str, title: str, most: int, example: str) -> Column:
    hint = "WGS 84，可不填；经度、纬度一起填"
    least, shown = Decimal(-most), Decimal(example)
    return Column(
        name,
        title,
        "decimal",
        places=PLACES,
        least=least,
        most=Decimal(most),
        hint=hint,
        example=shown,
    )


class StationImport(Importer):
    """Current stations by area and name."""

    kind = "stations"
    title = "党群服务阵地"
    columns = (
        AREA_CODE,
        Column("name", "名称", required=True, max_length=60, example="海青社区党群服务站"),
        Column("kind", "类型", "choice", choices=ServiceStation.Kind, required=True),
        Column("address", "地址", required=True, max_length=120, example="海青街 12 号"),
        Column("duty_phone", "电话", "phone", required=True, example="0411-87600000"),
        Column("hours_text", "开放时间", validators=[parse_hours], example=EXAMPLE, width=40),
        Column("open_on_holidays", "节假日照常", "bool", default=False, hint="不填即为否"),
        Column("facilities", "设施", max_length=300, hint="用顿号隔开", example="书屋、轮椅"),
        _degrees("longitude", "经度", 180, "121.603100"),
        _degrees("latitude", "纬度", 90, "39.031200"),
        Column("since", "启用日期", "date", required=True, example=date(2026, 1, 1)),
    )
    unique = (("code", "name"),)
    note = f"开放时间写成一句话，例如：{EXAMPLE}。"

    def check(self, rows: list[Row]) -> None:
        known = resolve_areas(self, rows)
        current = ServiceStation.objects.current().filter(
            area__in={row["area"].pk for row in known}
        )
        stations = {(station.area_id, station.name): station for station in current}
        for row in known:
            row["hours"] = parse_hours(row["hours_text"])
            row.existing = stations.get((row["area"].pk, row["name"]))
            self._check_row(row)

    def _check_row(self, row: Row) -> None:
        for name in ("longitude", "latitude"):
            row[name] = None if row[name] is None else float(row[name])
        if (row["longitude"] is None) != (row["latitude"] is None):
            self.problem(row, "longitude", "经度和纬度要一起填写", "补齐，或两项都留空")
        station = row.existing
        if station is None:
            return
        if row["since"] != station.since:
            text = f"与已登记的 {station.since} 不同"
            self.problem(row, "since", text, "启用日期不能由导入修改")
        row.unchanged = not changed_fields(row, station, OWN)

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        self._create(new, by)
        self._update(changed, by)
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _create(self, rows: list[Row], by: Any) -> None:
        names = ("area", "name", "since", *OWN)
        made = [ServiceStation(**{name: row[name] for name in names}) for row in rows]
        ServiceStation.objects.bulk_create(made, batch_size=500)
        audit.record_many(made, "import", by=by)
        for station, row in zip(made, rows, strict=True):
            self.wrote(station, None, row)

    def _update(self, rows: list[Row], by: Any) -> None:
        changes = []
        for row in rows:
            station, names = row.existing, changed_fields(row, row.existing, OWN)
            before = {name: getattr(station, name) for name in names}
            for name in names:
                setattr(station, name, row[name])
            changes.append((station, {name: [before[name], row[name]] for name in names}))
            self.wrote(station, before, row)
        ServiceStation.objects.bulk_update([row.existing for row in rows], OWN, batch_size=500)
        audit.record_each(changes, "update", by=by)

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        row = {column.name: getattr(obj, column.name, None) for column in cls.columns}
        return row | {"code": obj.area.code, "hours_text": hours_text(obj.hours)}
