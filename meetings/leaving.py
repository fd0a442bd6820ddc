"""What of this room ends when a unit leaves."""

from datetime import date, datetime

from meetings.actions.places import leave_sessions
from meetings.actions.tutors import leave_corps
from members.leaving import leaves
from members.models import MemberUnit, User


@leaves
def end_tutoring(unit: MemberUnit, on: date, by: User | None, now: datetime) -> None:
    leave_corps(unit, on, by, now)


@leaves
def give_places_back(unit: MemberUnit, on: date, by: User | None, now: datetime) -> None:
    leave_sessions(unit, by=by, now=now)
