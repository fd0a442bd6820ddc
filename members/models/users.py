"""Who signs in, and which posts of an area's staff they hold."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from grids.models import Area, AreaQuerySet

if TYPE_CHECKING:
    from members.models.units import MemberUnitQuerySet


class User(AbstractUser):
    """An account. What it may see follows from its postings and its liaison appointment."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40, blank=True)

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def current_postings(self) -> list[Posting]:
        """The postings held today, read once per instance."""
        return list(self.postings.on(timezone.localdate()).select_related("area"))

    @property
    def is_staff_member(self) -> bool:
        """May enter the staff door: staff of an area, or an auditor."""
        return any(posting.role in Posting.READERS for posting in self.current_postings)

    @property
    def may_write(self) -> bool:
        """May change records as staff: an auditor reads only."""
        return any(posting.role in Posting.STAFF for posting in self.current_postings)

    @cached_property
    def is_liaison(self) -> bool:
        """Speaks for a unit today: the current appointment is the access."""
        from members.models.people import Liaison  # noqa: PLC0415 - people know their accounts

        return Liaison.objects.current().filter(person__user=self.pk).exists()

    @property
    def uses_phone_pages(self) -> bool:
        """May enter the phone door: grid worker, tutor or liaison officer."""
        return any(p.role in Posting.PHONE for p in self.current_postings) or self.is_liaison

    def areas(self) -> AreaQuerySet:
        """All areas this account works on as staff or reads as auditor, with their predecessors."""
        roots = [p.area_id for p in self.current_postings if p.role in Posting.READERS]
        return Area.objects.in_scope(roots)

    def writable_areas(self) -> AreaQuerySet:
        """The part of `areas()` in which this account may change records."""
        roots = [p.area_id for p in self.current_postings if p.role in Posting.STAFF]
        return Area.objects.in_scope(roots)

    def units(self) -> MemberUnitQuerySet:
        """The units this account speaks for: as staff those of its areas, as liaison its own."""
        from members.models.units import MemberUnit  # noqa: PLC0415 - units know users' areas

        return MemberUnit.objects.visible_to(self)


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date) -> PostingQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Posting(models.Model):
    """A role of an account in an area, while it lasts."""

    class Role(models.TextChoices):
        DISTRICT = "district", "区级管理员"
        STREET = "street", "街道工作人员"
        COMMUNITY = "community", "社区工作人员"
        GRID = "grid", "网格员"
        TUTOR = "tutor", "党建辅导员"
        AUDITOR = "auditor", "审计员"

    STAFF = frozenset({Role.DISTRICT, Role.STREET, Role.COMMUNITY})
    READERS = STAFF | {Role.AUDITOR}
    PHONE = frozenset({Role.GRID, Role.TUTOR})

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="账号")
    role = models.CharField("角色", max_length=10, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name="区域")
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(
                name="posting_once_at_a_time",
                fields=["user", "role", "area"],
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="posting_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_role_display()}"
