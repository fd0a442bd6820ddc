"""The list of areas."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from common.listing import Filter, ListColumn, Listing
from grids.importers import AreaImport
from grids.models import Area, GridPost
from grids.registers.common import staff_url, streets


def _by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.exclude(valid_to=None) if state == "ended" else rows


def _without_posts(rows: QuerySet[Any], _: str) -> QuerySet[Any]:
    return rows.filter(~Exists(GridPost.objects.current().filter(area=OuterRef("pk"))))


class AreaList(Listing):
    title = "区域与网格"
    unit = "个"
    definition = "本人负责范围内的现有区域；按状态筛选可看已停用的"
    importer = AreaImport
    sort = "code"
    columns = (
        ListColumn("name", "名称", sort=("name",), link=staff_url),
        ListColumn("kind", "层级", "get_kind_display", sort=("level", "code")),
        ListColumn("code", "区划代码", sort=("code",), css="num"),
        ListColumn("street", "街道", "street.name", sort=("street__code",)),
        ListColumn("community", "社区（村）", "community.name", sort=("community__code",)),
        ListColumn("boundary", "范围", shown=False),
        ListColumn("setting", "城乡", "get_setting_display", sort=("setting",), shown=False),
        ListColumn("posts", "在岗", "posts_held", sort=("posts_held",), css="r", kind="int"),
        ListColumn("valid_from", "启用", sort=("valid_from",), kind="date"),
        ListColumn("valid_to", "停用", sort=("valid_to",), kind="date", shown=False),
    )
    filters = (
        Filter(
            "q", "名称、代码或范围", fields=("name", "code", "boundary"), placeholder="例如：幸福里"
        ),
        Filter("kind", "层级", choices=Area.Kind.choices),
        Filter("street", "街道", choices=streets),
        Filter("posts", "岗位", choices=[("none", "没有负责人")], narrow=_without_posts),
        Filter("state", "状态", choices=[("ended", "已停用"), ("all", "全部")], narrow=_by_state),
    )

    @classmethod
    def rows(cls, areas: QuerySet[Area], state: str) -> QuerySet[Area]:
        """What the list shows of `areas`: the current ones, unless ended ones are asked for."""
        held = Count("posts", filter=Q(posts__until=None))
        rows = areas.select_related("street", "community").annotate(posts_held=held)
        return rows if state in ("ended", "all") else rows.filter(valid_to=None)
