"""The standing meetings of an alliance, from the day they are planned until all is done."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils import timezone

from common.dates import midnight
from common.insert import RandomUUID
from common.stamps import stamp
from meetings.models.rules import MOST_NOTICE_DAYS, MeetingRule
from members.models import Alliance, AllianceMembership, Liaison

if TYPE_CHECKING:
    from members.models import User


QUARTERS = "一二三四"
UNHELD = ["planned", "topics", "agenda", "notified", "cancelled"]
COLLECT_FOR = timedelta(days=14)  # portal rule: topics are collected for the two weeks before


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

    def notice_due(self, now: datetime) -> MeetingQuerySet:
        """Still to come, and the notice should have gone out by now, by the days of their rules."""
        tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
        by = [
            Q(rule__notice_days=days, starts_at__lt=tomorrow + timedelta(days=days))
            for days in range(1, MOST_NOTICE_DAYS + 1)
        ]
        uncalled = self.filter(status=Meeting.Status.AGENDA, starts_at__gt=now)
        return uncalled.filter(Q(*by, _connector=Q.OR))

    def waiting_for_word(self, now: datetime) -> MeetingQuerySet:
        """Units were called, the time has come, and nobody has said whether it was held."""
        return self.filter(status=Meeting.Status.NOTIFIED, starts_at__lte=now)

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
    """One meeting of one period, by its first day: of the quarter, the month, or what is agreed."""

    class Status(models.TextChoices):
        PLANNED = "planned", "已排期"
        TOPICS = "topics", "征集议题"
        AGENDA = "agenda", "确定议程"
        NOTIFIED = "notified", "已通知"
        HELD = "held", "已召开"
        CLOSED = "closed", "已办结"
        CANCELLED = "cancelled", "已取消"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.TOPICS, Status.AGENDA, Status.CANCELLED},
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
    topics_until = models.DateField("议题征集截止", null=True, blank=True)
    notified_at = models.DateTimeField("发出通知时间", null=True, blank=True)
    moved_at = models.DateTimeField("通知后改期时间", null=True, blank=True)
    held_at = models.DateTimeField("实际召开时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    # Fixed when the notice goes out, whatever becomes of the rule afterwards.
    quorum = models.PositiveSmallIntegerField("到会要求（%）", default=50, db_default=50)
    code = models.CharField("签到码", max_length=4, blank=True, db_default="")
    # How often time or place changed, and when last: what a calendar goes by.
    sequence = models.PositiveIntegerField("改期次数", default=0, db_default=0, editable=False)
    changed_at = models.DateTimeField("最近改期", null=True, blank=True, editable=False)

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
            models.CheckConstraint(
                name="meeting_topics_has_deadline",
                condition=~Q(status="topics") | Q(topics_until__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_notified_has_facts",
                condition=~Q(status__in=["notified", "held", "closed"])
                | Q(notified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_held_says_when",
                condition=Q(held_at=None, status__in=UNHELD)
                | Q(~Q(status__in=UNHELD), held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_closed_says_when",
                condition=Q(~Q(status="closed"), closed_at=None)
                | Q(status="closed", closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_moved_after_notice",
                condition=Q(moved_at=None) | Q(notified_at__isnull=False),
            ),
            models.CheckConstraint(name="meeting_quorum_percent", condition=Q(quorum__lte=99)),
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
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def seen(self) -> str:
        """Stamp of what the form of a new date changes."""
        return stamp(self.starts_at.timestamp(), self.place)

    @property
    def title(self) -> str:
        return f"{self.period_text}{self.rule.meeting_name}"

    @property
    def period_text(self) -> str:
        """2026 年第四季度, 11 月, 上半年, 9–10 月, by how long a period is."""
        year, month, months = self.period.year, self.period.month, self.rule.span
        words = {
            1: f" {month} 月",
            3: f"第{QUARTERS[(month - 1) // 3]}季度",
            6: "上半年" if month == 1 else "下半年",
            12: "",
        }
        return f"{year} 年{words.get(months, f' {month}–{month + months - 1} 月')}"

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def collects_until(self) -> date:
        """The last day on which topics can be handed in; before collection the one by the rule."""
        planned = self.day - timedelta(days=self.rule.collect_days or COLLECT_FOR.days)
        return min(self.topics_until or planned, self.day - timedelta(days=1))

    @property
    def collects_from(self) -> date:
        return self.collects_until - COLLECT_FOR

    @property
    def notice_due_on(self) -> date:
        """The day by which the notice should be out."""
        return self.day - timedelta(days=self.rule.notice_days)

    def takes_topics(self, now: datetime) -> bool:
        """Whether units may hand in topics now."""
        today = timezone.localdate(now)
        return self.status == self.Status.TOPICS and today <= self.collects_until

    def takes_replies(self, now: datetime) -> bool:
        """Whether units may answer now: from the notice until the meeting starts."""
        return self.status == self.Status.NOTIFIED and now < self.starts_at

    def is_today(self, now: datetime) -> bool:
        return timezone.localdate(now) == self.day

    def takes_codes(self, now: datetime) -> bool:
        """Whether officers may say by the code that they are there: on the day alone."""
        called = self.status in (self.Status.NOTIFIED, self.Status.HELD)
        return called and bool(self.code) and self.is_today(now)

    def waits_for_word(self, now: datetime) -> bool:
        """Its time has come, and nobody has said yet whether it was held."""
        return self.status == self.Status.NOTIFIED and self.starts_at <= now

    @property
    def agenda_is_open(self) -> bool:
        """Whether its agenda may be changed: from its stage until the meeting was held."""
        return self.status in (self.Status.AGENDA, self.Status.NOTIFIED)
