"""The list of posts."""

from __future__ import annotations

from common.listing import Filter, ListColumn, Listing
from grids.importers import PostImport
from grids.models import GridPost
from grids.registers.common import staff_url, streets


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
