"""Suggestions 意见建议: a unit says something, staff answer by a day."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.stamps import stamp
from common.tree import Placed, PlacedQuerySet
from meetings.models.reports import LiaisonReport
from members.models import MemberUnit

if TYPE_CHECKING:
    from members.models import User

SHOWN = 24  # characters that stand for a suggestion in a list


class SuggestionQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> SuggestionQuerySet:
        return self.filter(unit__in=MemberUnit.objects.visible_to(user).values("pk"))

    def of_liaison(self, user: User) -> SuggestionQuerySet:
        """Those of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def answerable_by(self, user: User) -> SuggestionQuerySet:
        """Those that the user answers: as staff of the area where the unit is."""
        return self.filter(area__in=user.writable_areas().values("pk"))

    def open(self) -> SuggestionQuerySet:
        return self.filter(status=Suggestion.Status.OPEN)

    def late(self, today: date) -> SuggestionQuerySet:
        return self.open().filter(answer_by__lt=today)

    def for_list(self) -> SuggestionQuerySet:
        return self.select_related("unit", "area", "community", "street")


class Suggestion(Placed):
    """One suggestion; `area` is the unit's area. Of a report's 建议 at most one is made."""

    class Status(models.TextChoices):
        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.OPEN: {Status.ANSWERED}}
    ANSWER_DAYS: ClassVar[int] = 15  # workdays; portal rule

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="suggestions")
    report = models.OneToOneField(
        LiaisonReport, models.PROTECT, null=True, blank=True, related_name="suggestion"
    )
    text = models.TextField("意见建议", max_length=1000)
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer_by = models.DateField("答复期限")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "意见建议"
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["status", "answer_by"], name="suggestion_status_due")]
        constraints = [
            models.CheckConstraint(name="suggestion_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="suggestion_answered_has_facts",
                condition=Q(status="open", answer="", answered_at=None, answered_by=None)
                | (
                    Q(status="answered", answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.brief

    def get_absolute_url(self) -> str:
        return reverse("meetings:suggestion", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:my_suggestion", args=[self.uuid])

    @property
    def brief(self) -> str:
        """Its first line, cut short."""
        line = self.text.strip().splitlines()[0] if self.text.strip() else ""
        return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def seen(self) -> str:
        """Stamp of what the form of an answer is about."""
        return stamp(str(self.status), self.text)
