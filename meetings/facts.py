"""What the portal already knows of a unit's month, so that the officer need not type it."""

from datetime import date, datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from common.dates import day_text
from meetings.models import LiaisonReport, Meeting
from meetings.periods import add_months
from projects.models import Demand, Resource, Service


class Fact(TypedDict):
    """One line of the report and the page of the record behind it."""

    text: str
    url: str


def facts_of(report: LiaisonReport, *, now: datetime) -> list[Fact]:
    """The month's facts of the report's unit, each linked to its record; constant queries."""
    start, end = _midnight(report.month), _midnight(add_months(report.month, 1))
    return [*_items(report, start, end), *_meetings(report, start, min(end, now))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def _items(report: LiaisonReport, start: datetime, end: datetime) -> list[Fact]:
    return [
        {"text": f"登记{item.kind_name}“{item.title}”", "url": item.owner_url}
        for model in (Resource, Service, Demand)
        for item in model.objects.filter(
            unit=report.unit_id, submitted_at__gte=start, submitted_at__lt=end
        ).order_by("submitted_at", "pk")
    ]


def _meetings(report: LiaisonReport, start: datetime, end: datetime) -> list[Fact]:
    """Meetings of the unit's alliances in the month that were not called off."""
    held = Meeting.objects.filter(
        rule__alliance__memberships__unit=report.unit_id,
        rule__alliance__memberships__until=None,
        starts_at__gte=start,
        starts_at__lt=end,
    ).exclude(status=Meeting.Status.CANCELLED)
    return [
        {
            "text": f"{day_text(timezone.localdate(meeting.starts_at))} {meeting.title}",
            "url": meeting.phone_url,
        }
        for meeting in held.for_list()
    ]
