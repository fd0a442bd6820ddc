"""The tutor corps 辅导团: tutors, and when they cannot come."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import MemberUnit, Person, Posting

if TYPE_CHECKING:
    from members.models import User

APPROVERS = frozenset({Posting.Role.STREET, Posting.Role.DISTRICT})


class TutorQuerySet(models.QuerySet["Tutor"]):
    def visible_to(self, user: User) -> TutorQuerySet:
        return self.filter(unit__area__in=user.areas().values("pk"))

    def decidable_by(self, user: User) -> TutorQuerySet:
        """Those the user decides on: as staff of the unit's street, or of its district."""
        held = [one.area_id for one in user.current_postings if one.role in APPROVERS]
        return self.filter(Q(unit__street__in=held) | Q(unit__district__in=held))

    def of_officer(self, user: User) -> TutorQuerySet:
        """Those of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def live(self) -> TutorQuerySet:
        return self.filter(status__in=Tutor.LIVE)

    def nominated(self) -> TutorQuerySet:
        return self.filter(status=Tutor.Status.NOMINATED)

    def approved(self) -> TutorQuerySet:
        return self.filter(status=Tutor.Status.APPROVED)

    def for_list(self) -> TutorQuerySet:
        return self.select_related("person", "unit__area", "unit__street", "unit__community")


class Tutor(models.Model):
    """A tutor, nominated by a unit and approved by the street or the district."""

    class Status(models.TextChoices):
        NOMINATED = "nominated", "待选拔"
        APPROVED = "approved", "在任"
        REFUSED = "refused", "未入选"
        ENDED = "ended", "已离任"

    LIVE: ClassVar[tuple[str, ...]] = (Status.NOMINATED, Status.APPROVED)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.NOMINATED: {Status.APPROVED, Status.REFUSED, Status.ENDED},
        Status.APPROVED: {Status.ENDED},
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="tutors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tutorships")
    expertise = models.CharField("专长", max_length=60)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.NOMINATED)
    nominated_on = models.DateField("推荐日期")
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("未入选原因", max_length=200, blank=True)
    since = models.DateField("任职自", null=True, blank=True)
    until = models.DateField("任职至（不含）", null=True, blank=True)

    objects = TutorQuerySet.as_manager()

    class Meta:
        verbose_name = "党建辅导员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="tutor_once_at_a_time",
                fields=["person"],
                condition=Q(status__in=["nominated", "approved"]),
                violation_error_message="这个人已在辅导员名单里。",
            ),
            models.CheckConstraint(
                name="tutor_state_has_its_facts",
                condition=Q(status="nominated", since=None, until=None, reason="")
                | Q(status="approved", since__isnull=False, until=None, reason="")
                | (Q(status="refused", since=None, until=None) & ~Q(reason=""))
                | Q(status="ended", until__isnull=False, reason=""),
            ),
            models.CheckConstraint(
                name="tutor_ends_after_start",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:tutor", args=[self.uuid])

    @property
    def area_id(self) -> int:
        return self.unit.area_id


class Absence(models.Model):
    """Days on which a tutor cannot come, both included. The cause is nobody's business."""

    tutor = models.ForeignKey(Tutor, models.CASCADE, related_name="absences")
    first = models.DateField("从")
    last = models.DateField("到")

    class Meta:
        verbose_name = "不能辅导的日子"
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(name="absence_ends_later", condition=Q(last__gte=F("first"))),
            models.UniqueConstraint(name="absence_once", fields=["tutor", "first"]),
        ]

    def __str__(self) -> str:
        return f"{self.first}—{self.last}"
