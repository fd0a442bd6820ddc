"""The registers of this room: which columns and filters their lists have."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.dates import moment_text, month_text
from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from grids.past import places_of
from meetings.models import LiaisonReport, Meeting, MeetingRule
from meetings.periods import add_months
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


def tone(obj: Any) -> str:
    return f"tag-{TONES.get(obj.status, 'plain')}"


class ReportListing(Listing):
    title = "联络员月报"
    unit = "份"
    definition = "本人管辖范围内，各成员单位每月一份；逾期指截止日已过仍未提交或未改好"
    sort = "-month"
    columns = (
        ListColumn("unit", "单位", "unit.label", link=True, sort=("unit__name",)),
        ListColumn("month", "月份", lambda report: month_text(report.month), sort=("month", "-pk")),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
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


def coming(rows: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
    ahead = Q(starts_at__gte=timezone.now())
    return rows.filter(ahead if value == "ahead" else ~ahead)


class MeetingListing(Listing):
    title = "会议安排"
    unit = "场"
    definition = "本人管辖范围内各联合体的联席会议和联络员工作会议，含已取消的；将要召开的在前"
    sort = "title"
    columns = (
        ListColumn("title", "会议", "title", link=True, sort=("is_past", "starts_at")),
        ListColumn("alliance", "联合体", "rule.alliance.name", sort=("rule__alliance__name",)),
        ListColumn(
            "starts_at", "时间", lambda meeting: moment_text(meeting.starts_at), sort=("starts_at",)
        ),
        ListColumn("place", "地点", "place", sort=("place",)),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
    )
    filters = (
        Filter("when", "时间", choices=[("ahead", "将要召开"), ("past", "已过")], narrow=coming),
        Filter("kind", "会议", choices=MeetingRule.Kind.choices, field="rule__kind"),
        Filter("status", "状态", choices=Meeting.Status.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("rule__alliance__")),
    )


def rule_page(rule: Any) -> str:
    return rule.get_absolute_url() if rule.is_writable else ""


class RuleListing(Listing):
    title = "会议规则"
    unit = "条"
    definition = "本人管辖范围内各联合体的两类例会，每类一条"
    sort = "alliance"
    empty = "没有符合条件的规则。联合体成立后一小时内会有。"
    columns = (
        ListColumn(
            "alliance",
            "联合体",
            "alliance.name",
            link=rule_page,
            sort=("alliance__area__code", "kind"),
        ),
        ListColumn("kind", "会议", "get_kind_display", sort=("kind",)),
        ListColumn("when", "时间", "when_text", sort=("week", "weekday", "starts")),
        ListColumn("place", "地点", "place", sort=("place",)),
        ListColumn("is_on", "启用", "is_on", sort=("is_on",)),
    )
    filters = (
        Filter("q", "联合体", fields=("alliance__name",), placeholder="两个字即可"),
        Filter("kind", "会议", choices=MeetingRule.Kind.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("alliance__")),
        Filter("on", "启用", choices=[("True", "启用"), ("False", "停用")], field="is_on"),
    )
