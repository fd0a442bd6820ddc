"""The annual plan of an alliance with its stage goals, agreed and reviewed at joint meetings."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from common.stamps import stamp
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from members.models import Alliance, MemberUnit

if TYPE_CHECKING:
    from members.models import User


class PlanQuerySet(models.QuerySet["AnnualPlan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        """As staff, all of the user's areas; as an officer, what own alliances agreed."""
        staff = Q(alliance__area__in=user.areas().values("pk"))
        own = Q(alliance__in=Alliance.objects.visible_to(user).values("pk"))
        return self.filter(staff | own & Q(status=AnnualPlan.Status.AGREED))

    def writable_by(self, user: User) -> PlanQuerySet:
        return self.filter(alliance__area__in=user.writable_areas().values("pk"))

    def for_list(self) -> PlanQuerySet:
        """With `goal_count` and `done_count`."""
        done = Count("goals", filter=Q(goals__state=StageGoal.State.DONE))
        counts = {"goal_count": Count("goals"), "done_count": done}
        return self.select_related("alliance", "meeting__rule").annotate(**counts)


class AnnualPlan(models.Model):
    """What an alliance means to do in a year; a draft until a joint meeting agrees it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "待会议审议"
        AGREED = "agreed", "会议已通过"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.DRAFT: {Status.AGREED}}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="plans", verbose_name="联合体"
    )
    year = models.PositiveSmallIntegerField("年度")
    text = models.TextField("总体安排", max_length=3000)
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.DRAFT)
    written_at = models.DateTimeField("起草时间")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="plans_agreed"
    )
    agreed_at = models.DateTimeField("通过时间", null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度工作计划"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="plan_one_an_alliance_and_year",
                fields=["alliance", "year"],
                violation_error_message="这个联合体当年的计划已经有了。",
            ),
            models.CheckConstraint(
                name="plan_year_is_one", condition=Q(year__gte=2000, year__lte=2100)
            ),
            models.CheckConstraint(
                name="plan_agreed_has_facts",
                condition=Q(status="draft", meeting=None, agreed_at=None)
                | Q(status="agreed", meeting__isnull=False, agreed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度工作计划"

    def get_absolute_url(self) -> str:
        return reverse("meetings:plan", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:phone_plan", args=[self.uuid])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def seen(self) -> str:
        return stamp(self.status, self.text)


class StageGoal(models.Model):
    """A goal of the plan with its key task; `state` and `note` are those of its last review."""

    class State(models.TextChoices):
        WAITING = "waiting", "未开始"
        UNDER_WAY = "under_way", "推进中"
        DONE = "done", "已完成"

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="goals")
    title = models.CharField("阶段目标", max_length=60)
    task = models.CharField("重点工作", max_length=300, blank=True)
    lead = models.ForeignKey(
        MemberUnit, models.PROTECT, null=True, blank=True, related_name="goals",
        verbose_name="牵头单位",
    )  # fmt: skip
    due_on = models.DateField("完成时间")
    state = models.CharField("进度", max_length=9, choices=State, default=State.WAITING)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "阶段目标"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="goal_once",
                fields=["plan", "title"],
                violation_error_message="计划里已有同名的目标。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seen(self) -> str:
        return stamp(self.title, self.task, self.lead_id, self.due_on, self.state, self.note)

    def is_late(self, today: date) -> bool:
        return self.state != self.State.DONE and self.due_on < today


class PlanItem(models.Model):
    """The plan on the agenda of a meeting. `item` is none once it was struck off there."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="plan_items")
    item = models.OneToOneField(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="plan_item"
    )

    class Meta:
        verbose_name = "年度工作计划的议程"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="plan_item_once_a_meeting", fields=["plan", "meeting"])
        ]

    def __str__(self) -> str:
        return f"{self.plan}　{self.meeting}"


class GoalReview(models.Model):
    """What a joint meeting found of a goal."""

    goal = models.ForeignKey(StageGoal, models.CASCADE, related_name="reviews")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="goal_reviews")
    state = models.CharField("进度", max_length=9, choices=StageGoal.State)
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "目标检查"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="goal_review_once_a_meeting", fields=["goal", "meeting"])
        ]

    def __str__(self) -> str:
        return f"{self.goal}　{self.get_state_display()}"
