"""The lists of this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from grids.importers import AreaImport, FiguresImport, PostImport
from grids.models import Area, GridPost


def staff_url(area: Area) -> str:
    """The area's page at the staff door."""
    return reverse("grids:area_detail", args=[area.uuid])


def streets(listing: Listing) -> Sequence[tuple[Any, str]]:
    """The streets within the reader's scope, to choose from: one query."""
    found = listing.user.areas().current().filter(kind=Area.Kind.STREET)  # type: ignore[union-attr]
    return list(found.order_by("code").values_list("pk", "name"))


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


class PostList(Listing):
    title = "网格岗位"
    unit = "个岗位"
    definition = "本人负责范围内未结束的任职"
    importer = PostImport
    sort = "area"
    columns = (
        ListColumn(
            "area",
            "区域",
            "area.name",
            sort=("area__code",),
            link=lambda post: staff_url(post.area),
        ),
        ListColumn(
            "community", "社区（村）", "area.community.name", sort=("area__community__code",)
        ),
        ListColumn("role", "岗位", "get_role_display", sort=("role",)),
        ListColumn("name", "姓名", sort=("name",)),
        ListColumn("stand_in", "替岗人"),
        ListColumn("duty_phone", "值班电话", css="num"),
        ListColumn("availability", "服务时间"),
        ListColumn("consent_on", "同意公开", sort=("consent_on",), kind="date"),
        ListColumn("since", "任职自", sort=("since",), kind="date"),
    )
    filters = (
        Filter("q", "姓名、电话或区域", fields=("name", "duty_phone", "area__name")),
        Filter("role", "岗位", choices=GridPost.Role.choices),
        Filter("street", "街道", choices=streets, field="area__street"),
    )


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
        ListColumn("square_km", "平方公里", sort=("square_km",), css="r", kind="decimal"),
        ListColumn("military_units", "军警单位", css="r", kind="int"),
        ListColumn("large_state_firms", "大型央企国企", css="r", kind="int"),
    )
    filters = (
        Filter("q", "区域名称或来源", fields=("area__name", "source")),
        Filter("street", "街道", choices=streets, field="area__street"),
    )
