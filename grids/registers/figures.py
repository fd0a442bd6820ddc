"""The list of declared figures."""

from __future__ import annotations

from decimal import Decimal

from common.listing import Filter, ListColumn, Listing
from grids.figures import trimmed
from grids.importers import FiguresImport
from grids.models import AreaFigures
from grids.registers.common import staff_url, streets


def _square_km(row: AreaFigures) -> Decimal | None:
    """69.5500 as 69.55 and 70.0000 as 70: the digits that were declared, not those stored."""
    return None if row.square_km is None else trimmed(row.square_km)


class FiguresList(Listing):
    title = "区域统计数据"
    unit = "条"
    definition = "本人负责范围内各区域申报的数据，按区域、统计日期和来源各一条"
    importer = FiguresImport
    sort = "-on"
    columns = (
        ListColumn(
            "area", "区域", "area.name", sort=("area__code",), link=lambda row: staff_url(row.area)
        ),
        ListColumn("on", "统计日期", sort=("on",), kind="date"),
        ListColumn("source", "来源"),
        ListColumn("households", "户数", sort=("households",), css="r", kind="int"),
        ListColumn("registered", "户籍人口", sort=("registered",), css="r", kind="int"),
        ListColumn("transient", "暂住人口", sort=("transient",), css="r", kind="int"),
        ListColumn(
            "square_km", "平方公里", _square_km, sort=("square_km",), css="r", kind="decimal"
        ),
        ListColumn("military_units", "军警单位", css="r", kind="int"),
        ListColumn("large_state_firms", "大型央企国企", css="r", kind="int"),
    )
    filters = (
        Filter("q", "区域名称或来源", fields=("area__name", "source")),
        Filter("street", "街道", choices=streets, field="area__street"),
    )
