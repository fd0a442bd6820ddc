"""Edits of published items that wait for review, and what readers say is wrong with an item."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from projects.models.about import KINDS, AboutItem, AboutItemQuerySet


class RevisionQuerySet(AboutItemQuerySet):
    def waiting(self) -> RevisionQuerySet:
        return self.filter(status=Revision.Status.WAITING)


class Revision(AboutItem):
    """An edit of a published item. The published text stays until the edit is accepted.

    `facts` maps a field of the item to what it shall be, `before` to what it was when the edit
    was typed; both as text and keys, as JSON keeps them.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "待审核"
        ACCEPTED = "accepted", "已采用"
        REFUSED = "refused", "未采用"
        WITHDRAWN = "withdrawn", "已撤回"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN}
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facts = models.JSONField("改为")
    before = models.JSONField("原为")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField("提交时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("未采用的原因", max_length=200, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta(AboutItem.Meta):
        verbose_name = "修改"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *AboutItem.Meta.constraints,
            *[
                models.UniqueConstraint(
                    name=f"revision_one_waiting_{kind}",
                    fields=[kind],
                    condition=Q(status="waiting"),
                    violation_error_message="这一项已有修改在等审核。",
                )
                for kind in KINDS
            ],
            models.CheckConstraint(
                name="revision_decided_by_somebody",
                condition=~Q(status__in=["accepted", "refused"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="revision_refused_says_why",
                condition=~Q(status="refused") | ~Q(reason=""),
                violation_error_message="请写明为什么没有采用。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}的修改"

    def get_absolute_url(self) -> str:
        return reverse("projects:revision", args=[self.uuid])

    @property
    def owner_url(self) -> str:
        return reverse("projects:my_revision", args=[self.uuid])


class FlagQuerySet(AboutItemQuerySet):
    def open(self) -> FlagQuerySet:
        """Not settled; what is said of an item that was withdrawn is nobody's task any more."""
        gone = [Q(**{f"{kind}__status": "withdrawn"}) for kind in KINDS]
        return self.filter(settled_at=None).exclude(Q(*gone, _connector=Q.OR))


class ItemFlag(AboutItem):
    """A reader says that an item is wrong (号码错了): a task for its owner. No contact is kept."""

    class Kind(models.TextChoices):
        NUMBER = "number", "号码错了"
        CLOSED = "closed", "已经不办了"
        OTHER = "other", "其他不对"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("哪里不对", max_length=10, choices=Kind)
    text = models.CharField("说明", max_length=200, blank=True)
    raised_at = models.DateTimeField("反映时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("处理结果", max_length=200, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta(AboutItem.Meta):
        verbose_name = "内容有误"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            *AboutItem.Meta.constraints,
            *[
                models.UniqueConstraint(
                    name=f"itemflag_one_open_{of}",
                    fields=[of, "kind"],
                    condition=Q(settled_at=None),
                    violation_error_message="这个问题已有人反映，正在核实。",
                )
                for of in KINDS
            ],
            models.CheckConstraint(
                name="itemflag_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("projects:flag", args=[self.uuid])

    @property
    def owner_url(self) -> str:
        return reverse("projects:my_flag", args=[self.uuid])
