"""What of this room goes along when an area is merged or split."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from grids.followers import Change, Follower, follows, settles
from meetings.actions.planning import OVER, cancel
from meetings.models import Bulletin, LiaisonReport, Meeting, Programme, Suggestion
from members.models import Alliance

WHY = "所在区域合并或拆分，联合体已终止"


@follows("联络员月报")
class Reports(Follower):
    """A report is where its unit is; one that was accepted stays where it was written."""

    model = LiaisonReport
    leader = "unit"

    @property
    def rows(self) -> QuerySet[Any]:
        return LiaisonReport.objects.select_related("unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.exclude(status=LiaisonReport.Status.ACCEPTED)


@follows("意见建议")
class Suggestions(Follower):
    """A suggestion is where its unit is; one that was answered stays where it was raised."""

    model = Suggestion
    leader = "unit"

    @property
    def rows(self) -> QuerySet[Any]:
        return Suggestion.objects.select_related("unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(status=Suggestion.Status.OPEN)


@follows("通报草稿")
class Bulletins(Follower):
    """A draft goes along; what was issued stays with the area that issued it."""

    model = Bulletin

    @property
    def rows(self) -> QuerySet[Any]:
        return Bulletin.objects.select_related("alliance", "area")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(status=Bulletin.Status.DRAFT)


@settles
def call_off_meetings(change: Change) -> None:
    """An alliance that ended with its area meets no more."""
    ahead = Meeting.objects.select_related("rule").filter(
        rule__alliance__area__in=change.ended,
        rule__alliance__ended_on__isnull=False,
        starts_at__gt=change.now,
    )
    for meeting in ahead.exclude(status__in=OVER):
        cancel(meeting, reason=WHY, by=change.by)


@follows("培训计划")
class Programmes(Follower):
    """A programme goes on where its area went; that of an alliance which ended, with its heir."""

    model = Programme

    def open(self, day: date) -> QuerySet[Any]:
        return Programme.objects.running()


@settles
def hand_programmes_over(change: Change) -> None:
    """What an alliance that ended held is held by the regional alliance there now, or the area."""
    heirs = Alliance.objects.active().filter(kind=Alliance.Kind.REGIONAL, area=OuterRef("area"))
    left = Programme.objects.running().filter(
        alliance__area__in=change.ended, alliance__ended_on__isnull=False
    )
    left.update(alliance=Subquery(heirs.values("pk")[:1]))
