"""What official papers of an alliance carry: its letterhead, and the numbers they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.stamps import stamp
from members.models import Alliance

if TYPE_CHECKING:
    from members.models import User


class Letterhead(models.Model):
    """What somebody types once for an alliance: the code before its numbers, and whom to call."""

    alliance = models.OneToOneField(Alliance, models.PROTECT, related_name="letterhead")
    code = models.CharField("机关代字", max_length=12)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("办公电话", max_length=20, blank=True)

    class Meta:
        verbose_name = "公文抬头"
        constraints = [
            models.CheckConstraint(name="letterhead_has_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} {self.code}"

    @property
    def seen(self) -> str:
        """Stamp of what its form changes."""
        return stamp(self.code, self.contact, self.phone)


class NumberQuerySet(models.QuerySet["DocumentNumber"]):
    def visible_to(self, user: User) -> NumberQuerySet:
        return self.filter(issuer__in=Alliance.objects.visible_to(user).values("pk"))


class DocumentNumber(models.Model):
    """One number 〔year〕n of one alliance and kind, given to one document for good."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "会议通知"
        MINUTES = "minutes", "会议纪要"
        BULLETIN = "bulletin", "通报"
        SUMMARY = "summary", "月度汇总"

    issuer = models.ForeignKey(Alliance, models.PROTECT, related_name="numbers")
    kind = models.CharField("文种", max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("序号")
    code = models.CharField("机关代字", max_length=12)
    document = models.UUIDField("文件")
    given_on = models.DateField("编号日期")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NumberQuerySet.as_manager()

    class Meta:
        verbose_name = "发文字号"
        ordering = ["issuer", "kind", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                name="documentnumber_once", fields=["issuer", "kind", "year", "number"]
            ),
            models.UniqueConstraint(
                name="documentnumber_one_a_document", fields=["kind", "document"]
            ),
            models.CheckConstraint(name="documentnumber_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"
