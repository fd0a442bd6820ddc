"""Calendar feeds: a person's or an alliance's, opened by a token that a calendar program keeps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Alliance


class FeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> FeedQuerySet:
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """Of one user or one alliance. Only a hash of its token is stored: it is shown once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="feeds"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = "日历订阅"
        constraints = [
            models.CheckConstraint(
                name="calendarfeed_of_one",
                condition=Q(user=None, alliance__isnull=False)
                | Q(user__isnull=False, alliance=None),
            ),
            models.UniqueConstraint(
                name="calendarfeed_one_live_a_user",
                fields=["user"],
                condition=Q(revoked_at=None, user__isnull=False),
            ),
            models.UniqueConstraint(
                name="calendarfeed_one_live_an_alliance",
                fields=["alliance"],
                condition=Q(revoked_at=None, alliance__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance or self.user}的日历"
