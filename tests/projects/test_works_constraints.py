"""What the database itself refuses of projects, pairings and deliberations, past the actions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from projects.models import (
    Deliberation,
    DeliberationStep,
    Engagement,
    Milestone,
    Pairing,
    Partner,
    Project,
)
from tests.conftest import at
from tests.projects.works import BEFORE, TODAY, deliberation, project_of

pytestmark = pytest.mark.django_db


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def test_a_state_has_its_facts(unit, street_user):
    project_of(unit, street_user, "planned")

    def put(**facts):
        return lambda: Project.objects.update(**facts)

    refused("project_started_has_day", put(status="active"))
    refused("project_halted_says_why", put(status="stopped"))
    Project.objects.update(status="active", started_on=TODAY)
    refused("project_halted_says_why", put(status="paused"))
    refused("project_completed_has_outcome", put(status="completed"))
    refused("project_completed_has_outcome", put(status="completed", completed_on=TODAY))
    refused("project_completed_has_outcome", put(status="completed", outcome="好"))
    early = {"completed_on": BEFORE, "outcome": "好"}
    refused("project_completed_has_outcome", put(status="completed", **early))
    done = {"completed_on": TODAY, "outcome": "好"}
    refused("project_evaluated_has_words", put(status="evaluated", **done))
    said = done | {"evaluation": "好", "evaluated_on": TODAY}
    refused("project_evaluated_has_words", put(status="evaluated", **said))
    heard = said | {"residents_heard": 3, "units_heard": 1}
    refused("project_evaluated_has_words", put(status="evaluated", **heard | {"evaluation": ""}))
    refused(
        "project_evaluated_has_words", put(status="evaluated", **heard | {"evaluated_on": None})
    )
    Project.objects.update(status="evaluated", **heard)


def test_a_brand_has_name_and_day(unit, street_user):
    project_of(unit, street_user)
    name = "project_brand_has_name_and_day"
    refused(name, lambda: Project.objects.update(brand="亮灯"))
    refused(name, lambda: Project.objects.update(brand_since=TODAY))


def test_an_origin_is_known_and_an_engagement_makes_one_project(make, unit, street_user):
    from projects.models import Demand

    demand = make(Demand, "楼道灯")
    moment = at("2026-11-01")
    engagement = Engagement.objects.create(
        demand=demand, awaits="asker", proposed_at=moment, touched_at=moment,
        proposed_by=street_user, status="accepted", accepted_at=moment,
    )  # fmt: skip
    name = "project_origin_is_known"
    project = project_of(unit, street_user)
    refused(name, lambda: Project.objects.update(origin="engagement"))
    refused(name, lambda: Project.objects.update(engagement=engagement))
    Project.objects.update(origin="engagement", engagement=engagement)
    facts = {"origin": "engagement", "engagement": engagement}
    one = {"lead": unit, "area": unit.area, "level": "micro", "created_at": moment}
    one |= {"created_by": street_user, **facts}
    refused("project_once_of_engagement", lambda: Project.objects.create(name="又一个", **one))
    Project.objects.filter(pk=project.pk).update(status="stopped", reason="不做了")
    Project.objects.create(name="又一个", **one)


def test_partners_and_milestones_are_there_once(unit, unit2, street_user):
    project = project_of(unit, street_user, partners=[(unit2, "")])
    refused("partner_once", lambda: Partner.objects.create(project=project, unit=unit2))
    refused("partner_delivered_has_day", lambda: Partner.objects.update(delivered="灯"))
    refused("partner_delivered_has_day", lambda: Partner.objects.update(delivered_on=TODAY))
    facts = {"project": project, "title": "装完", "due_on": TODAY}
    Milestone.objects.create(**facts)
    refused("milestone_once", lambda: Milestone.objects.create(**facts))


def test_a_pairing_is_of_two_and_ends_with_words(branch, unit_branch):
    facts = {"helper": unit_branch, "helped": branch, "plan": "义诊"}
    facts |= {"since": BEFORE, "until": TODAY}
    same = facts | {"helped": unit_branch}
    refused("pairing_of_two", lambda: Pairing.objects.create(**same))
    Pairing.objects.create(**facts)
    refused("pairing_once_at_a_time", lambda: Pairing.objects.create(**facts))
    refused("pairing_ended_has_outcome", lambda: Pairing.objects.update(ended_on=TODAY))
    name, early = "pairing_ends_after_start", BEFORE - timedelta(days=1)
    refused(name, lambda: Pairing.objects.update(until=BEFORE))
    refused(name, lambda: Pairing.objects.update(ended_on=early, outcome="好"))


def test_a_deliberation_ends_with_words_and_a_step_is_held_with_its_facts(grid, street_user):
    deliberation(grid, street_user)
    early = BEFORE - timedelta(days=1)
    end = "deliberation_ends_after_start"
    refused(end, lambda: Deliberation.objects.update(ended_on=early, outcome="好"))
    said = "deliberation_ended_has_outcome"
    refused(said, lambda: Deliberation.objects.update(ended_on=TODAY))
    first = DeliberationStep.objects.filter(order=1)
    held = "step_held_has_outcome"
    refused(held, lambda: first.update(held_on=TODAY))
    refused(held, lambda: first.update(held_on=TODAY, people=3))
    refused(held, lambda: first.update(outcome="好"))
    first.update(held_on=TODAY, people=3, outcome="好")
    mended = "step_corrected_has_words"
    refused(mended, lambda: first.update(corrected_on=TODAY))
    refused(mended, lambda: first.update(correction="写错了"))
    refused(mended, lambda: first.update(corrected_on=BEFORE, correction="写错了"))
    waiting = DeliberationStep.objects.filter(order=2)
    refused(mended, lambda: waiting.update(corrected_on=TODAY, correction="写错了"))
    refused("step_notice_has_day", lambda: first.update(notice="公示"))
    refused("step_notice_has_day", lambda: first.update(notice="公示", noticed_on=BEFORE))
    refused("step_order_once", lambda: DeliberationStep.objects.update(order=1))
