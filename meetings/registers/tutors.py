"""The registers of tutors and of their assignments. No order of tutors, no counts compared."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from meetings.models import Assignment, Tutor
from meetings.models.assignments import period_text
from meetings.periods import QUARTER, add_months, first_of_period
from members.models import MemberUnit
from members.registers import at_place, places

TONES = {
    Tutor.Status.NOMINATED: "soon",
    Tutor.Status.APPROVED: "ok",
    Tutor.Status.REFUSED: "plain",
    Tutor.Status.ENDED: "done",
}


def by_person_or_unit(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    units = MemberUnit.objects.named(text)
    return rows.filter(Q(person__name__icontains=text) | Q(unit__in=units.values("pk")))


class TutorListing(Listing):
    title = "党建辅导员"
    unit = "人"
    definition = "本人管辖范围内成员单位推荐的辅导员，含待选拔、未入选和已离任的"
    empty = "没有符合条件的辅导员。"
    sort = "status"
    columns = (
        ListColumn("name", "姓名", "person.name", link=True, sort=("person__name",)),
        ListColumn("unit", "推荐单位", "unit.label", sort=("unit__name",)),
        ListColumn("expertise", "专长", "expertise"),
        ListColumn(
            "status",
            "状态",
            "get_status_display",
            tag=lambda one: f"tag-{TONES[one.status]}",
            sort=("-status", "unit__name"),
        ),
        ListColumn("nominated", "推荐日期", "nominated_on", sort=("nominated_on",), kind="date"),
        ListColumn("since", "任职自", "since", sort=("since",), kind="date"),
        ListColumn("until", "离任", "until", sort=("until",), kind="date", shown=False),
        ListColumn("place", "社区（村）", "unit.community.name", sort=("unit__community__code",)),
    )
    filters = (
        Filter("q", "姓名或单位", narrow=by_person_or_unit),
        Filter("status", "状态", choices=Tutor.Status.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("unit__")),
    )


def quarters(listing: Listing) -> list[tuple[str, str]]:
    """The next quarter and the last eight, the latest first."""
    first = first_of_period(QUARTER, timezone.localdate())
    days = [add_months(first, 3 * step) for step in range(1, -8, -1)]
    return [(day.isoformat(), period_text(day)) for day in days]


def in_quarter(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
    return rows.filter(period=date.fromisoformat(day))


def by_either(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    named = MemberUnit.objects.named(text).values("pk")
    of_tutor = Q(tutor__person__name__icontains=text) | Q(tutor__unit__in=named)
    return rows.filter(of_tutor | Q(unit__in=named))


def by_visits(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(visit_count=0) if value == "no" else rows.filter(visit_count__gt=0)


def state_of(one: Assignment) -> str:
    if one.ended_on:
        return "提前结束"
    today = timezone.localdate()
    if one.since > today:
        return "待开始"
    return "进行中" if one.until > today else "已期满"


STATE_TONES = {"提前结束": "done", "待开始": "go", "进行中": "ok", "已期满": "done"}


class AssignmentListing(Listing):
    title = "一对一辅导安排"
    unit = "条"
    definition = (
        "单位或辅导员在本人管辖范围内的安排，每家单位每季度一条，提前结束的另有一条；"
        "进行中还没去的在前"
    )
    empty = "没有符合条件的安排。"
    sort = "visits"
    columns = (
        ListColumn("unit", "单位", "unit.label", link=True, sort=("unit__name",)),
        ListColumn("tutor", "辅导员", "tutor.person.name", sort=("tutor__person__name",)),
        ListColumn("from", "辅导员单位", "tutor.unit.label"),
        ListColumn("period", "期次", "period_text", sort=("period", "-pk")),
        ListColumn("state", "状态", state_of, tag=lambda one: f"tag-{STATE_TONES[state_of(one)]}"),
        ListColumn(
            "visits",
            "已登记辅导",
            lambda one: "还没去" if one.is_waiting else f"{one.visit_count} 次",
            tag=lambda one: "tag-soon" if one.is_waiting else "",
            sort=("-is_waiting", "-period", "unit__area__code", "unit__name"),
        ),
        ListColumn("alliance", "联合体", "alliance.name", shown=False),
    )
    filters = (
        Filter("q", "单位或辅导员", narrow=by_either),
        Filter("period", "期次", choices=quarters, narrow=in_quarter),
        Filter("place", "街道、社区", choices=places, narrow=at_place("unit__")),
        Filter(
            "visits", "辅导", choices=[("no", "还没有登记"), ("yes", "已有登记")], narrow=by_visits
        ),
    )
