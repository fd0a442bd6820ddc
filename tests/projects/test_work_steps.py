"""Inside a project: partners join and deliver, milestones are reached, notes taken."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.races import TakenMeanwhile
from projects.actions import work_steps, works
from projects.models import Milestone, Partner
from projects.works.page import milestones
from tests.projects.works import NOW, TODAY, project_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(unit, street_user):
    return project_of(unit, street_user, is_public=True)


@pytest.fixture
def partner(project, unit2, street_user) -> Partner:
    return work_steps.add_partner(project, unit2, promised="灯 60 盏", by=street_user, now=NOW)


@pytest.fixture
def milestone(project, street_user) -> Milestone:
    return work_steps.add_milestone(project, title="装完", due_on=TODAY, by=street_user)


def told(project) -> list[tuple[str, str]]:
    entries = LogEntry.objects.get_for_object(project).order_by("pk")
    return [(e.additional_data["verb"], e.additional_data["reason"]) for e in entries]


def test_every_act_is_told_once_on_the_project(project, partner, milestone, street_user):
    work_steps.deliver(partner, delivered="灯 36 盏", on=TODAY, by=street_user, now=NOW)
    work_steps.postpone(milestone, due_on=TODAY + timedelta(days=3), by=street_user)
    work_steps.reach(milestone, on=TODAY, by=street_user, now=NOW)
    note = work_steps.note(project, text="装了 36 盏", on=TODAY, by=street_user, now=NOW)
    work_steps.show_note(note, True, by=street_user)

    assert told(project)[2:] == [
        ("add_partner", "大连湾供电所"),
        ("add_milestone", "装完（2026-11-10）"),
        ("deliver", "大连湾供电所：灯 36 盏"),
        ("postpone", "装完（2026-11-13）"),
        ("reach", "装完"),
        ("note", "装了 36 盏"),
        ("show_note", "装了 36 盏"),
    ]
    inside = ["partner", "milestone", "progress"]
    assert not LogEntry.objects.filter(content_type__model__in=inside).exists()


def test_a_unit_joins_once_and_the_lead_not_at_all(project, partner, unit, unit2, street_user):
    facts = {"promised": "", "by": street_user, "now": NOW}
    with pytest.raises(ValidationError):
        work_steps.add_partner(project, unit2, **facts)
    with pytest.raises(work_steps.LeadsAlready):
        work_steps.add_partner(project, unit, **facts)
    assert project.partners.count() == 1


def test_who_joins_in_the_same_moment_is_told(project, unit2, street_user, monkeypatch):
    monkeypatch.setattr(Partner, "full_clean", lambda self: None)  # both have passed the check
    facts = {"promised": "", "by": street_user, "now": NOW}
    work_steps.add_partner(project, unit2, **facts)
    with pytest.raises(TakenMeanwhile):
        work_steps.add_partner(project, unit2, **facts)


def test_what_was_delivered_stays(project, partner, street_user):
    day = TODAY + timedelta(days=1)
    with pytest.raises(works.WrongDay):
        work_steps.deliver(partner, delivered="灯", on=day, by=street_user, now=NOW)
    with pytest.raises(ValidationError):
        work_steps.deliver(partner, delivered=" ", on=TODAY, by=street_user, now=NOW)
    work_steps.deliver(partner, delivered="灯", on=TODAY, by=street_user, now=NOW)
    with pytest.raises(work_steps.DoneAlready):
        work_steps.drop_partner(partner, by=street_user)
    assert project.partners.get().delivered == "灯"


def test_who_joined_by_mistake_goes(project, partner, street_user):
    work_steps.drop_partner(partner, by=street_user)
    assert not project.partners.exists()


def test_a_milestone_is_reached_once(milestone, street_user):
    work_steps.reach(milestone, on=TODAY, by=street_user, now=NOW)
    for act in (
        lambda: work_steps.reach(milestone, on=TODAY, by=street_user, now=NOW),
        lambda: work_steps.postpone(milestone, due_on=TODAY, by=street_user),
    ):
        with pytest.raises(work_steps.DoneAlready):
            act()


def test_a_milestone_has_a_name_of_its_own(milestone, street_user):
    with pytest.raises(ValidationError):
        work_steps.add_milestone(milestone.project, title="装完", due_on=TODAY, by=street_user)


@pytest.mark.parametrize("state", ["stopped", "evaluated"])
def test_nothing_happens_in_what_has_ended(unit, unit2, street_user, state):
    ended = project_of(unit, street_user, state)
    by = {"by": street_user}
    for act in (
        lambda: work_steps.add_partner(ended, unit2, promised="", now=NOW, **by),
        lambda: work_steps.add_milestone(ended, title="装完", due_on=TODAY, **by),
        lambda: work_steps.note(ended, text="装了", on=TODAY, now=NOW, **by),
    ):
        with pytest.raises(works.ProjectHasEnded):
            act()


def test_no_public_note_names_a_military_partner(project, military_unit, street_user):
    facts = {"on": TODAY, "by": street_user, "now": NOW}
    with pytest.raises(works.MilitaryInPublic):  # nobody's yet, and of the district
        work_steps.note(project, text="驻街单位甲来帮忙", is_public=True, **facts)
    work_steps.note(project, text="驻街单位甲来帮忙", **facts)
    project.progress.update(is_public=True)  # as it may stand from before
    with pytest.raises(works.MilitaryInPublic):
        work_steps.add_partner(project, military_unit, promised="", by=street_user, now=NOW)
    project.progress.update(is_public=False)
    work_steps.add_partner(project, military_unit, promised="", by=street_user, now=NOW)
    with pytest.raises(works.MilitaryInPublic):
        work_steps.note(project, text="某部警卫连来帮忙", is_public=True, **facts)
    with pytest.raises(works.MilitaryInPublic):
        work_steps.show_note(project.progress.get(), True, by=street_user)


def test_overdue_is_computed_and_only_while_it_runs(project, milestone, street_user):
    later = TODAY + timedelta(days=2)
    assert milestones(project, later)[0].words == "逾期 2 天"
    assert milestones(project, TODAY)[0].words == "今天到期"
    assert Milestone.objects.late(later).count() == 1
    works.pause(project, reason="等灯具", by=street_user)
    assert milestones(project, later)[0].words == "未完成"
    assert Milestone.objects.late(later).count() == 0
