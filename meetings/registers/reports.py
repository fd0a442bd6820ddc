"""The register of monthly reports."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.dates import month_text
from common.listing import Filter, ListColumn, Listing
from grids.past import places_of
from meetings.models import LiaisonReport
from meetings.periods import add_months
from meetings.registers.tones import tone
from members.models import MemberUnit
from members.registers import at_place, places


def months(listing: Listing) -> list[tuple[str, str]]:
    """The last twelve months, the latest first; the month is read off the clock of the request."""
    first = timezone.localdate().replace(day=1)
    last = [add_months(first, -back) for back in range(12)]
    return [(f"{month:%Y-%m}", month_text(month)) for month in last]


def in_month(rows: QuerySet[Any], month: str) -> QuerySet[Any]:
    return rows.filter(month=date.fromisoformat(f"{month}-01"))


def by_lateness(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    late = LiaisonReport.objects.late(timezone.localdate()).values("pk")
    return rows.filter(pk__in=late) if value == "late" else rows.exclude(pk__in=late)


# What the staff home counts: reports handed in, and those that still wait for the unit.
COUNTED = {
    "handed": [LiaisonReport.Status.SUBMITTED, LiaisonReport.Status.ACCEPTED],
    "waiting": [LiaisonReport.Status.OPEN, LiaisonReport.Status.RETURNED],
}
STATES = [
    *LiaisonReport.Status.choices,
    ("handed", "已交（待审核、已通过）"),
    ("waiting", "未交（待提交、退回修改）"),
]


def in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(status__in=COUNTED.get(value, [value]))


def by_unit(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By the unit's name; a military unit is found by its alias only."""
    return rows.filter(unit__in=MemberUnit.objects.named(text).values("pk"))


def words(report: LiaisonReport) -> str:
    """待提交，逾期 3 天."""
    days = report.days_late(timezone.localdate())
    return report.get_status_display() + (f"，逾期 {days} 天" if days else "")


def colour(report: LiaisonReport) -> str:
    return "tag-late" if report.days_late(timezone.localdate()) else tone(report)


class ReportListing(Listing):
    title = "联络员月报"
    unit = "份"
    definition = "本人管辖范围内，各成员单位每月一份；逾期指截止日已过仍未提交或未改好"
    sort = "-month"
    columns = (
        ListColumn("unit", "单位", "unit.label", link=True, sort=("unit__name",)),
        ListColumn("month", "月份", lambda report: month_text(report.month), sort=("month", "-pk")),
        ListColumn("status", "状态", words, tag=colour, sort=("status",)),
        ListColumn("due_on", "截止", "due_on", sort=("due_on",), kind="date"),
        ListColumn("submitted_at", "提交时间", "submitted_at", sort=("submitted_at",)),
        ListColumn("no_change", "本月无变化", "no_change"),
        ListColumn("community", "社区（村）", "place.community", sort=("community__code",)),
        ListColumn("street", "街道", "place.street", shown=False),
    )
    filters = (
        Filter("month", "月份", choices=months, narrow=in_month),
        Filter("status", "状态", choices=STATES, narrow=in_state),
        Filter("late", "逾期", choices=[("late", "已逾期"), ("ok", "未逾期")], narrow=by_lateness),
        Filter("type", "单位类型", choices=MemberUnit.Type.choices, field="unit__type"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("q", "单位名称", narrow=by_unit, placeholder="两个字即可"),
    )

    def prepare(self, rows: list[LiaisonReport]) -> None:
        """Where each unit was on the day its report was due, by the names of that day."""
        places = places_of(rows, lambda report: report.due_on)
        for report in rows:
            report.place = places[report.pk]
