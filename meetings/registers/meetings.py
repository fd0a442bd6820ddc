"""The registers of meetings and of their rules."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from common.dates import moment_text
from common.listing import Filter, ListColumn, Listing
from meetings.models import Invitation, Meeting, MeetingRule
from meetings.registers.tones import tone
from members.registers import at_place, places


def coming(rows: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
    ahead = Q(starts_at__gte=timezone.now())
    return rows.filter(ahead if value == "ahead" else ~ahead)


def with_counts(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With `called`, `answered` and `came`: units that are counted at each meeting."""

    def count(invitations: QuerySet[Invitation]) -> Coalesce:
        of_one = invitations.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        return Coalesce(Subquery(of_one.annotate(n=Count("pk")).values("n")), 0)

    counted = Invitation.objects.counted()
    return rows.annotate(
        called=count(counted),
        answered=count(counted.exclude(reply="")),
        came=count(counted.present()),
    )


def answers(meeting: Any) -> str:
    """7/12 of the units called."""
    return f"{meeting.answered}/{meeting.called}" if meeting.notified_at else ""


def attendance(meeting: Any) -> str:
    """Once it has begun, or somebody is there already."""
    begun = meeting.notified_at and (meeting.came or meeting.starts_at <= timezone.now())
    return f"{meeting.came}/{meeting.called}" if begun else ""


def to_do(rows: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
    found = Meeting.objects.all()
    now = timezone.now()
    due = found.notice_due(now) if value == "notice" else found.waiting_for_word(now)
    return rows.filter(pk__in=due.values("pk"))


class MeetingListing(Listing):
    title = "会议安排"
    unit = "场"
    definition = (
        "本人管辖范围内各联合体的联席会议、联络员工作会议和自定会议，含已取消的；将要召开的在前；"
        "回执、到会为家数/应到家数"
    )
    sort = "title"
    columns = (
        ListColumn("title", "会议", "title", link=True, sort=("is_past", "starts_at")),
        ListColumn("alliance", "联合体", "rule.alliance.name", sort=("rule__alliance__name",)),
        ListColumn(
            "starts_at", "时间", lambda meeting: moment_text(meeting.starts_at), sort=("starts_at",)
        ),
        ListColumn("place", "地点", "place", sort=("place",)),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
        ListColumn("answers", "回执", answers),
        ListColumn("attendance", "到会", attendance),
    )
    filters = (
        Filter("when", "时间", choices=[("ahead", "将要召开"), ("past", "已过")], narrow=coming),
        Filter("kind", "会议", choices=MeetingRule.Kind.choices, field="rule__kind"),
        Filter(
            "todo",
            "要办的",
            choices=[("notice", "该发通知"), ("held", "待登记召开")],
            narrow=to_do,
        ),
        Filter("status", "状态", choices=Meeting.Status.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("rule__alliance__")),
    )


def rule_page(rule: Any) -> str:
    return rule.get_absolute_url() if rule.is_writable else ""


class RuleListing(Listing):
    title = "会议规则"
    unit = "条"
    definition = "本人管辖范围内各联合体的联席会议、联络员工作会议各一条，自定会议不限"
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
        ListColumn("kind", "会议", "meeting_name", sort=("kind", "name")),
        ListColumn("every", "周期", "every_text"),
        ListColumn("when", "时间", "when_text", sort=("week", "weekday", "starts")),
        ListColumn("place", "地点", "place", sort=("place",)),
        ListColumn("is_on", "启用", "is_on", sort=("is_on",)),
        ListColumn("collect_days", "征集截止（会前几天）", "collect_days", shown=False),
        ListColumn("notice_days", "发通知（会前几天）", "notice_days", shown=False),
        ListColumn("quorum", "到会要求（%）", "quorum", shown=False),
    )
    filters = (
        Filter("q", "联合体", fields=("alliance__name",), placeholder="两个字即可"),
        Filter("kind", "会议", choices=MeetingRule.Kind.choices),
        Filter("place", "街道、社区", choices=places, narrow=at_place("alliance__")),
        Filter("on", "启用", choices=[("True", "启用"), ("False", "停用")], field="is_on"),
    )
