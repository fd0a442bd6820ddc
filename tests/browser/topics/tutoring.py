"""The pages of training, tutors, rotation and visits."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alliance.demo.tutoring import FULL, OPEN, OVER, STREET
from meetings.actions.rotations import periods
from meetings.models import Assignment, Enrolment, Programme, Session, Tutor, Visit
from members.models import Alliance, MemberUnit

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("home:phone", "", "tutor", ""),
    ("meetings:my_training", "", "liaison", ""),
    ("meetings:my_training", "", "liaison3", ""),
    ("meetings:my_session", "full session", "liaison", ""),
    ("meetings:my_session", "open session", "liaison", ""),
    ("meetings:my_session", "session over", "liaison", ""),
    ("meetings:my_place", "place", "liaison", ""),
    ("meetings:my_tutoring", "", "tutor", ""),
    ("meetings:my_tutoring", "", "liaison", ""),
    ("meetings:my_tutoring", "", "grid", ""),
    ("meetings:my_nomination", "", "liaison", ""),
    ("meetings:my_assignment", "visited unit", "tutor", ""),
    ("meetings:my_visit", "visited unit", "tutor", ""),
]
STAFF: list[Page] = [
    ("meetings:programmes", "", "street", ""),
    ("meetings:programmes", "", "auditor", "state=closed"),
    ("meetings:programme_new", "", "street", ""),
    ("meetings:programme", "programme", "street", ""),
    ("meetings:programme_edit", "programme", "street", ""),
    ("meetings:session_new", "programme", "street", ""),
    ("meetings:session", "full session", "street", ""),
    ("meetings:session", "session over", "street", ""),
    ("meetings:session", "open session", "auditor", ""),
    ("meetings:session_edit", "full session", "street", ""),
    ("meetings:session_cancel", "full session", "street", ""),
    ("meetings:paper_add", "full session", "street", ""),
    ("meetings:tutors", "", "street", ""),
    ("meetings:tutors", "", "auditor", "status=nominated"),
    ("meetings:tutor", "tutor", "street", ""),
    ("meetings:tutor", "nominated tutor", "street", ""),
    ("meetings:tutor_nominate", "unit of an officer", "street", ""),
    ("meetings:tutor_approve", "nominated tutor", "street", ""),
    ("meetings:tutor_refuse", "nominated tutor", "street", ""),
    ("meetings:tutor_end", "tutor", "street", ""),
    ("meetings:tutor_away", "tutor", "street", ""),
    ("meetings:assignments", "", "street", ""),
    ("meetings:assignments", "", "auditor", "visits=yes"),
    ("meetings:assignment", "visited unit", "street", ""),
    ("meetings:visit_new", "visited unit", "street", ""),
    ("meetings:visit_edit", "visit", "street", ""),
    ("meetings:rotation", "", "street", ""),
    ("meetings:rotation_plan", "rotation of today", "street", ""),
    ("meetings:rotation_plan", "next rotation", "street", ""),
]
NO_PAGE = {
    "meetings:programme_close",
    "meetings:session_roll",
    "meetings:handout",
    "meetings:paper_drop",
    "meetings:my_material",
    "meetings:tutor_back",
}


def session(topic: str) -> list[Any]:
    return [Session.objects.get(topic=topic).uuid]


def visit() -> Visit:
    return Visit.objects.filter(assignment__tutor__person__user__username="tutor").earliest("pk")


def place() -> Enrolment:
    rows = Enrolment.objects.filter(session__topic=FULL)
    return rows.get(name="王敏")


def rotation(number: int) -> list[Any]:
    alliance = Alliance.objects.active().get(area__code=STREET, kind="regional")
    return [alliance.uuid, periods(timezone.localdate())[number].isoformat()]


def visited() -> Assignment:
    return visit().assignment


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "programme": lambda: [Programme.objects.get(name="党员培训计划").uuid],
    "full session": lambda: session(FULL),
    "open session": lambda: session(OPEN),
    "session over": lambda: session(OVER),
    "place": lambda: [place().uuid],
    "tutor": lambda: [Tutor.objects.get(person__name="冯远", status="approved").uuid],
    "nominated tutor": lambda: [Tutor.objects.get(status="nominated").uuid],
    "unit of an officer": lambda: [MemberUnit.objects.get(name="区第二人民医院").uuid],
    "visited unit": lambda: [visited().uuid],
    "visit": lambda: [visit().uuid],
    "rotation of today": lambda: rotation(0),
    "next rotation": lambda: rotation(1),
}
