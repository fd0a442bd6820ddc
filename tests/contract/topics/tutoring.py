"""The addresses of training, tutors, rotation and visits."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from meetings.actions import places, training, tutors
from meetings.models import Absence, Assignment, Handout, Programme, Session, Visit
from meetings.periods import QUARTER, add_months, first_of_period
from members.models import MemberUnit, Person, User
from tests.conftest import START, at
from tests.contract.row import Row, uuid

NOW = at("2026-11-10")
PROGRAMME, SESSION, TUTOR, TASK = uuid("programme"), uuid("session"), uuid("tutor"), uuid("task")


def period() -> Any:
    return first_of_period(QUARTER, timezone.localdate())


def rotation(side: Any) -> dict[str, Any]:
    return {"uuid": side.alliance.uuid, "period": period().isoformat()}


def absence(side: Any) -> dict[str, Any]:
    return {"uuid": side.tutor.uuid, "pk": side.absence.pk}


STAFF = [
    Row("meetings:programmes", get="STAFF"),
    Row("meetings:programme_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("meetings:programme", get="READ_STREETS", record=PROGRAMME),
    *(
        Row(f"meetings:{name}", get="WRITE_STREETS", post="WRITE_STREETS", record=PROGRAMME)
        for name in ("programme_edit", "session_new")
    ),
    Row("meetings:programme_close", post="WRITE_STREETS", record=PROGRAMME),
    Row("meetings:session", get="READ_STREETS", record=SESSION),
    *(
        Row(f"meetings:{name}", get="WRITE_STREETS", post="WRITE_STREETS", record=SESSION)
        for name in ("session_edit", "session_cancel", "paper_add")
    ),
    Row("meetings:session_roll", post="WRITE_STREETS", record=SESSION),
    Row("meetings:handout", get="READ_STREETS", record=uuid("paper")),
    Row("meetings:paper_drop", post="WRITE_STREETS", record=uuid("paper")),
    Row("meetings:tutors", get="STAFF"),
    Row("meetings:tutor", get="READ", record=TUTOR),
    Row("meetings:tutor_nominate", get="WRITE", post="WRITE", record=uuid("unit")),
    *(
        Row(f"meetings:{name}", get="REVIEW_REPORT", post="REVIEW_REPORT", record=TUTOR)
        for name in ("tutor_approve", "tutor_refuse", "tutor_end")
    ),
    Row("meetings:tutor_away", get="WRITE", post="WRITE", record=TUTOR),
    Row("meetings:tutor_back", post="WRITE", record=absence),
    Row("meetings:assignments", get="STAFF"),
    Row("meetings:assignment", get="READ", record=TASK),
    Row("meetings:visit_new", get="WRITE_PARENT", post="WRITE_PARENT", record=TASK),
    Row("meetings:visit_edit", get="WRITE_PARENT", post="WRITE_PARENT", record=uuid("tutored")),
    Row("meetings:rotation", get="STAFF"),
    Row("meetings:rotation_plan", get="WRITE_STREETS", post="WRITE_STREETS", record=rotation),
]
PHONE = [
    Row("meetings:my_training", get="OFFICER"),
    Row("meetings:my_session", get="OFFICER_MEETING", post="OFFICER_MEETING", record=SESSION),
    Row("meetings:my_place", get="OFFICER_OWN", post="OFFICER_OWN", record=uuid("training_seat")),
    Row("meetings:my_material", get="OFFICER_MEETING", record=uuid("paper")),
    Row("meetings:my_tutoring", get="PHONE"),
    Row("meetings:my_nomination", get="OFFICER", post="OFFICER"),
    Row("meetings:my_assignment", get="OFFICER_OWN", record=TASK),
    Row("meetings:my_visit", get="OFFICER_OWN", post="OFFICER_OWN", record=uuid("own_task")),
]
ROWS = [*STAFF, *PHONE]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A session with a place taken and a paper; a tutor who comes to the unit, and was there."""
    made = Programme(name="党员培训计划", kind="training", alliance=side.alliance)
    side.programme = training.begin(made, by=by, now=NOW)
    held = Session(
        programme=side.programme,
        topic="责任区怎么划",
        starts_at=at("2099-03-11", "14:00"),
        ends_at=at("2099-03-11", "16:00"),
        place="三楼",
        places=9,
        sign_up_until=at("2099-03-10").date(),
    )
    held.save()  # later than any action lets one plan
    side.session = held
    side.training_seat = places.sign_up(held, side.unit, ["王敏"], by=by, now=NOW)[0]
    facts = {"name": "讲稿", "kind": "pdf", "data": b"%PDF-", "size": 5}
    side.paper = Handout.objects.create(session=held, added_at=NOW, added_by=by, **facts)
    _tutor(side, by)


def _tutor(side: SimpleNamespace, by: User) -> None:
    """A neighbour's tutor comes to the unit; the unit's officer is tutor of another."""
    other = MemberUnit.objects.create(
        name=f"{side.street.name}辅导员单位", area=side.community, type="social", joined_on=START
    )
    side.tutor = _approved(other, "冯远", by)
    far = at("2099-01-01").date()
    side.absence = Absence.objects.create(tutor=side.tutor, first=far, last=far)
    side.task = _assigned(side, side.tutor, side.unit)
    officer = side.unit.liaisons.get(until=None).person
    second = _approved(side.unit, "", by, person=officer)
    side.own_task = _assigned(side, second, side.neighbour)
    facts = {"form": "lesson", "on": START, "topic": "党课", "noted_at": NOW, "noted_by": by}
    side.tutored = Visit.objects.create(assignment=side.task, **facts)


def _approved(unit: MemberUnit, name: str, by: User, person: Person | None = None) -> Any:
    made = tutors.nominate(unit, person=person, name=name, expertise="党史", by=by, now=NOW)
    tutors.approve(made, account=None, by=by, now=NOW)
    return made


def _assigned(side: SimpleNamespace, tutor: Any, unit: MemberUnit) -> Assignment:
    return Assignment.objects.create(
        alliance=side.alliance,
        tutor=tutor,
        unit=unit,
        own_unit=tutor.unit,
        period=period(),
        since=period(),
        until=add_months(period(), 3),
        made_at=NOW,
    )
