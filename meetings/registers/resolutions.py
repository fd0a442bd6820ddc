"""The register of resolutions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from meetings.models import Resolution, Undertaking
from meetings.registers.tones import tone
from meetings.resolutions.page import how_long
from members.models import MemberUnit
from members.registers import at_place, places

STATES = [*Resolution.Status.choices, ("unfinished", "没有办结的（办理中、待验收）")]


def in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "unfinished":
        return rows.filter(status__in=[Resolution.Status.OPEN, Resolution.Status.REPORTED])
    return rows.filter(status=value)


def by_lateness(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    late = Resolution.objects.late(timezone.localdate()).values("pk")
    return rows.filter(pk__in=late) if value == "late" else rows.exclude(pk__in=late)


def by_unit(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """With a part for a unit of that name; a military unit is found by its alias only."""
    units = MemberUnit.objects.named(text).values("pk")
    return rows.filter(pk__in=Undertaking.objects.filter(unit__in=units).values("resolution"))


def words(resolution: Resolution) -> str:
    return how_long(resolution, timezone.localdate())[0]


def colour(resolution: Resolution) -> str:
    given = how_long(resolution, timezone.localdate())[1]
    return f"tag-{given}" if given else tone(resolution)


def helpers(resolution: Resolution) -> str:
    return "、".join(unit.label for unit in resolution.helpers)


class ResolutionListing(Listing):
    title = "决议"
    unit = "项"
    definition = (
        "本人管辖范围内各联合体会议作出的决议，和有本辖区单位承办的；逾期指过了期限还没有报告完成"
    )
    sort = "due_on"
    columns = (
        ListColumn("title", "决议", "title", link=True, sort=("title",)),
        ListColumn("state", "进度", words, tag=colour, sort=("status", "due_on")),
        ListColumn("lead", "牵头单位", "lead.label"),
        ListColumn("helpers", "配合单位", helpers),
        ListColumn("due_on", "期限", "due_on", sort=("due_on",), kind="date"),
        ListColumn("meeting", "会议", "meeting.title", sort=("meeting__starts_at",)),
        ListColumn("alliance", "联合体", "alliance.name", sort=("alliance__name",)),
        ListColumn("outcome", "办理结果", "outcome", shown=False),
    )
    filters = (
        Filter("status", "状态", choices=STATES, narrow=in_state),
        Filter("late", "逾期", choices=[("late", "已逾期"), ("ok", "未逾期")], narrow=by_lateness),
        Filter("alliance", "联合体", fields=("alliance__name",), placeholder="两个字即可"),
        Filter("unit", "承办单位", narrow=by_unit, placeholder="两个字即可"),
        Filter("place", "街道、社区", choices=places, narrow=at_place("alliance__")),
    )
