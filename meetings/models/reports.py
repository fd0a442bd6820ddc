"""The monthly report of a unit's liaison officer."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.insert import RandomUUID
from common.stamps import stamp
from common.tree import Placed, PlacedQuerySet
from grids.past import Place, transferred
from members.models import Alliance, AllianceMembership, MemberUnit, Posting

if TYPE_CHECKING:
    from members.models import User

REVIEWERS = {Posting.Role.STREET, Posting.Role.DISTRICT}


class ReportQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Reports of the units the user may see; and, handed in, those of units of an alliance.

        A unit belongs to several alliances: the staff of each read what it reports.
        """
        theirs = Alliance.objects.active().filter(area__in=user.areas().values("pk"))
        members = AllianceMembership.objects.current().filter(alliance__in=theirs.values("pk"))
        return self.filter(
            Q(unit__in=MemberUnit.objects.visible_to(user).values("pk"))
            | Q(status__in=LiaisonReport.HANDED_IN, unit__in=members.values("unit"))
        )

    def placed_with(self, user: User) -> ReportQuerySet:
        """Reports of the user's own areas: those to be collected, counted and summed up there."""
        return self.filter(area__in=user.areas().values("pk"))

    def of_liaison(self, user: User) -> ReportQuerySet:
        """Reports of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def reviewable_by(self, user: User) -> ReportQuerySet:
        """Reports the user decides on: as staff of the unit's street, or of its district."""
        held = [posting.area_id for posting in user.current_postings if posting.role in REVIEWERS]
        return self.filter(Q(street__in=held) | Q(district__in=held))

    def waiting_for_unit(self) -> ReportQuerySet:
        """Not handed in yet, or returned."""
        return self.filter(status__in=[LiaisonReport.Status.OPEN, LiaisonReport.Status.RETURNED])

    def late(self, today: date) -> ReportQuerySet:
        return self.waiting_for_unit().filter(due_on__lt=today)

    def for_list(self) -> ReportQuerySet:
        """With `area_was`: the area that the unit left since the day the report was due."""
        was = transferred(self.model._meta.label_lower, "due_on")
        return self.select_related("unit", "area", "community", "street").annotate(area_was=was)


class LiaisonReport(Placed):
    """One unit's report for one month; `area` is the unit's area. At most four free texts."""

    class Status(models.TextChoices):
        OPEN = "open", "待提交"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回修改"
        ACCEPTED = "accepted", "已通过"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.RETURNED, Status.ACCEPTED},
        Status.RETURNED: {Status.SUBMITTED},
    }
    HANDED_IN = (Status.SUBMITTED, Status.ACCEPTED)
    TEXTS: ClassVar[tuple[str, ...]] = ("practice", "problems", "plans", "advice")

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="reports")
    month = models.DateField("月份（首日）")
    due_on = models.DateField("截止日期")
    practice = models.TextField("特色做法", max_length=1000, blank=True)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    plans = models.TextField("下月打算", max_length=1000, blank=True)
    advice = models.TextField("建议", max_length=1000, blank=True)
    facts = models.JSONField("系统带入的事项", default=list, blank=True)
    left_out = models.JSONField("不写进月报的事项", default=list, blank=True, editable=False)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.OPEN)
    no_change = models.BooleanField("本月无变化", default=False)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_note = models.CharField("需要修改", max_length=200, blank=True)
    accepted_at = models.DateTimeField("通过时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    place: Place  # set by the register: where the unit was on the day the report was due

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "联络员月报"
        ordering = ["-month", "pk"]
        indexes = [
            models.Index(fields=["street", "month", "status"], name="report_street_month"),
            models.Index(fields=["status", "due_on"], name="report_status_due"),
        ]
        constraints = [
            models.UniqueConstraint(name="report_one_a_unit_and_month", fields=["unit", "month"]),
            models.CheckConstraint(name="report_month_is_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="report_due_after_month_began", condition=Q(due_on__gt=F("month"))
            ),
            models.CheckConstraint(
                name="report_submitted_has_facts",
                condition=Q(status="open")
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_returned_says_what",
                condition=~Q(status="returned") | ~Q(return_note=""),
            ),
            models.CheckConstraint(
                name="report_accepted_has_reviewer",
                condition=~Q(status="accepted")
                | Q(accepted_at__isnull=False, reviewed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month.year} 年 {self.month.month} 月月报"

    @property
    def check_url(self) -> str:
        return reverse("meetings:report_check", args=[self.uuid])

    @property
    def texts(self) -> list[tuple[str, str]]:
        """(label, text) of the four free texts."""
        labels = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return [(labels[name], getattr(self, name)) for name in self.TEXTS]

    @property
    def has_texts(self) -> bool:
        return any(getattr(self, name) for name in self.TEXTS)

    @property
    def phone_url(self) -> str:
        return reverse("meetings:report_edit", args=[self.uuid])

    @property
    def seen(self) -> str:
        """Stamp of what staff decide on: this hand-in, in this state."""
        return stamp(self.status, self.submitted_at and self.submitted_at.timestamp())

    @property
    def typed_seen(self) -> str:
        """Stamp of what the officer's form changes: the texts, and what is left out."""
        return stamp(sorted(self.left_out), *(getattr(self, name) for name in self.TEXTS))

    @property
    def waits_for_unit(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.RETURNED)

    def days_late(self, today: date) -> int:
        """How long it waits for its unit past the day on which it was due; else 0."""
        return max((today - self.due_on).days, 0) if self.waits_for_unit else 0

    def get_absolute_url(self) -> str:
        return reverse("meetings:report", args=[self.uuid])
