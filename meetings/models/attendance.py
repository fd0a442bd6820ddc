"""Who is asked to a meeting, what each unit answers, and who came."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from common.insert import RandomUUID
from common.stamps import stamp
from meetings.models.meetings import Meeting
from members.models import AllianceMembership, MemberUnit

if TYPE_CHECKING:
    from members.models import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def of_liaison(self, user: User) -> InvitationQuerySet:
        """Invitations of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def counted(self) -> InvitationQuerySet:
        """Without units that have left the alliance before the day of the meeting."""
        day = OuterRef("meeting__starts_at__date")
        member = AllianceMembership.objects.filter(
            Q(until=None) | Q(until__gt=day),
            alliance=OuterRef("meeting__rule__alliance"),
            unit=OuterRef("unit"),
        )
        return self.filter(Exists(member))

    def to_answer(self, now: datetime) -> InvitationQuerySet:
        """Without an answer, to meetings that are still to come; the next first."""
        coming = self.filter(meeting__status=Meeting.Status.NOTIFIED, meeting__starts_at__gt=now)
        return coming.unanswered().counted().order_by("meeting__starts_at", "pk")

    def unanswered(self) -> InvitationQuerySet:
        return self.filter(reply="")

    def present(self) -> InvitationQuerySet:
        return self.exclude(attended_at=None)


class Invitation(models.Model):
    """One unit's place at one meeting: made when the notice goes out; its reply, its attendance."""

    class Reply(models.TextChoices):
        SELF = "self", "本人参加"
        SUBSTITUTE = "substitute", "委托他人参加"
        LEAVE = "leave", "请假"

    class How(models.TextChoices):
        LIST = "list", "名单登记"
        CODE = "code", "四位码签到"
        SCAN = "scan", "扫码签到"

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="invitations")
    reply = models.CharField("回执", max_length=10, choices=Reply, blank=True)
    substitute = models.CharField("代会人", max_length=40, blank=True)
    reason = models.CharField("请假原因", max_length=100, blank=True)
    replied_at = models.DateTimeField("回执时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attended_at = models.DateTimeField("签到时间", null=True, blank=True)
    attended_how = models.CharField("签到方式", max_length=4, choices=How, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "参会单位"
        ordering = ["meeting", "unit"]
        constraints = [
            models.UniqueConstraint(name="invitation_once_a_unit", fields=["meeting", "unit"]),
            models.CheckConstraint(
                name="invitation_reply_has_facts",
                condition=Q(reply="", replied_at=None, replied_by=None)
                | Q(~Q(reply=""), replied_at__isnull=False, replied_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_substitute_is_named",
                condition=Q(~Q(reply="substitute"), substitute="")
                | Q(~Q(substitute=""), reply="substitute"),
            ),
            models.CheckConstraint(
                name="invitation_attended_says_how",
                condition=Q(attended_at=None, attended_how="")
                | Q(~Q(attended_how=""), attended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}　{self.meeting}"

    @property
    def seen(self) -> str:
        """Stamp of the answer, so that a stale tab undoes no newer one."""
        return stamp(self.reply, self.substitute, self.reason)

    @property
    def answer_text(self) -> str:
        """本人参加, 委托 王芳 参加, 请假（出差）, 还没有回执."""
        if self.reply == self.Reply.SUBSTITUTE:
            return f"委托 {self.substitute} 参加"
        if self.reply == self.Reply.LEAVE and self.reason:
            return f"请假（{self.reason}）"
        return self.get_reply_display() or "还没有回执"
