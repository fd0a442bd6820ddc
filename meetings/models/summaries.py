"""The month's summary 月度汇总 as a paper: drafted from the reports, edited, issued once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.dates import month_text
from common.stamps import stamp
from meetings.models.papers import DocumentNumber
from members.models import Alliance

if TYPE_CHECKING:
    from members.models import User

LONGEST = 50_000  # characters of one chapter: what a hundred units write


class SummaryIssueQuerySet(models.QuerySet["SummaryIssue"]):
    def visible_to(self, user: User) -> SummaryIssueQuerySet:
        return self.filter(alliance__area__in=user.areas().values("pk"))

    def for_list(self) -> SummaryIssueQuerySet:
        """With its number, without its texts."""
        return self.select_related("alliance__area", "number").defer(*SummaryIssue.TEXTS)


class SummaryIssue(models.Model):
    """The summary of one alliance and month. Once issued it never changes.

    `figures` are (what was counted, how many, unit) as they were when it was drafted; `made_from`
    is the stamp of the reports' figures and words then.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.DRAFT: {Status.ISSUED}}
    TEXTS: ClassVar[tuple[str, ...]] = ("practice", "problems", "plans", "advice")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="summaries")
    month = models.DateField("月份（首日）")
    figures = models.JSONField("数字", default=list, blank=True)
    practice = models.TextField("特色做法", max_length=LONGEST, blank=True)
    problems = models.TextField("存在问题", max_length=LONGEST, blank=True)
    plans = models.TextField("下月打算", max_length=LONGEST, blank=True)
    advice = models.TextField("建议", max_length=LONGEST, blank=True)
    made_from = models.CharField("据以起草的月报", max_length=16, editable=False)
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.DRAFT)
    number = models.OneToOneField(
        DocumentNumber, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文号"
    )
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SummaryIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "月度汇总公文"
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(name="summaryissue_once_a_month", fields=["alliance", "month"]),
            models.CheckConstraint(
                name="summaryissue_month_is_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="summaryissue_numbered_when_issued",
                condition=Q(status="draft", number=None, issued_at=None, issued_by=None)
                | Q(
                    status="issued",
                    number__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} {month_text(self.month)}联络员月报汇总"

    @property
    def chapters(self) -> list[tuple[str, list[str]]]:
        """(heading, its paragraphs), in the order of the report; also those that are empty."""
        labels = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return [(labels[name], getattr(self, name).strip().splitlines()) for name in self.TEXTS]

    @property
    def text(self) -> str:
        return "\n".join(getattr(self, name) for name in self.TEXTS)

    @property
    def paper_url(self) -> str:
        """Of its paper, by month and place; `alliance__area` is read."""
        asked = {"month": f"{self.month:%Y-%m}", "place": self.alliance.area.uuid}
        return f"{reverse('meetings:summary_paper')}?{urlencode(asked)}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def seen(self) -> str:
        """Stamp of what its form changes, and of the figures beside it."""
        return stamp(str(self.status), self.made_from, *[getattr(self, n) for n in self.TEXTS])
