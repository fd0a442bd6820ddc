"""By when the reports of a street are due, and when its officers are reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.stamps import stamp
from members.models import Alliance

if TYPE_CHECKING:
    from members.models import User


class ReportRuleQuerySet(models.QuerySet["ReportRule"]):
    def visible_to(self, user: User) -> ReportRuleQuerySet:
        return self.filter(alliance__area__in=user.areas().values("pk"))

    def in_force(self) -> ReportRuleQuerySet:
        """Those of alliances that have not ended."""
        return self.filter(alliance__ended_on=None)


class ReportRule(models.Model):
    """What the regional alliance of a street set; an alliance without a row has the defaults.

    Portal rule for the defaults: due on the 25th or the next workday, reminders five days and one
    day ahead (calendar days), and one when it is overdue. Days of 0: no such reminder.
    """

    DUE_DAY, FIRST_DAYS, LAST_DAYS = 25, 5, 1

    alliance = models.OneToOneField(Alliance, models.PROTECT, related_name="report_rule")
    due_day = models.PositiveSmallIntegerField("每月几日截止", default=DUE_DAY)
    first_days = models.PositiveSmallIntegerField("提前几天第一次提醒", default=FIRST_DAYS)
    last_days = models.PositiveSmallIntegerField("提前几天再次提醒", default=LAST_DAYS)
    chases = models.BooleanField("逾期后再提醒一次", default=True)

    objects = ReportRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "月报期限和提醒"
        constraints = [
            models.CheckConstraint(
                name="reportrule_due_within_the_month", condition=Q(due_day__gte=5, due_day__lte=28)
            ),
            models.CheckConstraint(
                name="reportrule_first_before_last",
                condition=Q(first_days=0) | Q(first_days__lte=20, first_days__gt=F("last_days")),
            ),
            models.CheckConstraint(name="reportrule_last_is_near", condition=Q(last_days__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.alliance}月报期限和提醒"

    def get_absolute_url(self) -> str:
        return reverse("meetings:report_rule", args=[self.alliance.uuid])

    @property
    def steps_text(self) -> str:
        """提前 5 天、提前 1 天、逾期后."""
        ahead = [f"提前 {days} 天" for days in (self.first_days, self.last_days) if days]
        return "、".join([*ahead, *(["逾期后"] if self.chases else [])]) or "不提醒"

    @property
    def seen(self) -> str:
        """Stamp of what the rule's form changes."""
        return stamp(self.due_day, self.first_days, self.last_days, self.chases)
