"""The register of suggestions."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from meetings.models import Suggestion
from meetings.registers.reports import by_unit
from meetings.registers.tones import tone
from members.registers import at_place, places


def by_lateness(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(pk__in=Suggestion.objects.late(timezone.localdate()).values("pk"))


class SuggestionListing(Listing):
    title = "意见建议"
    unit = "条"
    definition = "本人管辖范围内各单位提出的意见建议；15 个工作日内答复，逾期指期限已过仍未答复"
    empty = "还没有意见建议。"
    sort = "due"
    columns = (
        ListColumn("text", "意见建议", "brief", link=True),
        ListColumn("unit", "单位", "unit.label", sort=("unit__name",)),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
        ListColumn("due", "答复期限", "answer_by", sort=("-status", "answer_by"), kind="date"),
        ListColumn("raised", "提出", "raised_at", sort=("raised_at",)),
        ListColumn("answered", "答复", "answered_at", sort=("answered_at",)),
        ListColumn("community", "社区（村）", "community.name", sort=("community__code",)),
    )
    filters = (
        Filter("status", "状态", choices=Suggestion.Status.choices),
        Filter("late", "逾期", choices=[("late", "已逾期")], narrow=by_lateness),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("q", "单位名称", narrow=by_unit, placeholder="两个字即可"),
    )
