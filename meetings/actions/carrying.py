"""What comes onto the agenda of a joint meeting by itself: what is still open there."""

from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from common.insert import insert_missing
from meetings.models import AgendaItem, Meeting, MeetingRule, Resolution
from members.models import Alliance
from projects.models import Engagement
from projects.models.engagements import CARRIED, EngagementQuerySet

MINUTES = 5  # for each of them; the convener changes it


def carry_in(meetings: QuerySet[Meeting]) -> int:
    """Put open resolutions, then engagements not done, onto the agendas of these joint meetings.

    Two statements, however many meetings; what stands there already stays as it is. Returns how
    many items are new.
    """
    joint = meetings.filter(rule__kind=MeetingRule.Kind.JOINT).order_by()
    return _add(resolutions_for(joint), "resolution") + _add(engagements_for(joint), "engagement")


def _add(rows: QuerySet[Any], source: str) -> int:
    take = ["meeting", source, "title", "order"]
    return insert_missing(AgendaItem, rows, take, minutes=MINUTES, presenter="")


def _behind(key: str) -> Any:
    """The last order of the agenda of meeting `key`, counted on for each row."""
    last = AgendaItem.objects.filter(meeting=OuterRef(key)).order_by("-order").values("order")[:1]
    behind = Coalesce(Subquery(last), Value(0), output_field=IntegerField())
    return behind + Window(RowNumber(), partition_by=F(key), order_by=[F("due").asc(), F("pk")])


def resolutions_for(meetings: QuerySet[Meeting]) -> Any:
    """A row for each meeting and each unfinished resolution of an earlier one of its alliance.

    In force is what issued minutes announced.
    """
    of = "rule__alliance__resolutions"
    unfinished = [Resolution.Status.OPEN, Resolution.Status.REPORTED]
    earlier = {f"{of}__status__in": unfinished, f"{of}__meeting__starts_at__lt": F("starts_at")}
    rows: Any = meetings.filter(**earlier, **{f"{of}__announced_at__isnull": False})
    rows = rows.annotate(
        meeting=F("pk"), resolution=F(of), title=F(f"{of}__title"), due=F(f"{of}__due_on")
    )
    return rows.annotate(order=_behind("meeting"))


def engagements_for(meetings: QuerySet[Meeting]) -> EngagementQuerySet:
    """A row for each engagement not done and the meeting that it is carried to.

    The same rule as `Engagement.objects.carried_to(alliance)`, for many alliances at once.
    """
    nearest = [
        Subquery(
            Alliance.objects.active()
            .filter(kind=Alliance.Kind.REGIONAL, area=OuterRef(f"demand__{level}"))
            .values("pk")[:1]
        )
        for level in CARRIED
    ]
    rows = Engagement.objects.to_carry().annotate(carried_to=Coalesce(*nearest))
    here = meetings.filter(rule__alliance=OuterRef("carried_to")).order_by("starts_at")
    rows = rows.annotate(meeting=Subquery(here.values("pk")[:1])).filter(meeting__isnull=False)
    facts = {"title": F("demand__title"), "due": F("touched_at")}
    return rows.annotate(engagement=F("pk"), **facts).annotate(order=_behind("meeting"))
