"""The minutes of a meeting, in versions; an issued version stays as it was issued."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse

from common.stamps import stamp
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from members.models import Alliance

if TYPE_CHECKING:
    from members.models import User


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: User) -> MinutesQuerySet:
        """As staff, all of the user's areas; as an officer, what was issued in own alliances."""
        own = Alliance.objects.visible_to(user).values("pk")
        staff = Q(meeting__rule__alliance__area__in=user.areas().values("pk"))
        issued = Q(status=Minutes.Status.ISSUED, meeting__rule__alliance__in=own)
        return self.filter(staff | issued)

    def issued(self) -> MinutesQuerySet:
        return self.filter(status=Minutes.Status.ISSUED)

    def drafts(self) -> MinutesQuerySet:
        return self.filter(status=Minutes.Status.DRAFT)

    def valid(self) -> MinutesQuerySet:
        """Of each meeting the last version that was issued."""
        last = self.model.objects.issued().values("meeting").annotate(last=Max("pk"))
        return self.issued().filter(pk__in=last.values("last"))


class Minutes(models.Model):
    """One version of a meeting's minutes. What corrects an issued one is a new version."""

    class Status(models.TextChoices):
        DRAFT = "draft", "记录中"
        ISSUED = "issued", "已印发"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.DRAFT: {Status.ISSUED}}
    KEPT_FROM = (Meeting.Status.NOTIFIED, Meeting.Status.HELD)  # when the first version is taken

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.DRAFT)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    # Who came, as it was known when this version was issued (see meetings.minutes.attendance_of).
    attendance = models.JSONField("到会情况", default=dict, blank=True)
    begun_at = models.DateTimeField("开始记录")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "会议纪要"
        ordering = ["meeting", "version"]
        constraints = [
            models.UniqueConstraint(name="minutes_version_once", fields=["meeting", "version"]),
            models.UniqueConstraint(
                name="minutes_one_draft", fields=["meeting"], condition=Q(status="draft")
            ),
            models.CheckConstraint(name="minutes_version_counts", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="minutes_correction_says_why",
                condition=Q(version=1, reason="") | (Q(version__gt=1) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="minutes_issued_has_facts",
                condition=Q(status="draft", issued_at=None, issued_by=None)
                | Q(status="issued", issued_at__isnull=False, issued_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting.title}纪要（第 {self.version} 版）"

    def get_absolute_url(self) -> str:
        return reverse("meetings:minutes_version", args=[self.meeting.uuid, self.version])

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def phone_url(self) -> str:
        return reverse("meetings:phone_minutes", args=[self.meeting.uuid])


class Outcome(models.Model):
    """What the minutes say of one item: the words said, what came of it, what was ruled."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "通报"
        DECISION = "decision", "议定"
        RESOLUTION = "resolution", "决议"

    class Ruling(models.TextChoices):
        """What the meeting said of a resolution that was carried into it."""

        OPEN = "open", "继续办理"
        ACCEPTED = "accepted", "验收办结"
        DROPPED = "dropped", "不再办理"

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="outcomes")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="outcomes")
    # As the item stood when the version was issued.
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("事项", max_length=100)
    said = models.TextField("会上说了什么", max_length=3000, blank=True)
    kind = models.CharField("形成", max_length=11, choices=Kind, blank=True)
    text = models.TextField("结果", max_length=1000, blank=True)
    ruling = models.CharField("这项决议", max_length=8, choices=Ruling, blank=True)
    ruling_reason = models.CharField("不再办理的原因", max_length=200, blank=True)
    agreed = models.BooleanField("会议通过年度工作计划", default=False)
    # The resolutions made of the item, as they read when the version was issued.
    resolved = models.JSONField("决议", default=list, blank=True)

    class Meta:
        verbose_name = "议程结果"
        ordering = ["minutes", "order", "pk"]
        constraints = [
            models.UniqueConstraint(name="outcome_once_an_item", fields=["minutes", "item"]),
            models.CheckConstraint(
                name="outcome_dropped_says_why",
                condition=Q(~Q(ruling="dropped"), ruling_reason="")
                | (Q(ruling="dropped") & ~Q(ruling_reason="")),
            ),
        ]

    TYPED: ClassVar[tuple[str, ...]] = (
        "said", "kind", "text", "ruling", "ruling_reason", "agreed",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_empty(self) -> bool:
        """No words stand there. A kind alone is none: once chosen, its buttons cannot be unset."""
        return not (self.said or self.text or self.ruling or self.agreed)

    @property
    def seen(self) -> str:
        """Stamp of what the form of this one item changes."""
        return stamp(*(getattr(self, name) for name in self.TYPED))
