"""Units that support an area or serve in a team, and what a person asked to have corrected."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grids.models import Area, ServiceTeam
from members.models.people import Person
from members.models.units import MemberUnit

if TYPE_CHECKING:
    from members.models.users import User


class SupportQuerySet(models.QuerySet["SupportLink"]):
    def visible_to(self, user: User) -> SupportQuerySet:
        areas = user.areas().values("pk")
        return self.filter(Q(area__in=areas) | Q(team__area__in=areas))

    def current(self) -> SupportQuerySet:
        """Standing links; one with a team ends with its team."""
        return self.filter(Q(team=None) | Q(team__until=None), until=None)

    def on(self, day: date) -> SupportQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def for_list(self) -> SupportQuerySet:
        return self.select_related("unit__area", "area__community", "team__area__community")


class SupportLink(models.Model):
    """A unit supports an area (包联), or has people in a service team."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="support", verbose_name="成员单位"
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supporters",
        verbose_name="包联区域",
    )
    team = models.ForeignKey(
        ServiceTeam,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supporters",
        verbose_name="服务组团",
    )
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "包联"
        constraints = [
            models.CheckConstraint(
                name="supportlink_one_target",
                condition=Q(area=None, team__isnull=False) | Q(area__isnull=False, team=None),
                violation_error_message="请选包联区域或服务组团中的一个。",
            ),
            models.UniqueConstraint(
                name="supportlink_area_once",
                fields=["unit", "area"],
                condition=Q(until=None),
                violation_error_message="该单位已包联这个区域。",
            ),
            models.UniqueConstraint(
                name="supportlink_team_once",
                fields=["unit", "team"],
                condition=Q(until=None),
                violation_error_message="该单位已在这个组团。",
            ),
            models.CheckConstraint(
                name="supportlink_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.target}"

    def get_absolute_url(self) -> str:
        """The page of the unit: a link has no page of its own."""
        return self.unit.get_absolute_url()

    @property
    def target(self) -> Area | ServiceTeam | None:
        return self.area or self.team

    @property
    def kind(self) -> str:
        return "包联" if self.area_id else "组团"


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    def open(self) -> CorrectionQuerySet:
        return self.filter(status=CorrectionRequest.Status.OPEN)

    def visible_to(self, user: User) -> CorrectionQuerySet:
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))

    def writable_by(self, user: User) -> CorrectionQuerySet:
        return self.filter(person__in=Person.objects.writable_by(user).values("pk"))


class CorrectionRequest(models.Model):
    """A person says what is wrong in their own data; staff answer."""

    class Status(models.TextChoices):
        OPEN = "open", "待处理"
        ANSWERED = "answered", "已答复"

    MOVES = {Status.OPEN: {Status.ANSWERED}}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    text = models.TextField("要更正的内容", max_length=500)
    asked_at = models.DateTimeField("提出时间")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    answer = models.TextField("答复", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "更正申请"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="correction_one_open_a_person",
                fields=["person"],
                condition=Q(status="open"),
                violation_error_message="上一份更正申请还在处理中。",
            ),
            models.CheckConstraint(
                name="correction_answered_has_answer",
                condition=Q(status="open", answer="", answered_at=None, answered_by=None)
                | (
                    Q(status="answered", answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("members:correction", args=[self.uuid])
