"""The list of grids with their 1+3+N staffing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from grids.models import Area
from grids.registers.common import staff_url, streets
from grids.staffing import PLACES, TEAM, short, staffing_all, without

VACANT = "空缺"
ANY = "any"


def _place(key: str) -> Callable[[Any], str]:
    return lambda area: area.staffing.places[key].words or VACANT


def _vacant(key: str) -> Callable[[Any], str]:
    return lambda area: "" if area.staffing.places[key].names else "tag-late"


def _columns() -> Iterable[ListColumn]:
    for key, (label, _) in PLACES.items():
        title = f"1 {label}" if key == "head" else f"3 {label}"
        yield ListColumn(key, title, _place(key), tag=_vacant(key))


def _short(rows: QuerySet[Area], key: str) -> QuerySet[Area]:
    today = timezone.localdate()
    return short(rows, today) if key == ANY else without(rows, key, today)


class StaffingList(Listing):
    """What a line shows is worked out for the rows of the page: one query more."""

    title = "网格 1+3+N 配备"
    unit = "个网格"
    definition = (
        "本人负责范围内的现有网格；1 是网格长，3 是专职（含全科）、兼职网格员和网格指导员，"
        "N 是服务组团各方力量的人数"
    )
    sort = "area"
    columns = (
        ListColumn("area", "网格", "name", sort=("code",), link=staff_url),
        ListColumn("community", "社区（村）", "community.name", sort=("community__code",)),
        *_columns(),
        ListColumn(
            "team",
            "N 组团力量",
            lambda area: area.staffing.people_words or VACANT,
            tag=lambda area: "" if area.staffing.people else "tag-late",
        ),
        ListColumn("street", "街道", "street.name", sort=("street__code",), shown=False),
        ListColumn("code", "区划代码", sort=("code",), css="num", shown=False),
    )
    filters = (
        Filter("q", "网格、社区或范围", fields=("name", "community__name", "boundary")),
        Filter("street", "街道", choices=streets),
        Filter(
            "short",
            "缺岗",
            choices=[
                (ANY, "任一岗位空缺"),
                *((key, f"缺{label}") for key, (label, _) in PLACES.items()),
                (TEAM, "缺组团力量"),
            ],
            narrow=_short,
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        for one in staffing_all(rows, timezone.localdate()):
            one.area.staffing = one
