"""Declared figures of an area: people, ground, and party organisations by system."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from grids.models.areas import Area

if TYPE_CHECKING:
    from members.models import User


class FiguresQuerySet(models.QuerySet["AreaFigures"]):
    def visible_to(self, user: User) -> FiguresQuerySet:
        return self.filter(area__in=user.areas())


class AreaFigures(models.Model):
    """Figures of one area on one day, from one source. Every figure may be unknown (null)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="figures", verbose_name="区域")
    on = models.DateField("统计日期")
    source = models.CharField("来源", max_length=120)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    registered = models.PositiveIntegerField("户籍人口", null=True, blank=True)
    transient = models.PositiveIntegerField("暂住人口", null=True, blank=True)
    square_km = models.DecimalField(
        "面积（平方公里）", max_digits=10, decimal_places=4, null=True, blank=True
    )
    military_units = models.PositiveIntegerField("军警单位数", null=True, blank=True)
    large_state_firms = models.PositiveIntegerField("大型央企国企数", null=True, blank=True)

    objects = FiguresQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="areafigures_one_a_day_and_source", fields=["area", "on", "source"]
            ),
            models.CheckConstraint(
                name="areafigures_ground_positive",
                condition=Q(square_km=None) | Q(square_km__gt=Decimal(0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.on}"


class PartyFigures(models.Model):
    """Declared numbers of party organisations and members, by system. For staff only."""

    class System(models.TextChoices):
        LOCAL = "local", "街道、社区（村）"
        OTHER = "other", "军警企"

    figures = models.ForeignKey(AreaFigures, models.CASCADE, related_name="party")
    system = models.CharField("系统", max_length=5, choices=System)
    committees = models.PositiveIntegerField("党委（党总支）")
    branches = models.PositiveIntegerField("党支部")
    members = models.PositiveIntegerField("党员")

    class Meta:
        ordering = ["system"]
        constraints = [
            models.UniqueConstraint(name="partyfigures_one_a_system", fields=["figures", "system"])
        ]

    def __str__(self) -> str:
        return self.get_system_display()


class AreaGroup(models.Model):
    """How many people of one population group live in the area, in one set of figures."""

    class Group(models.TextChoices):
        NATIVE = "native", "原住村民（未动迁）"
        CONVERTED = "converted", "就地农转非"
        SETTLED = "settled", "迁入居民"
        OTHER = "other", "其他"

    figures = models.ForeignKey(AreaFigures, models.CASCADE, related_name="groups")
    group = models.CharField("人群", max_length=10, choices=Group)
    people = models.PositiveIntegerField("人数")

    class Meta:
        constraints = [models.UniqueConstraint(name="areagroup_once", fields=["figures", "group"])]

    def __str__(self) -> str:
        return self.get_group_display()
