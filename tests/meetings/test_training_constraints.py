"""What the database refuses of training and tutoring, past all actions."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from meetings.actions import places, training
from meetings.models import (
    Absence,
    Assignment,
    Enrolment,
    Handout,
    Programme,
    Session,
    Tutor,
    Visit,
)
from tests.conftest import at
from tests.meetings.training import NOW, assign, programme, session, tutor

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)


@pytest.fixture
def rows(alliance, unit, unit2, street_user):
    """One of each, right as the actions write it."""
    held = session(programme(alliance))
    places.sign_up(held, unit, ["王敏", "刘洋"], by=None, now=NOW)
    material = Handout(
        session=held, name="讲稿", kind="pdf", data=b"x", size=1, added_at=NOW, added_by=street_user
    )
    material.save()
    made = tutor(unit, "冯远", by=street_user)
    Absence.objects.create(tutor=made, first=DAY, last=DAY)
    one = assign(made, unit2, alliance)
    facts = {"form": "lesson", "on": DAY, "topic": "党课", "noted_at": NOW, "noted_by": street_user}
    Visit.objects.create(assignment=one, **facts)


UPDATES = [
    (Programme, "programme_closed_after_start", {"closed_on": date(2020, 1, 1)}),
    (Session, "session_ends_later", {"ends_at": at("2026-11-20", "14:00")}),
    (Session, "session_has_places", {"places": 0}),
    (Session, "session_has_places", {"places": 1000}),
    (Session, "session_cancelled_says_why", {"status": "cancelled"}),
    (Session, "session_cancelled_says_why", {"cancel_reason": "无故"}),
    (Enrolment, "enrolment_once_a_person", {"name": "王敏"}),
    (Enrolment, "enrolment_cancelled_has_time", {"status": "cancelled"}),
    (Enrolment, "enrolment_cancelled_has_time", {"cancelled_at": NOW}),
    (Enrolment, "enrolment_waiting_has_no_place", {"status": "waiting", "promoted_at": NOW}),
    (Handout, "handout_of_some_size", {"size": 0}),
    (Handout, "handout_of_some_size", {"size": 10 * 1024 * 1024 + 1}),
    (Handout, "handout_of_known_kind", {"kind": "exe"}),
    (Tutor, "tutor_state_has_its_facts", {"since": None}),
    (Tutor, "tutor_state_has_its_facts", {"reason": "无故"}),
    (Tutor, "tutor_state_has_its_facts", {"status": "refused", "since": None}),
    (Tutor, "tutor_state_has_its_facts", {"status": "ended"}),
    (Tutor, "tutor_ends_after_start", {"status": "ended", "until": date(2020, 1, 1)}),
    (Absence, "absence_ends_later", {"last": date(2020, 1, 1)}),
    (Assignment, "assignment_runs_some_days", {"until": date(2020, 1, 1)}),
    (Assignment, "assignment_runs_some_days", {"period": date(2027, 1, 1)}),
    (Assignment, "assignment_ended_says_why", {"ended_on": DAY}),
    (Assignment, "assignment_ended_says_why", {"end_reason": "无故"}),
    (Visit, "visit_has_known_form", {"form": "meal"}),
]


@pytest.mark.parametrize(("model", "name", "facts"), UPDATES)
def test_the_database_refuses(rows, model, name, facts):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model.objects.update(**facts)
    once = name == "enrolment_once_a_person"  # SQLite names the columns instead
    assert name in str(refused.value) or (once and "UNIQUE" in str(refused.value))


def test_a_tutor_of_the_own_unit_is_refused(rows, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.update(unit=unit)


def again(model, **changes):
    """The first row once more."""
    one = model.objects.first()
    one.pk, one._state.adding = None, True
    if hasattr(one, "uuid"):
        one.uuid = model._meta.get_field("uuid").get_default()
    for field, value in changes.items():
        setattr(one, field, value)
    return one


@pytest.mark.parametrize("model", [Programme, Tutor, Absence, Assignment, Visit])
def test_a_second_of_the_same_is_refused(rows, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        again(model).save()


def test_what_is_over_stands_in_nobodys_way(rows, street_user):
    Programme.objects.update(closed_on=DAY)
    again(Programme, closed_on=None).save()
    Assignment.objects.update(ended_on=DAY, end_reason="改派")
    again(Assignment, ended_on=None, end_reason="").save()
    Tutor.objects.update(status="ended", until=DAY)
    again(Tutor, status="nominated", since=None, until=None).save()
    Enrolment.objects.filter(name="王敏").update(status="cancelled", cancelled_at=NOW)
    again(Enrolment, name="王敏", status="waiting", cancelled_at=None).save()


def test_papers_go_with_their_session_and_nothing_else_does(rows, street_user):
    with pytest.raises(Exception, match="protected"):
        Session.objects.get().delete()
    Enrolment.objects.all().delete()
    Session.objects.get().delete()
    assert not Handout.objects.exists()
    training.close(Programme.objects.get(), by=street_user, now=NOW)
