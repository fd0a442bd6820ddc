"""Who is asked to a meeting, what each unit answers, and who came."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.models.meetings import Meeting
from members.models import MemberUnit

if TYPE_CHECKING:
    from members.models import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def of_liaison(self, user: User) -> InvitationQuerySet:
        """Invitations of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

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

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
