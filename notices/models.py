"""The outbox: what is due to whom (the inbox entry itself), and its delivery on each channel."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

MAX_ATTEMPTS = 7
LEASE = timedelta(minutes=10)  # more than CELERY_TASK_TIME_LIMIT: it never ends under a live worker


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> NoticeQuerySet:
        """A person's own inbox, and nobody else's; what was dropped has left it."""
        if not user.is_authenticated:
            return self.none()
        return self.standing().filter(recipient_id=user.pk)

    def open(self) -> NoticeQuerySet:
        return self.filter(status=Notice.Status.OPEN)

    def standing(self) -> NoticeQuerySet:
        return self.filter(status__in=[Notice.Status.OPEN, Notice.Status.READ])

    def for_list(self) -> NoticeQuerySet:
        """Open ones first ("open" sorts before "read"), the latest on top."""
        return self.order_by("status", "-raised_at", "-pk")


class Notice(models.Model):
    """Something due to one person. The text is rendered when it is shown or sent, never kept.

    `kind` names the renderer; `subject` is the key of what it is about, in the table that the
    kind's owner knows; `slot` tells the occasions of one subject apart ("2026-09:T-5").
    """

    class Status(models.TextChoices):
        OPEN = "open", "未读"
        READ = "read", "已读"
        DROPPED = "dropped", "不再需要"

    MOVES = {Status.OPEN: {Status.READ, Status.DROPPED}, Status.READ: {Status.DROPPED}}

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notices",
        verbose_name="收件人",
        db_index=False,  # the unique constraint begins with it
    )
    kind = models.CharField("种类", max_length=40)
    subject = models.BigIntegerField("事项")
    slot = models.CharField("时点", max_length=60)
    due_on = models.DateField("到期日", null=True, blank=True)
    raised_at = models.DateTimeField("提醒时间")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        constraints = [
            models.UniqueConstraint(
                name="notice_raised_once", fields=["recipient", "kind", "subject", "slot"]
            ),
            models.CheckConstraint(
                name="notice_read_has_time",
                condition=Q(status="open", read_at=None)
                | Q(status="read", read_at__isnull=False)
                | Q(status="dropped"),
            ),
        ]
        indexes = [
            models.Index(name="notice_inbox", fields=["recipient", "status", "-raised_at", "-id"]),
            models.Index(
                name="notice_standing",
                fields=["kind", "subject"],
                condition=Q(status__in=["open", "read"]),
            ),
            models.Index(name="notice_fresh", fields=["raised_at"], condition=Q(status="open")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.slot}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def free(self, now: datetime) -> DeliveryQuerySet:
        """What may be claimed: waiting long enough, or left behind by a worker that died."""
        return self.filter(
            Q(status=Delivery.Status.WAITING, not_before__lte=now)
            | Q(status=Delivery.Status.SENDING, lease_until__lte=now),
            attempts__lt=MAX_ATTEMPTS,
        )

    def lost(self, now: datetime) -> DeliveryQuerySet:
        """The worker of the last attempt died: nobody knows whether the message went out."""
        return self.filter(
            status=Delivery.Status.SENDING, lease_until__lte=now, attempts__gte=MAX_ATTEMPTS
        )

    def failed(self) -> DeliveryQuerySet:
        """What staff must look at: given up, and still wanted."""
        return self.filter(status=Delivery.Status.FAILED).exclude(
            notice__status=Notice.Status.DROPPED
        )

    def leased(self, chunk: Sequence[Delivery]) -> DeliveryQuerySet:
        """The rows of a claimed chunk of which the lease is still ours."""
        return self.filter(
            pk__in=[delivery.pk for delivery in chunk],
            lease_token__in={delivery.lease_token for delivery in chunk},
            status=Delivery.Status.SENDING,
        )


class Delivery(models.Model):
    """One notice on one channel. Whoever holds the lease sends it; an expired lease is free."""

    class Status(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未送达"

    MOVES = {
        Status.WAITING: {Status.SENDING},
        Status.SENDING: {Status.WAITING, Status.SENT, Status.FAILED},
        Status.FAILED: {Status.WAITING},
    }
    FREED: dict[str, Any] = {"lease_token": None, "lease_until": None}

    notice = models.ForeignKey(
        Notice,
        models.CASCADE,
        related_name="deliveries",
        verbose_name="提醒",
        db_index=False,  # the unique constraint begins with it
    )
    channel = models.CharField("渠道", max_length=20)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    not_before = models.DateTimeField("最早发送时间")
    last_error = models.CharField("未送达原因", max_length=300, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "投递"
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["notice", "channel"]),
            models.CheckConstraint(
                name="delivery_status_facts",
                condition=Q(status="waiting", lease_token=None, lease_until=None, sent_at=None)
                | Q(
                    status="sending",
                    lease_token__isnull=False,
                    lease_until__isnull=False,
                    sent_at=None,
                )
                | Q(status="sent", lease_token=None, lease_until=None, sent_at__isnull=False)
                | (
                    Q(status="failed", lease_token=None, lease_until=None, sent_at=None)
                    & ~Q(last_error="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_to_do",
                fields=["id"],
                condition=Q(status__in=["waiting", "sending"]),
            ),
            models.Index(name="delivery_failed", fields=["id"], condition=Q(status="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id}"
