"""Bulletins 定期通报: to every unit, in three sections, numbered, with a receipt from each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from common.insert import RandomUUID
from common.stamps import stamp
from common.tree import Placed, PlacedQuerySet
from members.models import Alliance, MemberUnit

if TYPE_CHECKING:
    from members.models import User


class BulletinQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> BulletinQuerySet:
        """Those issued from the user's areas, and the issued ones sent to the user's own unit."""
        sent = Receipt.objects.of_liaison(user).values("bulletin")
        return self.filter(Q(area__in=user.areas().values("pk")) | Q(pk__in=sent))

    def issued(self) -> BulletinQuerySet:
        return self.filter(status=Bulletin.Status.ISSUED)

    def public(self) -> BulletinQuerySet:
        """What anybody may read."""
        return self.issued().filter(is_public=True)

    def for_list(self) -> BulletinQuerySet:
        """With `sent_count` and `read_count` of its receipts."""
        read = Count("receipts", filter=Q(receipts__read_at__isnull=False))
        rows = self.select_related("alliance", "area")
        return rows.annotate(sent_count=Count("receipts"), read_count=read)


class Bulletin(Placed):
    """One bulletin of an alliance or, without one, of the area. Once issued it never changes.

    `since` and `until` are the first and last day that it tells of. `sources` are the records it
    was generated from: (section, text, address of the page for staff).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已发出"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.DRAFT: {Status.ISSUED}}
    SECTIONS: ClassVar[tuple[str, ...]] = ("development", "works", "key_work")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(
        Alliance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bulletins",
        verbose_name="发文联合体",
    )
    since = models.DateField("从哪天")
    until = models.DateField("到哪天")
    development = models.TextField("区域化发展动态", max_length=6000, blank=True)
    works = models.TextField("重大党建项目推进情况", max_length=6000, blank=True)
    key_work = models.TextField("区委区政府重点工作", max_length=6000, blank=True)
    sources = models.JSONField("来自哪些记录", default=list, blank=True)
    is_public = models.BooleanField("同时向居民公开", default=False)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True, editable=False)
    number = models.PositiveSmallIntegerField("序号", null=True, blank=True, editable=False)
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = "定期通报"
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bulletin_period_has_days", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="bulletin_numbered_when_issued",
                condition=Q(status="draft", year=None, number=None, issued_at=None, issued_by=None)
                | Q(
                    status="issued",
                    year__isnull=False,
                    number__gte=1,
                    number__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="bulletin_issued_says_something",
                condition=Q(status="draft") | ~Q(development="", works="", key_work=""),
            ),
            models.UniqueConstraint(
                name="bulletin_number_once_an_alliance",
                fields=["alliance", "year", "number"],
                condition=Q(alliance__isnull=False),
            ),
            models.UniqueConstraint(
                name="bulletin_number_once_an_area",
                fields=["area", "year", "number"],
                condition=Q(alliance=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:bulletin", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:phone_bulletin", args=[self.uuid])

    @property
    def public_url(self) -> str:
        return reverse("meetings:open_bulletin", args=[self.uuid])

    @property
    def issuer(self) -> str:
        return str(self.alliance or self.area)

    @property
    def number_text(self) -> str:
        """〔2026〕3号; 〔未编号〕 before it is issued."""
        return f"〔{self.year}〕{self.number}号" if self.number else "〔未编号〕"

    @property
    def title(self) -> str:
        return f"{self.issuer}定期通报{self.number_text}"

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """(heading, its paragraphs) of the sections that say something."""
        labels = {field.name: str(field.verbose_name) for field in self._meta.fields}
        texts = [(labels[name], getattr(self, name).strip()) for name in self.SECTIONS]
        return [(label, text.splitlines()) for label, text in texts if text]

    @property
    def text(self) -> str:
        return "\n".join(getattr(self, name) for name in self.SECTIONS)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def seen(self) -> str:
        """Stamp of what its form changes."""
        texts = [getattr(self, name) for name in self.SECTIONS]
        return stamp(str(self.status), self.is_public, *texts)


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def of_liaison(self, user: User) -> ReceiptQuerySet:
        """Those of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def unread(self) -> ReceiptQuerySet:
        return self.filter(read_at=None)


class Receipt(models.Model):
    """A bulletin went to this unit; when its officer opened it."""

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="receipts")
    read_at = models.DateTimeField("阅知时间", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "通报回执"
        ordering = ["bulletin", "unit"]
        constraints = [
            models.UniqueConstraint(name="receipt_once_a_unit", fields=["bulletin", "unit"]),
            models.CheckConstraint(
                name="receipt_read_says_by_whom",
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin}　{self.unit}"
