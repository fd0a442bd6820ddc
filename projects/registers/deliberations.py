"""The register of deliberations."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from common.listing import Filter, ListColumn, Listing
from members.registers.places import at_place, places
from projects.models import Deliberation


def by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "notice":
        return rows.filter(pk__in=Deliberation.objects.public().values("pk"))
    return rows.filter(ended_on__isnull=state == "running")


def counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With `step_count`, `held_count` and `notice_count` of their steps."""
    return rows.annotate(
        step_count=Count("steps"),
        held_count=Count("steps", filter=Q(steps__held_on__isnull=False)),
        notice_count=Count("steps", filter=~Q(steps__notice="")),
    )


def notices(one: Any) -> str:
    return f"{one.notice_count} 条" if one.notice_count else ""


class DeliberationList(Listing):
    title = "议事"
    unit = "件"
    definition = "本辖区社区、网格的议事，含已结束的"
    empty = "没有符合条件的议事。"
    sort = "-begun"
    filters = (
        Filter("q", "议题", fields=("title",)),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter(
            "state",
            "状态",
            narrow=by_state,
            choices=[("running", "进行中"), ("ended", "已结束"), ("notice", "有公示")],
        ),
    )
    columns = (
        ListColumn("title", "议题", "title", sort=("title",), link=True),
        ListColumn(
            "state", "状态", lambda one: "已结束" if one.ended_on else "进行中",
            tag=lambda one: "tag-done" if one.ended_on else "tag-go",
        ),
        ListColumn("place", "在哪里", "area.name", sort=("area__code",)),
        ListColumn("steps", "步骤", lambda one: f"{one.held_count} / {one.step_count}"),
        ListColumn("notice", "公示", notices),
        ListColumn("begun", "发起", "begun_on", sort=("begun_on",), kind="date"),
        ListColumn("ended", "结束", "ended_on", sort=("ended_on",), kind="date"),
    )  # fmt: skip
