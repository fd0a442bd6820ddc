"""Alliances and who belongs to them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from members.models.units import MemberUnit

if TYPE_CHECKING:
    from members.models.users import User


class AllianceQuerySet(PlacedQuerySet):
    def active(self) -> AllianceQuerySet:
        return self.filter(ended_on=None)

    def visible_to(self, user: User) -> AllianceQuerySet:
        """Alliances of the user's areas, and those that the user's own unit belongs to."""
        own = AllianceMembership.objects.current().filter(
            unit__liaisons__person__user=user.pk, unit__liaisons__until=None
        )
        return self.filter(Q(area__in=user.areas().values("pk")) | Q(pk__in=own.values("alliance")))

    def usual_for(self, user: User) -> Alliance | None:
        """The regional alliance of the one place where the account is posted; of several, None."""
        places = [posting.area_id for posting in user.current_postings]
        found = list(self.filter(kind=Alliance.Kind.REGIONAL, area__in=places)[:2])
        return found[0] if len(found) == 1 else None

    def for_list(self) -> AllianceQuerySet:
        """With its place and `member_count`, the units that belong to it now."""
        current = Count("memberships", filter=Q(memberships__until=None))
        return self.select_related("area").annotate(member_count=current)


class Alliance(Placed):
    """An alliance of units. A street or community has one regional alliance at a time."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", "区域型"
        FUNCTIONAL = "functional", "功能型"
        CHAIN = "chain", "链条型"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.REGIONAL)
    name = models.CharField("名称", max_length=100)
    # A functional alliance unites one industry, a chain alliance one chain; several functional ones
    # may share a business district (商圈), by which they are grouped on pages.
    industry = models.CharField("行业或链条", max_length=40, blank=True)
    circle = models.CharField("商圈、园区", max_length=40, blank=True)
    core = models.ForeignKey(
        "members.PartyOrganization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="core_of",
        verbose_name="核心党组织",
    )
    founded_on = models.DateField("成立日期")
    ended_on = models.DateField("终止日期", null=True, blank=True)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = "联合体"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="alliance_one_regional_an_area",
                fields=["area"],
                condition=Q(kind="regional", ended_on=None),
                violation_error_message="该区域已有区域型联合体。",
            ),
            models.CheckConstraint(
                name="alliance_functional_has_industry",
                condition=Q(kind="regional") | ~Q(industry=""),
                violation_error_message="功能型、链条型联合体要写明行业或链条。",
            ),
            models.CheckConstraint(
                name="alliance_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("founded_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:alliance", args=[self.uuid])

    @property
    def committee_url(self) -> str:
        return reverse("members:committee", args=["alliances", self.uuid])


class MembershipQuerySet(models.QuerySet["AllianceMembership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(until=None)

    def on(self, day: date) -> MembershipQuerySet:
        """Memberships that held on `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class AllianceMembership(models.Model):
    """A unit belongs to an alliance, from and to."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="memberships")
    part = models.CharField("分组或环节", max_length=40, blank=True, db_default="")
    since = models.DateField("加入日期")
    until = models.DateField("退出日期（不含）", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_one_at_a_time",
                fields=["alliance", "unit"],
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} · {self.unit}"
