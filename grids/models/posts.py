"""Who is responsible for an area."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from common.fields import clean_duty_phone
from grids.models.areas import Area

if TYPE_CHECKING:
    from members.models import User


def check_duty_phone(text: str) -> None:
    """Raises ValidationError unless the number can be dialled."""
    clean_duty_phone(text)


class GridPostQuerySet(models.QuerySet["GridPost"]):
    def visible_to(self, user: User) -> GridPostQuerySet:
        return self.filter(area__in=user.areas())

    def on(self, day: date) -> GridPostQuerySet:
        """Posts held on `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def public(self, day: date) -> GridPostQuerySet:
        """Posts held on `day` whose holder agreed to be shown, as holder of the post."""
        return self.on(day).filter(consent_on__isnull=False)

    def current(self) -> GridPostQuerySet:
        """Posts not given up, those that begin later among them."""
        return self.filter(until=None)


class GridPost(models.Model):
    """A post in a grid (or above); its holder is named in public only with recorded consent."""

    class Role(models.TextChoices):
        HEAD = "head", "网格长"
        FULL_TIME = "full_time", "专职网格员"
        PART_TIME = "part_time", "兼职网格员"
        ALL_ROUND = "all_round", "全科网格员"
        GUIDE = "guide", "网格指导员"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name="区域")
    role = models.CharField("岗位", max_length=10, choices=Role)
    name = models.CharField("姓名", max_length=40)
    stand_in = models.CharField("替岗人", max_length=40, blank=True)
    duty_phone = models.CharField("值班电话", max_length=20, validators=[check_duty_phone])
    availability = models.CharField("服务时间", max_length=60, blank=True)
    consent_on = models.DateField("同意公开日期", null=True, blank=True)
    since = models.DateField("任职自")
    term_ends_on = models.DateField("任期至", null=True, blank=True)
    until = models.DateField("任职至（不含）", null=True, blank=True)

    objects = GridPostQuerySet.as_manager()

    class Meta:
        ordering = ["role", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="gridpost_one_head_at_a_time",
                fields=["area"],
                condition=Q(role="head", until=None),
                violation_error_message="该网格已有网格长，请先结束其任职。",
            ),
            models.UniqueConstraint(
                name="gridpost_once",
                fields=["area", "role", "name"],
                condition=Q(until=None),
                violation_error_message="该人员已在此岗位任职。",
            ),
            models.CheckConstraint(
                name="gridpost_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="gridpost_term_after_start",
                condition=Q(term_ends_on=None) | Q(term_ends_on__gte=F("since")),
                violation_error_message="任期不能早于任职日期结束。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    @property
    def public_name(self) -> str:
        """The holder's name as residents may read it: empty without recorded consent."""
        return self.name if self.consent_on else ""

    @property
    def public_stand_in(self) -> str:
        return self.stand_in if self.consent_on else ""
