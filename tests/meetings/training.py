"""What the tests of training and tutoring share."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from meetings.actions import training, tutors
from meetings.models import Assignment, Programme, Session, Tutor
from meetings.periods import QUARTER, add_months, first_of_period
from members.models import MemberUnit, Person, User
from tests.conftest import at

NOW = at("2026-11-10")


def programme(alliance: Any = None, *, area: Any = None, name: str = "党员培训计划") -> Programme:
    made = Programme(name=name, kind="training", alliance=alliance, area=area or alliance.area)
    return training.begin(made, by=None, now=NOW)


def session(
    of: Programme, *, day: str = "2026-11-20", places: int = 2, now=NOW, **facts: Any
) -> Session:
    given = {
        "topic": "责任区怎么划",
        "starts_at": at(day, "14:00"),
        "ends_at": at(day, "16:00"),
        "place": "三楼会议室",
        "lecturer": "王建华教授",
        "sign_up_until": at(day).date() - timedelta(days=1),
        **facts,
    }
    return training.plan_session(Session(programme=of, places=places, **given), by=None, now=now)


def tutor(unit: MemberUnit, name: str, *, by: User, user: User | None = None) -> Tutor:
    """An approved tutor of the unit."""
    made = tutors.nominate(unit, person=None, name=name, expertise="党史", by=by, now=NOW)
    tutors.approve(made, account=None, by=by, now=NOW)
    if user:
        Person.objects.filter(pk=made.person_id).update(user=user)
        made.person.refresh_from_db()
    return made


def assign(tutor: Tutor, unit: MemberUnit, alliance: Any, *, on=NOW) -> Assignment:
    """As a confirmed rotation writes it, for the quarter of `on`."""
    period = first_of_period(QUARTER, timezone.localdate(on))
    return Assignment.objects.create(
        alliance=alliance,
        tutor=tutor,
        unit=unit,
        own_unit=tutor.unit,
        period=period,
        since=timezone.localdate(on),
        until=add_months(period, 3),
        made_at=on,
    )
