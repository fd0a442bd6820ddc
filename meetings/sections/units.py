"""The units that belong to the alliance, and where they are, before they are called."""

from datetime import date

from django.utils import timezone

from grids.past import Place, places_of, transferred
from meetings.models import Meeting
from meetings.sections.page import MeetingPage, Section
from members.models import MemberUnit


def section(page: MeetingPage) -> Section | None:
    """Once they are called, their answers stand in its place."""
    if page.is_called:
        return None
    found = members_of(page.meeting, page.today)
    return Section("meetings/_units.html", {"invited": found})


def members_of(meeting: Meeting, today: date) -> list[tuple[MemberUnit, Place]]:
    """The members of the alliance on the day of the meeting, and where they were that day."""
    day = min(timezone.localdate(meeting.starts_at), today)
    members = meeting.rule.alliance.memberships.on(day).values("unit")
    was = transferred(MemberUnit._meta.label_lower, day)
    units = MemberUnit.objects.filter(pk__in=members).annotate(area_was=was)
    units = units.select_related("area", "street", "community").order_by("area__code", "name", "pk")
    places = places_of(units, lambda _: day)
    return [(unit, places[unit.pk]) for unit in units]
