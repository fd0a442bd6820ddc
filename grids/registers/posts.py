"""The list of posts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from grids.importers import PostImport
from grids.models import GridPost
from grids.registers.common import staff_url, streets

TERM_AHEAD = timedelta(days=30)


def _by_term(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    today = timezone.localdate()
    if state == "over":
        return rows.filter(term_ends_on__lt=today)
    return rows.filter(term_ends_on__range=(today, today + TERM_AHEAD))


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
        ListColumn("term_ends_on", "任期至", sort=("term_ends_on",), kind="date"),
    )
    filters = (
        Filter("q", "姓名、电话或区域", fields=("name", "duty_phone", "area__name")),
        Filter("role", "岗位", choices=GridPost.Role.choices),
        Filter("street", "街道", choices=streets, field="area__street"),
        Filter(
            "term",
            "任期",
            choices=[("soon", "30 天内到期"), ("over", "已到期未办理")],
            narrow=_by_term,
        ),
    )
