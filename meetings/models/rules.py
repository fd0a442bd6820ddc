"""The rules by which the standing meetings of an alliance are planned."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse

from common.stamps import stamp
from meetings.periods import span_of
from members.models import Alliance

if TYPE_CHECKING:
    from members.models import User

MOST_NOTICE_DAYS = 30
MONTHS = (1, 2, 3, 4, 6, 12)  # that a period of an own rule may last


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

    A joint meeting's period is the quarter, a liaison meeting's the month, an own one's as many
    `months` as its alliance wants. On a day that is not worked, the next workday; if that leaves
    the period, the last workday before.
    """

    class Kind(models.TextChoices):
        JOINT = "joint", "联席会议"
        LIAISON = "liaison", "联络员工作会议"
        OWN = "own", "自定会议"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "周一"
        TUESDAY = 1, "周二"
        WEDNESDAY = 2, "周三"
        THURSDAY = 3, "周四"
        FRIDAY = 4, "周五"

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="rules")
    kind = models.CharField("会议", max_length=8, choices=Kind)
    name = models.CharField("会议名称", max_length=20, blank=True, db_default="")
    months = models.PositiveSmallIntegerField("周期（月）", default=0, db_default=0)  # own: else 0
    week = models.PositiveSmallIntegerField("第几个")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday)
    starts = models.TimeField("开始时间", default=time(14, 30))
    place = models.CharField("地点", max_length=100, blank=True)
    collect_days = models.PositiveSmallIntegerField(
        "会前几天截止征集议题", default=14, db_default=14
    )
    notice_days = models.PositiveSmallIntegerField("会前几天发出通知", default=5, db_default=5)
    quorum = models.PositiveSmallIntegerField("到会要求（%）", default=50, db_default=50)
    is_on = models.BooleanField("启用", default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "会议规则"
        constraints = [
            models.UniqueConstraint(
                name="meetingrule_one_an_alliance_and_kind",
                fields=["alliance", "kind"],
                condition=~Q(kind="own"),
            ),
            models.UniqueConstraint(
                name="meetingrule_own_name_once",
                fields=["alliance", "name"],
                condition=Q(kind="own"),
                violation_error_message="这个联合体已有同名的会议。",
            ),
            models.CheckConstraint(
                name="meetingrule_own_has_name",
                condition=Q(~Q(name=""), kind="own") | Q(~Q(kind="own"), name=""),
            ),
            models.CheckConstraint(
                name="meetingrule_months_of_kind",
                condition=Q(~Q(kind="own"), months=0) | Q(kind="own", months__in=MONTHS),
            ),
            models.CheckConstraint(
                name="meetingrule_days_ahead",
                condition=Q(
                    collect_days__lte=60, notice_days__gte=1, notice_days__lte=MOST_NOTICE_DAYS
                ),
            ),
            models.CheckConstraint(name="meetingrule_quorum_percent", condition=Q(quorum__lte=99)),
            models.CheckConstraint(
                name="meetingrule_week_in_month", condition=Q(week__gte=1, week__lte=4)
            ),
            models.CheckConstraint(
                name="meetingrule_on_a_weekday", condition=Q(weekday__gte=0, weekday__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} {self.meeting_name}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:rule", args=[self.pk])

    @property
    def meeting_name(self) -> str:
        """联席会议, 联络员工作会议, or the name an alliance gave to a meeting of its own."""
        return self.name or self.get_kind_display()

    @property
    def span(self) -> int:
        """How many months a period lasts."""
        return span_of(self.kind, self.months)

    @property
    def every_text(self) -> str:
        """每月, 每季度, 每 2 个月."""
        words = {1: "每月", 3: "每季度", 6: "每半年", 12: "每年"}
        return words.get(self.span, f"每 {self.span} 个月")

    @property
    def when_text(self) -> str:
        """第 3 个周四 14:30."""
        return f"第 {self.week} 个{self.get_weekday_display()} {self.starts:%H:%M}"

    @property
    def seen(self) -> str:
        """Stamp of what the rule's form changes."""
        return stamp(
            *(self.week, self.weekday, self.starts, self.place, self.is_on, self.name),
            *(self.collect_days, self.notice_days, self.quorum),
        )
