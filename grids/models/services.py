"""What serves an area besides its posts: teams and stations."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from grids.models.areas import Area
from grids.models.posts import check_duty_phone

if TYPE_CHECKING:
    from members.models import User


class TeamQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> TeamQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def on(self, day: date) -> TeamQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def current(self) -> TeamQuerySet:
        return self.filter(until=None)

    def for_list(self) -> TeamQuerySet:
        grids = models.Prefetch("grids", TeamGrid.objects.select_related("area"))
        return self.select_related("area", "street", "community").prefetch_related(
            "functions", grids
        )


class ServiceTeam(Placed):
    """A service team of a community or street (`area`), attached to one or several grids."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("组团名称", max_length=60)
    duty_phone = models.CharField(
        "值班电话", max_length=20, blank=True, validators=[check_duty_phone]
    )
    note = models.CharField("说明", max_length=200, blank=True)
    since = models.DateField("组建日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "服务组团"
        ordering = ["pk"]
        indexes = [models.Index(fields=["community", "until"], name="team_community")]
        constraints = [
            models.UniqueConstraint(
                name="serviceteam_name_once_in_area",
                fields=["area", "name"],
                condition=Q(until=None),
                violation_error_message="该区域已有同名组团。",
            ),
            models.CheckConstraint(
                name="serviceteam_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamFunction(models.Model):
    """A function in a team, with how many people; public as a function, never by name."""

    class Function(models.TextChoices):
        OFFICIAL = "official", "机关干部"
        COMMUNITY = "community", "社区干部"
        POLICE = "police", "社区民警"
        MEDICAL = "medical", "医护人员"
        TEACHER = "teacher", "教师"
        LAWYER = "lawyer", "法律顾问"
        PARTY = "party", "党员骨干"
        VOLUNTEER = "volunteer", "志愿者"
        EXPERT = "expert", "专业技术人员"
        OTHER = "other", "其他力量"

    team = models.ForeignKey(ServiceTeam, models.CASCADE, related_name="functions")
    function = models.CharField("力量", max_length=10, choices=Function)
    people = models.PositiveSmallIntegerField("人数", default=1)
    duty_phone = models.CharField(
        "联系电话", max_length=20, blank=True, validators=[check_duty_phone]
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="teamfunction_once", fields=["team", "function"]),
            models.CheckConstraint(name="teamfunction_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return self.get_function_display()


class TeamGrid(models.Model):
    """A team serves this grid, from and to."""

    team = models.ForeignKey(ServiceTeam, models.CASCADE, related_name="grids")
    area = models.ForeignKey(Area, models.PROTECT, related_name="teams", verbose_name="网格")
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="teamgrid_once",
                fields=["team", "area"],
                condition=Q(until=None),
                violation_error_message="该组团已在服务这个网格。",
            ),
            models.CheckConstraint(
                name="teamgrid_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.area}"


class StationQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> StationQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def on(self, day: date) -> StationQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def current(self) -> StationQuerySet:
        return self.filter(until=None)

    def for_list(self) -> StationQuerySet:
        return self.select_related("area", "street", "community")


class ServiceStation(Placed):
    """A party and people's service centre or station: where, when open, what is there."""

    class Kind(models.TextChoices):
        CENTRE = "centre", "党群服务中心"
        STATION = "station", "党群服务站"
        POINT = "point", "党群服务点"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.STATION)
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=120)
    duty_phone = models.CharField("电话", max_length=20, validators=[check_duty_phone])
    # Rows of [weekday 1–7 (1 is Monday), opens, closes] in minutes after midnight: grids/hours.py.
    hours = models.JSONField("开放时间", default=list, blank=True)
    open_on_holidays = models.BooleanField("法定节假日照常开放", default=False)
    facilities = models.CharField("设施", max_length=300, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "党群服务阵地"
        ordering = ["pk"]
        indexes = [models.Index(fields=["community", "until"], name="station_community")]
        constraints = [
            models.UniqueConstraint(
                name="servicestation_name_once_in_area",
                fields=["area", "name"],
                condition=Q(until=None),
                violation_error_message="该区域已有同名阵地。",
            ),
            models.CheckConstraint(
                name="servicestation_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="servicestation_both_coordinates",
                # NOT NULL is said aloud: a comparison with NULL would pass the check.
                condition=Q(longitude=None, latitude=None)
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__gte=-180,
                    longitude__lte=180,
                    latitude__gte=-90,
                    latitude__lte=90,
                ),
                violation_error_message="经度和纬度要一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grids:station", args=[self.uuid])
