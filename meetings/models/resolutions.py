"""Resolutions of a meeting, followed to their end by the units that undertook them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.stamps import stamp
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from members.models import Alliance, MemberUnit

if TYPE_CHECKING:
    from members.models import User


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, user: User) -> ResolutionQuerySet:
        """As staff those of the user's alliances; what was announced, whoever has to do with it.

        That is: officers of the alliance's units, and staff of the area of a unit with a part in it
        (they speak for it where it has no officer).
        """
        areas = user.areas().values("pk")
        own = Alliance.objects.visible_to(user).values("pk")
        parts = Undertaking.objects.filter(unit__area__in=areas).values("resolution")
        announced = Q(announced_at__isnull=False) & (Q(alliance__in=own) | Q(pk__in=parts))
        return self.filter(Q(alliance__area__in=areas) | announced)

    def writable_by(self, user: User) -> ResolutionQuerySet:
        """Those the user decides on: as staff of the alliance's area, its convener."""
        return self.filter(alliance__area__in=user.writable_areas().values("pk"))

    def of_liaison(self, user: User) -> ResolutionQuerySet:
        """Announced ones that the unit whose liaison officer the user is now has a part in."""
        parts = Undertaking.objects.filter(
            unit__liaisons__person__user=user.pk, unit__liaisons__until=None
        )
        return self.announced().filter(pk__in=parts.values("resolution"))

    def announced(self) -> ResolutionQuerySet:
        """Those whose minutes are issued: before that no unit is told of them."""
        return self.exclude(announced_at=None)

    def unfinished(self) -> ResolutionQuerySet:
        """Neither accepted nor dropped: they come first on the agenda of the next meeting."""
        return self.filter(status__in=[Resolution.Status.OPEN, Resolution.Status.REPORTED])

    def late(self, today: date) -> ResolutionQuerySet:
        return self.filter(status=Resolution.Status.OPEN, due_on__lt=today)

    def for_list(self) -> ResolutionQuerySet:
        """With alliance, meeting and the units that undertook them; two queries."""
        rows = self.select_related("alliance", "meeting__rule__alliance")
        parts = Undertaking.objects.select_related("unit")
        return rows.prefetch_related(models.Prefetch("undertakings", parts))


class Resolution(models.Model):
    """What a meeting resolved shall be done: by which units, by when."""

    class Status(models.TextChoices):
        OPEN = "open", "办理中"
        REPORTED = "reported", "待验收"
        ACCEPTED = "accepted", "已办结"
        DROPPED = "dropped", "不再办理"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.REPORTED, Status.DROPPED},
        Status.REPORTED: {Status.ACCEPTED, Status.OPEN, Status.DROPPED},
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="resolutions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="resolutions"
    )
    title = models.CharField("决议", max_length=100)
    text = models.TextField("要求", max_length=500, blank=True)
    due_on = models.DateField("完成期限")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.OPEN)
    reason = models.CharField("不再办理的原因", max_length=200, blank=True)
    reported_at = models.DateTimeField("报告完成时间", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField("办理结果", max_length=500, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    missing = models.CharField("还差什么", max_length=200, blank=True)
    due_moved_at = models.DateTimeField("调整期限时间", null=True, blank=True)
    due_reason = models.CharField("调整期限的原因", max_length=200, blank=True)
    dropped_at = models.DateTimeField("停办时间", null=True, blank=True)
    announced_at = models.DateTimeField("印发时间", null=True, blank=True)
    accepted_at = models.DateTimeField("验收时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "决议"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["alliance", "status"], name="resolution_alliance_status")]
        constraints = [
            models.CheckConstraint(
                name="resolution_reported_has_facts",
                condition=~Q(status__in=["reported", "accepted"])
                | Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="resolution_returned_says_what",
                condition=Q(returned_at=None, missing="")
                | (Q(returned_at__isnull=False) & ~Q(missing="")),
            ),
            models.CheckConstraint(
                name="resolution_moved_says_why",
                condition=Q(due_moved_at=None, due_reason="")
                | (Q(due_moved_at__isnull=False) & ~Q(due_reason="")),
            ),
            models.CheckConstraint(
                name="resolution_accepted_has_facts",
                condition=~Q(status="accepted")
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="resolution_dropped_says_why", condition=~Q(status="dropped") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:resolution", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:my_resolution", args=[self.uuid])

    @property
    def seen(self) -> str:
        """Stamp of what a move changes: a tab left open moves nothing it did not show."""
        return stamp(self.status, self.reported_at and self.reported_at.timestamp(), self.due_on)

    @property
    def lead(self) -> MemberUnit:
        """Of one `for_list()`."""
        return next(one.unit for one in self.undertakings.all() if one.role == "lead")

    @property
    def helpers(self) -> list[MemberUnit]:
        return [one.unit for one in self.undertakings.all() if one.role == "helper"]

    @property
    def is_unfinished(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.REPORTED)

    @property
    def is_sent_back(self) -> bool:
        return self.status == self.Status.OPEN and self.returned_at is not None

    def is_late(self, today: date) -> bool:
        return self.status == self.Status.OPEN and self.due_on < today


class Undertaking(models.Model):
    """One unit's part in a resolution: exactly one leads."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        HELPER = "helper", "配合"

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="undertakings")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="undertakings")
    role = models.CharField("分工", max_length=6, choices=Role)

    class Meta:
        verbose_name = "承办单位"
        ordering = ["resolution", "-role", "unit"]  # the lead first
        constraints = [
            models.UniqueConstraint(name="undertaking_once_a_unit", fields=["resolution", "unit"]),
            models.UniqueConstraint(
                name="undertaking_one_lead", fields=["resolution"], condition=Q(role="lead")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}　{self.get_role_display()}"


class Progress(models.Model):
    """One line of what a unit did for a resolution."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="progress")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("进展", max_length=300)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "办理进展"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="progress_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return self.text
