"""Blank spots: what is missing for an area, since when, and who has to see to it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from common.insert import RandomUUID
from common.tree import Placed, PlacedQuerySet
from grids.models import Area

if TYPE_CHECKING:
    from members.models import User


class GapQuerySet(PlacedQuerySet):
    def open(self) -> GapQuerySet:
        return self.filter(closed_on=None)

    def visible_to(self, user: User) -> GapQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def for_list(self) -> GapQuerySet:
        return self.select_related("area", "street", "community", "owner")


class Gap(Placed):
    """One thing missing for one area; opened and closed by the job `find_gaps`, never by hand."""

    class Kind(models.TextChoices):
        NO_POST = "no_post", "没有责任人"
        VACATED = "vacated", "岗位空缺"
        NO_PARTY = "no_party", "没有党组织覆盖"
        NO_SERVICE = "no_service", "没有服务项目"
        UNCLAIMED = "unclaimed", "需求无人认领"

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    kind = models.CharField("缺口", max_length=10, choices=Kind)
    # The community (or, where there is none, the street) that has to fill it.
    owner = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="责任单位")
    opened_on = models.DateField("发现日期")
    closed_on = models.DateField("补上日期", null=True, blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = "覆盖缺口"
        ordering = ["opened_on", "pk"]
        indexes = [
            models.Index(
                fields=["street", "kind"], name="gap_street_open", condition=Q(closed_on=None)
            ),
            models.Index(
                fields=["district", "kind"], name="gap_district_open", condition=Q(closed_on=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="gap_one_open", fields=["kind", "area"], condition=Q(closed_on=None)
            ),
            models.CheckConstraint(
                name="gap_closes_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_kind_display()}"

    def age(self, day: date) -> int:
        """Days since it was found."""
        return ((self.closed_on or day) - self.opened_on).days
