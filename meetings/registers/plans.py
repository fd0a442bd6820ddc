"""The register of annual plans."""

from __future__ import annotations

from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from meetings.models import AnnualPlan
from meetings.registers.tones import tone
from members.registers import at_place, places


def years(listing: Listing) -> list[tuple[str, str]]:
    now = timezone.localdate().year
    return [(str(year), f"{year} 年") for year in range(now + 1, now - 4, -1)]


def agreed_at(plan: AnnualPlan) -> str:
    return plan.meeting.title if plan.meeting else ""


def goals_done(plan: AnnualPlan) -> str:
    return f"{plan.done_count} / {plan.goal_count}" if plan.goal_count else ""  # type: ignore[attr-defined]


class PlanListing(Listing):
    title = "年度工作计划"
    unit = "份"
    definition = "本人管辖范围内各联合体每年一份，含还没有经会议通过的"
    empty = "没有符合条件的计划。"
    sort = "-year"
    columns = (
        ListColumn("plan", "计划", str, link=True),
        ListColumn("alliance", "联合体", "alliance.name", sort=("alliance__name",)),
        ListColumn("year", "年度", "year", sort=("year",)),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
        ListColumn("goals", "已完成 / 目标", goals_done),
        ListColumn("meeting", "通过的会议", agreed_at),
    )
    filters = (
        Filter("q", "联合体", fields=("alliance__name",), placeholder="两个字即可"),
        Filter("year", "年度", choices=years),
        Filter("status", "状态", choices=AnnualPlan.Status.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("alliance__")),
    )
