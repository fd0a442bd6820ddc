"""Whom tutors are sent to for a period, and their visits there."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse

from common.dates import as_day
from common.stamps import stamp
from meetings.models.tutors import Tutor
from meetings.periods import add_months
from members.models import Alliance, MemberUnit

if TYPE_CHECKING:
    from members.models import User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Of a unit, or of a tutor, from the user's areas."""
        areas = user.areas().values("pk")
        return self.filter(Q(unit__area__in=areas) | Q(tutor__unit__area__in=areas))

    def writable_by(self, user: User) -> AssignmentQuerySet:
        return self.filter(alliance__area__in=user.writable_areas().values("pk"))

    def of_tutor(self, user: User) -> AssignmentQuerySet:
        """Those of the tutor who signs in with this account."""
        return self.filter(tutor__person__user=user.pk, tutor__status=Tutor.Status.APPROVED)

    def of_officer(self, user: User) -> AssignmentQuerySet:
        """Those of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def standing(self) -> AssignmentQuerySet:
        return self.filter(ended_on=None)

    def ahead(self, today: date) -> AssignmentQuerySet:
        """Running today, or to begin."""
        return self.standing().filter(until__gt=today)

    def on(self, day: date) -> AssignmentQuerySet:
        """Running on that day."""
        return self.ahead(day).filter(since__lte=day)

    def without_visit(self) -> AssignmentQuerySet:
        return self.exclude(Exists(Visit.objects.filter(assignment=OuterRef("pk"))))

    def for_list(self) -> AssignmentQuerySet:
        """With `visit_count`."""
        rows = self.select_related("tutor__person", "tutor__unit", "unit__area", "alliance")
        return rows.annotate(visit_count=Count("visits"))

    def for_register(self, today: date) -> AssignmentQuerySet:
        """With `is_waiting`, too: running and not visited yet. Those are to be shown first."""
        waits = Q(ended_on=None, since__lte=today, until__gt=today, visit_count=0)
        waiting = ExpressionWrapper(waits, output_field=BooleanField())
        return self.for_list().annotate(is_waiting=waiting)


class Assignment(models.Model):
    """One tutor for one unit for one period. `own_unit` is the tutor's, on that day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="assignments")
    tutor = models.ForeignKey(Tutor, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="tutored")
    own_unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="+")
    period = models.DateField("期次（首日）")
    since = models.DateField("自")
    until = models.DateField("至（不含）")
    made_at = models.DateTimeField("安排时间")
    ended_on = models.DateField("提前结束", null=True, blank=True)
    end_reason = models.CharField("提前结束的原因", max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "一对一辅导"
        ordering = ["-period", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="assignment_one_tutor_a_unit",
                fields=["unit", "period"],
                condition=Q(ended_on=None),
                violation_error_message="这家单位这一期已有辅导员。",
            ),
            models.CheckConstraint(
                name="assignment_never_own_unit",
                condition=~Q(unit=F("own_unit")),
                violation_error_message="辅导员不能辅导自己的单位。",
            ),
            models.CheckConstraint(
                name="assignment_runs_some_days",
                condition=Q(until__gt=F("since"), since__gte=F("period")),
            ),
            models.CheckConstraint(
                name="assignment_ended_says_why",
                condition=Q(ended_on=None, end_reason="")
                | Q(~Q(end_reason=""), ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label}　{self.period_text}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:assignment", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:my_assignment", args=[self.uuid])

    @property
    def period_text(self) -> str:
        return period_text(self.period)

    @property
    def nudge_on(self) -> date:
        """Portal rule: the middle of the period's last month, when a visit should have been."""
        return add_months(self.period, 2).replace(day=15)


def period_text(period: date) -> str:
    """2026 年第四季度."""
    return f"{period.year} 年第{'一二三四'[(period.month - 1) // 3]}季度"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        seen = Assignment.objects.visible_to(user)
        return self.filter(assignment__in=seen.values("pk"))

    def of_unit_between(
        self, unit: MemberUnit | int, start: date | datetime, end: date | datetime
    ) -> VisitQuerySet:
        """Visits to that unit from `start` on and before `end`: facts of its month."""
        days = {"on__gte": as_day(start), "on__lt": as_day(end)}
        return self.filter(assignment__unit=unit, **days).for_list().order_by("on", "pk")

    def for_list(self) -> VisitQuerySet:
        return self.select_related(
            *(
                "assignment__unit",
                "assignment__tutor__person",
                "assignment__tutor__unit",
                "noted_by",
            )
        )


class Visit(models.Model):
    """What a tutor did at a unit: which form, when, on what, with what outcome."""

    class Form(models.TextChoices):
        LESSON = "lesson", "党课"
        FORUM = "forum", "座谈会"
        FIELD = "field", "实地学习"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="visits")
    form = models.CharField("形式", max_length=6, choices=Form, default=Form.LESSON)
    on = models.DateField("日期")
    topic = models.CharField("主题", max_length=60)
    outcome = models.CharField("收获", max_length=300, blank=True)
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "辅导记录"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_noted_once",
                fields=["assignment", "on", "form", "topic"],
                violation_error_message="这次辅导已经登记过。",
            ),
            models.CheckConstraint(
                name="visit_has_known_form", condition=Q(form__in=["lesson", "forum", "field"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()}：{self.topic}"

    @property
    def seen(self) -> str:
        return stamp(self.form, self.on, self.topic, self.outcome)
