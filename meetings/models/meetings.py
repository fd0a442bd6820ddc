"""The standing meetings of an alliance and the rules by which they are planned."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse

from common.insert import RandomUUID
from common.stamps import stamp
from members.models import Alliance, AllianceMembership, Liaison

if TYPE_CHECKING:
    from members.models import User


QUARTERS = "一二三四"


class RuleQuerySet(models.QuerySet["MeetingRule"]):
    def visible_to(self, user: User) -> RuleQuerySet:
        return self.filter(alliance__area__in=user.areas().values("pk"))

    def writable_by(self, user: User) -> RuleQuerySet:
        return self.filter(alliance__area__in=user.writable_areas().values("pk"))

    def for_list(self, user: User) -> RuleQuerySet:
        """With the alliance and `is_writable`, whether the user may change the rule."""
        own = Q(alliance__area__in=user.writable_areas().values("pk"))
        writable = ExpressionWrapper(own, output_field=BooleanField())
        return self.select_related("alliance").annotate(is_writable=writable)


class MeetingRule(models.Model):
    """When an alliance meets: the n-th weekday of the period's last month, at a time.

    A joint meeting's period is the quarter, a liaison meeting's the month. On a day that is not
    worked, the next workday; if that leaves the period, the last workday before.
    """

    class Kind(models.TextChoices):
        JOINT = "joint", "联席会议"
        LIAISON = "liaison", "联络员工作会议"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "周一"
        TUESDAY = 1, "周二"
        WEDNESDAY = 2, "周三"
        THURSDAY = 3, "周四"
        FRIDAY = 4, "周五"

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="rules")
    kind = models.CharField("会议", max_length=8, choices=Kind)
    week = models.PositiveSmallIntegerField("第几个")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday)
    starts = models.TimeField("开始时间", default=time(14, 30))
    place = models.CharField("地点", max_length=100, blank=True)
    is_on = models.BooleanField("启用", default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "会议规则"
        constraints = [
            models.UniqueConstraint(
                name="meetingrule_one_an_alliance_and_kind", fields=["alliance", "kind"]
            ),
            models.CheckConstraint(
                name="meetingrule_week_in_month", condition=Q(week__gte=1, week__lte=4)
            ),
            models.CheckConstraint(
                name="meetingrule_on_a_weekday", condition=Q(weekday__gte=0, weekday__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:rule", args=[self.pk])

    @property
    def when_text(self) -> str:
        """第 3 个周四 14:30."""
        return f"第 {self.week} 个{self.get_weekday_display()} {self.starts:%H:%M}"

    @property
    def seen(self) -> str:
        """Stamp of what the rule's form changes."""
        return stamp(self.week, self.weekday, self.starts, self.place, self.is_on)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        return self.filter(rule__alliance__in=Alliance.objects.visible_to(user).values("pk"))

    def writable_by(self, user: User) -> MeetingQuerySet:
        """Meetings the user may move or call off: as staff of the alliance's area."""
        return self.filter(rule__alliance__area__in=user.writable_areas().values("pk"))

    def ahead(self, now: datetime) -> MeetingQuerySet:
        """Still to come and not called off, the next first."""
        coming = self.filter(starts_at__gte=now).exclude(status=Meeting.Status.CANCELLED)
        return coming.order_by("starts_at", "pk")

    def of_officer(self, user: User) -> MeetingQuerySet:
        """Meetings of the alliances of the unit whose liaison officer the user is."""
        own = Liaison.objects.current().filter(person__user=user.pk).values("unit")
        memberships = AllianceMembership.objects.current().filter(unit__in=own)
        return self.filter(rule__alliance__in=memberships.values("alliance"))

    def for_list(self) -> MeetingQuerySet:
        return self.select_related("rule__alliance")

    def for_register(self, now: datetime) -> MeetingQuerySet:
        """With `is_past`, by which the register puts what is to come first."""
        past = ExpressionWrapper(Q(starts_at__lt=now), output_field=BooleanField())
        return self.for_list().annotate(is_past=past)


class Meeting(models.Model):
    """One meeting of one period. The period is its first day: of the quarter or of the month."""

    class Status(models.TextChoices):
        PLANNED = "planned", "已排期"
        TOPICS = "topics", "征集议题"
        AGENDA = "agenda", "确定议程"
        NOTIFIED = "notified", "已通知"
        HELD = "held", "已召开"
        CLOSED = "closed", "已办结"
        CANCELLED = "cancelled", "已取消"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.TOPICS, Status.CANCELLED},
        Status.TOPICS: {Status.AGENDA, Status.CANCELLED},
        Status.AGENDA: {Status.NOTIFIED, Status.CANCELLED},
        Status.NOTIFIED: {Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.CLOSED},
    }

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    rule = models.ForeignKey(MeetingRule, models.PROTECT, related_name="meetings")
    period = models.DateField("期次（首日）")
    starts_at = models.DateTimeField("开始时间")
    place = models.CharField("地点", max_length=100, blank=True)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PLANNED)
    moved_by_hand = models.BooleanField("人工改期", default=False)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    # How often time or place changed, and when last: what a calendar goes by.
    sequence = models.PositiveIntegerField("改期次数", default=0, db_default=0, editable=False)
    moved_at = models.DateTimeField("最近改期", null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="meeting_one_a_rule_and_period", fields=["rule", "period"]
            ),
            models.CheckConstraint(
                name="meeting_cancelled_says_why",
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="meeting_starts_at")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:phone_meeting", args=[self.uuid])

    @property
    def may_be_cancelled(self) -> bool:
        return self.Status.CANCELLED in self.MOVES.get(self.status, ())

    @property
    def seen(self) -> str:
        """Stamp of what the form of a new date changes."""
        return stamp(self.starts_at.timestamp(), self.place)

    @property
    def title(self) -> str:
        return f"{self.period_text}{self.rule.get_kind_display()}"

    @property
    def period_text(self) -> str:
        """2026 年第四季度 for a joint meeting, 2026 年 11 月 for a liaison meeting."""
        if self.rule.kind == MeetingRule.Kind.JOINT:
            return f"{self.period.year} 年第{QUARTERS[(self.period.month - 1) // 3]}季度"
        return f"{self.period.year} 年 {self.period.month} 月"
