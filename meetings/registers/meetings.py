"""The registers of meetings and of their rules."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.dates import moment_text
from common.listing import Filter, ListColumn, Listing
from meetings.models import Meeting, MeetingRule
from meetings.registers.tones import tone
from members.registers import at_place, places


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
