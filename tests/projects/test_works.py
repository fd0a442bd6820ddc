"""Projects: set up, changed, moved through their states, named a brand."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.lifecycle import IllegalMove
from projects.actions import works
from projects.actions.work_steps import note
from projects.models import Project
from projects.works.verbs import VERBS
from tests.projects.works import BEFORE, NOW, TODAY, named_brand, project_of

pytestmark = pytest.mark.django_db
ENTERED = {  # what each move is given beside the project
    "start": {"on": TODAY, "now": NOW},
    "pause": {"reason": "等灯具"},
    "resume": {},
    "stop": {"reason": "不做了"},
    "complete": {"on": TODAY, "outcome": "换了 60 盏", "now": NOW},
    "evaluate": {"evaluation": "好", "residents_heard": 3, "units_heard": 0, "now": NOW},
}
LEGAL = {(state, verb.key) for verb in VERBS.values() for state in verb.of}
ILLEGAL = sorted(
    (str(state), verb) for state in Project.Status for verb in VERBS if (state, verb) not in LEGAL
)


def verbs(project: Project) -> list[str]:
    entries = LogEntry.objects.get_for_object(project).order_by("pk")
    return [(entry.additional_data or {}).get("verb", "") for entry in entries]


def test_a_project_is_set_up_with_its_partners(unit, unit2, military_unit, street_user):
    partners = [(unit2, "出人"), (military_unit, ""), (unit, "牵头的不重复")]
    project = project_of(unit, street_user, "planned", partners=partners)

    assert [(one.unit, one.promised) for one in project.partners.all()] == [
        (unit2, "出人"),
        (military_unit, ""),
    ]
    assert (project.status, project.origin, project.street) == ("planned", "idea", unit.street)
    assert verbs(project) == ["create"]


@pytest.mark.parametrize(("state", "verb"), sorted((str(s), v) for s, v in LEGAL))
def test_every_legal_move_leaves_one_row_in_the_trail(unit, street_user, state, verb):
    project = project_of(unit, street_user, state)
    before = len(verbs(project))
    VERBS[verb].act(project, by=street_user, **ENTERED[verb])

    project.refresh_from_db()
    assert project.status == VERBS[verb].to
    assert verbs(project)[before:] == ["move"]


@pytest.mark.parametrize(("state", "verb"), ILLEGAL)
def test_every_other_move_is_refused_and_changes_nothing(unit, street_user, state, verb):
    project = project_of(unit, street_user, state)
    before = Project.objects.values().get()
    with pytest.raises(IllegalMove):
        VERBS[verb].act(project, by=street_user, **ENTERED[verb])
    assert Project.objects.values().get() == before


def test_the_verbs_are_the_moves_of_the_model():
    moves = {(state, to) for state, targets in Project.MOVES.items() for to in targets}
    assert {(state, verb.to) for verb in VERBS.values() for state in verb.of} == moves


def test_a_stale_tab_moves_nothing(unit, street_user, community_user):
    project = project_of(unit, street_user)
    stale = Project.objects.get(pk=project.pk)
    works.pause(project, reason="等灯具", by=community_user)
    with pytest.raises(IllegalMove):
        works.complete(stale, outcome="完成", on=TODAY, by=street_user, now=NOW)
    fresh = Project.objects.get(pk=project.pk)
    with pytest.raises(IllegalMove):  # the page was drawn while it ran
        works.stop(fresh, reason="不做了", seen="active", by=street_user)
    assert Project.objects.get().status == "paused"


@pytest.mark.parametrize(
    ("verb", "facts", "field"),
    [
        ("start", {"on": TODAY + timedelta(days=1)}, "on"),
        ("pause", {"reason": "  "}, "reason"),
        ("complete", {"on": BEFORE - timedelta(days=1)}, "on"),
        ("complete", {"on": TODAY + timedelta(days=1)}, "on"),
        ("complete", {"outcome": " "}, "outcome"),
        ("evaluate", {"evaluation": ""}, "evaluation"),
    ],
)
def test_a_move_without_its_facts_is_refused(unit, street_user, verb, facts, field):
    project = project_of(unit, street_user, VERBS[verb].of[0])
    with pytest.raises(ValidationError) as error:
        VERBS[verb].act(project, by=street_user, **ENTERED[verb] | facts)
    assert list(error.value.message_dict) == [field]


def test_a_change_writes_what_differs_and_a_stale_form_is_refused(unit, street_user):
    project = project_of(unit, street_user)
    seen = works.seen_as(project)
    facts = {"name": "楼道照明", "aim": project.aim}
    assert works.change(project, by=street_user, seen=seen, **facts) == ["name"]
    assert works.change(project, by=street_user, **facts) == []
    with pytest.raises(works.ProjectChanged):
        works.change(project, by=street_user, seen=seen, name="另一个")
    assert verbs(project) == ["create", "move", "change"]


@pytest.mark.parametrize("state", ["stopped", "evaluated"])
def test_what_has_ended_is_not_changed(unit, street_user, state):
    project = project_of(unit, street_user, state)
    with pytest.raises(works.ProjectHasEnded):
        works.change(project, by=street_user, name="另一个")


# --- brands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["active", "completed", "evaluated"])
def test_a_project_becomes_a_brand_by_what_it_did(unit, street_user, state):
    project = named_brand(project_of(unit, street_user, state), street_user)
    assert (project.brand, project.brand_since, project.is_public) == ("亮灯行动", TODAY, True)
    assert verbs(project)[-1] == "name_brand"


@pytest.mark.parametrize("state", ["planned", "paused", "stopped"])
def test_not_before_it_runs(unit, street_user, state):
    with pytest.raises(works.NotYetABrand):
        named_brand(project_of(unit, street_user, state), street_user)


def test_a_brand_is_named_on_a_day_of_the_project(unit, street_user):
    project = project_of(unit, street_user)
    for day in (BEFORE - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(works.WrongDay):
            named_brand(project, street_user, on=day)


def test_a_stale_form_of_the_brand_is_refused(unit, street_user):
    project = project_of(unit, street_user)
    seen = works.brand_seen_as(project)
    named_brand(project, street_user, seen=seen)
    with pytest.raises(works.ProjectChanged):
        named_brand(project, street_user, name="另一个名字", seen=seen)


# --- military units stay inside ---------------------------------------------------------------


def test_no_military_unit_leads_into_public(military_unit, street_user):
    with pytest.raises(works.MilitaryInPublic):
        project_of(military_unit, street_user, is_public=True)
    inside = project_of(military_unit, street_user)
    with pytest.raises(works.MilitaryInPublic):
        works.change(inside, by=street_user, is_public=True)
    with pytest.raises(works.MilitaryInPublic):
        named_brand(inside, street_user)
    assert named_brand(inside, street_user, is_public=False).brand == "亮灯行动"
    assert not Project.objects.public().exists()


@pytest.mark.parametrize("name", ["某部警卫连", "驻街单位甲"])
@pytest.mark.parametrize("takes_part", [True, False])
def test_no_public_text_names_a_military_unit(unit, military_unit, street_user, name, takes_part):
    partners = [(military_unit, "")] if takes_part else []
    project = project_of(unit, street_user, is_public=True, partners=partners)
    with pytest.raises(works.MilitaryInPublic):
        project_of(unit, street_user, name=f"和{name}一起", is_public=True)
    with pytest.raises(works.MilitaryInPublic):
        note(project, text=f"{name}来了", on=TODAY, is_public=True, by=street_user, now=NOW)
    with pytest.raises(works.MilitaryInPublic):
        works.change(project, by=street_user, aim=f"和{name}一起")
    with pytest.raises(works.MilitaryInPublic):
        works.complete(project, outcome=f"{name}出力", on=TODAY, by=street_user, now=NOW)
    with pytest.raises(works.MilitaryInPublic):
        named_brand(project, street_user, story=f"{name}的故事")


def test_what_is_public(unit, street_user):
    for state in Project.Status:
        project_of(unit, street_user, state, name=f"公开 {state}", is_public=True)
    project_of(unit, street_user, name="内部")
    shown = Project.objects.public().values_list("name", flat=True)
    assert sorted(shown) == [f"公开 {s}" for s in ("active", "completed", "evaluated", "paused")]
