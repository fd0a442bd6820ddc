"""Deliberations 议事: an issue of a neighbourhood taken through recorded steps."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet

if TYPE_CHECKING:
    from members.models import User

# 民主议事六步法; the source names it without its steps, so these are a default and data.
SIX_STEPS = ("提议", "商议", "审议", "决议", "公示", "评议")
FOUR_STEPS = ("提议", "商议", "决议", "公示")


class DeliberationQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> DeliberationQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def public(self) -> DeliberationQuerySet:
        """Those with at least one step that is put up as a public notice."""
        noticed = DeliberationStep.objects.exclude(notice="").values("deliberation")
        return self.filter(pk__in=noticed)

    def with_notice_day(self) -> DeliberationQuerySet:
        """With `put_up_on`: the day of the latest notice."""
        return self.annotate(put_up_on=Max("steps__noticed_on"))

    def current(self) -> DeliberationQuerySet:
        return self.filter(ended_on=None)

    def for_list(self) -> DeliberationQuerySet:
        return self.select_related("area", "community", "street")


class Deliberation(Placed):
    """An issue and its steps. `area` is the neighbourhood: a community, a grid or a micro-grid."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("议题", max_length=60)
    text = models.TextField("情况说明", max_length=1000, blank=True)
    request = models.ForeignKey(
        "projects.Request", models.PROTECT, null=True, blank=True, related_name="deliberations"
    )
    begun_on = models.DateField("发起日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "议事"
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="deliberation_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")),
            ),
            models.CheckConstraint(
                name="deliberation_ended_has_outcome", condition=Q(ended_on=None) | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:deliberation", args=[self.uuid])

    @property
    def public_url(self) -> str:
        return reverse("projects:open_deliberation", args=[self.uuid])


class DeliberationStep(models.Model):
    """A step: planned by its name, held with a day, a count of people and what came of it."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("步骤", max_length=20)
    held_on = models.DateField("日期", null=True, blank=True)
    people = models.PositiveSmallIntegerField("到场人数", null=True, blank=True)
    outcome = models.CharField("结果", max_length=500, blank=True)
    notice = models.CharField("公示内容", max_length=500, blank=True)
    noticed_on = models.DateField("公示日期", null=True, blank=True)
    # The latest correction; what stood there before is in the audit trail.
    corrected_on = models.DateField("更正日期", null=True, blank=True)
    correction = models.CharField("更正说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "议事步骤"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="step_order_once", fields=["deliberation", "order"]),
            models.CheckConstraint(
                name="step_held_has_outcome",
                condition=Q(held_on=None, people=None, outcome="", notice="")
                | (Q(held_on__isnull=False, people__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="step_corrected_has_words",
                condition=Q(corrected_on=None, correction="")
                | (
                    Q(held_on__isnull=False, corrected_on__isnull=False)
                    & Q(corrected_on__gte=F("held_on"))
                    & ~Q(correction="")
                ),
            ),
            models.CheckConstraint(
                name="step_notice_has_day",
                condition=Q(notice="", noticed_on=None)
                | (~Q(notice="") & Q(noticed_on__isnull=False, noticed_on__gte=F("held_on"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name
