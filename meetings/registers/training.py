"""The register of training programmes."""

from typing import Any

from django.db.models import QuerySet

from common.listing import Filter, ListColumn, Listing
from meetings.models import Programme
from members.registers import at_place, places


def by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.filter(closed_on=None) if state == "running" else rows.exclude(closed_on=None)


def state_of(programme: Programme) -> str:
    return "已结束" if programme.closed_on else "进行中"


class ProgrammeListing(Listing):
    title = "集中轮训和交流"
    unit = "个计划"
    definition = "本人管辖范围内联合体和区域举办的培训、交流计划，含已结束的；课数不含取消的"
    empty = "没有符合条件的计划。"
    sort = "-since"
    columns = (
        ListColumn("name", "名称", "name", link=True, sort=("name",)),
        ListColumn("kind", "形式", "get_kind_display", sort=("kind",)),
        ListColumn("holder", "举办单位", "holder"),
        ListColumn("sessions", "课（次）", "session_count", sort=("session_count",), css="r"),
        ListColumn(
            "state",
            "状态",
            state_of,
            tag=lambda one: "tag-done" if one.closed_on else "tag-ok",
            sort=("closed_on",),
        ),
        ListColumn("since", "开办", "since", sort=("since",), kind="date"),
        ListColumn("closed", "结束", "closed_on", sort=("closed_on",), kind="date", shown=False),
    )
    filters = (
        Filter("q", "名称", fields=("name",)),
        Filter("kind", "形式", choices=Programme.Kind.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter(
            "state",
            "状态",
            choices=[("running", "进行中"), ("closed", "已结束")],
            narrow=by_state,
        ),
    )
