"""What of this room ends when a unit leaves the portal, or an alliance."""

from datetime import date, datetime

from meetings.actions.places import leave_sessions
from meetings.actions.tutors import leave_alliances, leave_corps
from members.leaving import leaves, leaves_alliances
from members.models import MemberUnit, User
from members.models.units import MemberUnitQuerySet


@leaves
def end_tutoring(unit: MemberUnit, on: date, by: User | None, now: datetime) -> None:
    leave_corps(unit, on, by, now)


@leaves
def give_places_back(unit: MemberUnit, on: date, by: User | None, now: datetime) -> None:
    leave_sessions(unit, by=by, now=now)


@leaves_alliances
def end_tutoring_there(units: MemberUnitQuerySet, by: User | None, now: datetime) -> None:
    leave_alliances(units, by=by, now=now)
