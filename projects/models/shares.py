"""The units in an engagement, and what was done meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import MemberUnit


class Share(models.Model):
    """A unit in an engagement: its lead, or a helper."""

    class Role(models.TextChoices):
        LEAD = "lead", "牵头"
        HELPER = "helper", "协助"

    engagement = models.ForeignKey("projects.Engagement", models.CASCADE, related_name="shares")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="shares", verbose_name="单位")
    role = models.CharField("角色", max_length=6, choices=Role)
    contribution = models.CharField("承担什么", max_length=200, blank=True)
    joined_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = "对接单位"
        ordering = ["-role", "pk"]  # "lead" before "helper"
        constraints = [
            models.UniqueConstraint(
                name="share_once",
                fields=["engagement", "unit"],
                violation_error_message="这家单位已在其中。",
            ),
            models.UniqueConstraint(
                name="share_one_lead", fields=["engagement"], condition=Q(role="lead")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label}（{self.get_role_display()}）"


class FollowUp(models.Model):
    """What was done meanwhile, in a sentence."""

    engagement = models.ForeignKey("projects.Engagement", models.CASCADE, related_name="follow_ups")
    text = models.CharField("进展", max_length=300)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "跟进"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
