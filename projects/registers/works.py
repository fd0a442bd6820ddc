"""The register of projects, on the one list contract."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from members.models import MemberUnit
from members.registers.places import at_place, places
from projects.importers.works import ProjectImport
from projects.models import Milestone, Project


def with_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Name or brand hold the text, or the name that the lead goes by inside."""
    leads = MemberUnit.objects.named(text).values("pk")
    return rows.filter(Q(name__icontains=text) | Q(brand__icontains=text) | Q(lead__in=leads))


def by_brand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(brand_since__isnull=value == "no")


def by_due(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    late = Milestone.objects.late(timezone.localdate())
    return rows.filter(pk__in=late.values("project"))


class ProjectList(Listing):
    title = "党建项目"
    unit = "个"
    definition = "在本辖区实施，或由本辖区单位牵头、参与的项目，含各种状态"
    empty = "没有符合条件的项目。"
    importer = ProjectImport
    told = ("status",)
    sort = "-created"
    filters = (
        Filter("q", "关键字", narrow=with_words, placeholder="项目、品牌、单位"),
        Filter("level", "层级", choices=Project.Level.choices),
        Filter("status", "状态", choices=Project.Status.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("due", "节点", choices=[("late", "有逾期")], narrow=by_due),
        Filter("brand", "品牌", choices=[("yes", "已命名"), ("no", "未命名")], narrow=by_brand),
    )
    columns = (
        ListColumn("name", "项目", "name", sort=("name",), link=True),
        ListColumn(
            "status", "状态", "get_status_display", sort=("status",),
            tag=lambda one: f"tag-{TONES.get(one.status, 'plain')}",
        ),
        ListColumn("level", "层级", "get_level_display", sort=("level",)),
        ListColumn("brand", "品牌", "brand", sort=("brand",)),
        ListColumn("lead", "牵头单位", "lead.label", sort=("lead__name",)),
        ListColumn("area", "在哪里", "area.name", sort=("area__code",)),
        ListColumn("started", "启动", "started_on", sort=("started_on",), kind="date"),
        ListColumn("until", "计划完成", "planned_until", sort=("planned_until",), kind="date"),
        ListColumn("public", "公开", "is_public", sort=("is_public",)),
        ListColumn("origin", "来源", "get_origin_display", sort=("origin",), shown=False),
        ListColumn("created", "登记时间", "created_at", sort=("created_at",), shown=False),
    )  # fmt: skip
