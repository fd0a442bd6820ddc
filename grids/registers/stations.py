"""The list of stations."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from common.listing.parts import Line
from grids.hours import hours_text
from grids.importers import StationImport
from grids.models import ServiceStation
from grids.registers.common import staff_url, streets
from grids.stations import open_keys, stations_now


def station_url(station: ServiceStation) -> str:
    """The station's page at the staff door."""
    return reverse("grids:station_detail", args=[station.uuid])


def _open_now(rows: QuerySet[Any], _: str) -> QuerySet[Any]:
    return rows.filter(pk__in=open_keys(rows, timezone.now()))


class StationList(Listing):
    """The column “now” is worked out for the rows of the page: one query more."""

    title = "党群服务阵地"
    unit = "处"
    definition = "本人负责范围内未停用的党群服务中心、站、点"
    importer = StationImport
    sort = "area"
    columns = (
        ListColumn("name", "名称", sort=("name",), link=station_url),
        ListColumn("kind", "类型", "get_kind_display", sort=("kind",)),
        ListColumn(
            "area", "所属区域", "area.name", sort=("area__code",), link=lambda s: staff_url(s.area)
        ),
        ListColumn("street", "街道", "street.name", sort=("street__code",)),
        ListColumn("address", "地址"),
        ListColumn("duty_phone", "电话", css="num"),
        ListColumn("hours", "开放时间", lambda station: hours_text(station.hours)),
        ListColumn(
            "now",
            "现在",
            lambda station: "开放" if station.is_open else "未开放",
            tag=lambda station: "tag-ok" if station.is_open else "tag-plain",
        ),
        ListColumn("facilities", "设施", shown=False),
        ListColumn("open_on_holidays", "节假日照常", shown=False),
        ListColumn("since", "启用", sort=("since",), kind="date", shown=False),
    )
    filters = (
        Filter("q", "名称、地址或设施", fields=("name", "address", "facilities")),
        Filter("kind", "类型", choices=ServiceStation.Kind.choices),
        Filter("street", "街道", choices=streets),
        Filter("open", "开放", choices=[("now", "现在开放")], narrow=_open_now),
    )

    @cached_property
    def lines(self) -> list[Line]:
        for one in stations_now(self.page, timezone.now()):
            one.station.is_open = one.opening.is_open  # type: ignore[attr-defined]
        return super().lines
