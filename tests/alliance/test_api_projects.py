"""/api/v1/projects/, pairings/, deliberations/: the scope and the moves of the pages."""

import pytest
from django.core.cache import cache

from projects.actions import deliberations, pairings
from projects.models import Progress, Project
from projects.works.verbs import VERBS
from tests.projects.test_works import ILLEGAL
from tests.projects.works import BEFORE, NOW, TODAY, deliberation, project_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/"
TYPED = {
    "on": "2026-11-10", "reason": "等灯具", "outcome": "换了 60 盏", "evaluation": "好",
    "residents_heard": 3, "units_heard": 1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


def post(client, project: Project, verb: str, **typed):
    return client.post(f"{URL}{project.uuid}/{verb}/", typed, content_type="application/json")


@pytest.mark.parametrize(("state", "verb"), ILLEGAL)
def test_every_move_that_is_not_allowed_is_a_conflict(client, unit, street_user, state, verb):
    project = project_of(unit, street_user, state)
    before = Project.objects.values().get()
    client.force_login(street_user)
    assert post(client, project, verb, **TYPED).status_code == 409
    assert Project.objects.values().get() == before


@pytest.mark.parametrize("verb", VERBS)
def test_every_move_that_is_allowed_is_made(client, unit, street_user, verb):
    project = project_of(unit, street_user, VERBS[verb].of[0])
    client.force_login(street_user)
    answer = post(client, project, verb, **TYPED)
    assert (answer.status_code, answer.json()["status"]) == (200, VERBS[verb].to)


def test_a_stale_caller_and_one_who_says_nothing_are_refused(client, unit, street_user):
    project = project_of(unit, street_user)
    client.force_login(street_user)
    assert post(client, project, "pause", reason="等", seen="planned").status_code == 409
    answer = post(client, project, "pause")
    assert (answer.status_code, answer.json()) == (400, {"reason": ["请写明原因。"]})
    assert Project.objects.get().status == "active"


@pytest.mark.parametrize("typed", [{"on": 5}, [], {"on": []}, {"on": TODAY, "seen": {}}])
def test_what_is_no_typed_move_at_all_is_told_and_moves_nothing(client, unit, street_user, typed):
    project = project_of(unit, street_user, "planned")
    client.force_login(street_user)
    url = f"{URL}{project.uuid}/start/"
    assert client.post(url, typed, content_type="application/json").status_code == 400
    assert Project.objects.get().status == "planned"


def test_progress_is_noted(client, unit, street_user, liaison_user, other_street_user):
    project = project_of(unit, street_user)
    typed = {"text": "装好 6 个单元", "on": "2026-11-10"}
    for user, code in ((liaison_user, 403), (other_street_user, 404), (street_user, 200)):
        client.force_login(user)
        assert post(client, project, "progress", **typed).status_code == code
    assert Progress.objects.get().by == street_user
    client.logout()
    assert post(client, project, "progress", **typed).status_code == 403


def test_without_an_account_what_is_public_and_no_military_unit(
    client, unit, unit2, military_unit, street_user
):
    partners = [(unit2, ""), (military_unit, "")]
    project_of(unit, street_user, is_public=True, partners=partners)
    project_of(unit, street_user, name="内部")
    found = client.get(URL).json()["results"]
    assert [(one["name"], one["partners"]) for one in found] == [
        ("楼道照明微改造", ["大连湾供电所"])
    ]
    assert "origin" not in found[0]
    client.force_login(street_user)
    found = client.get(f"{URL}?status=active").json()["results"]
    assert [one["name"] for one in found] == ["楼道照明微改造", "内部"]
    assert found[0]["partners"] == ["大连湾供电所", "驻街单位甲"]


def test_pairings_and_deliberations_by_scope(
    client, unit_branch, branch, grid, street_user, other_street_user
):
    term = {"since": BEFORE, "until": TODAY}
    pairings.agree(unit_branch, branch, plan="义诊", by=street_user, now=NOW, **term)
    issue = deliberation(grid, street_user)
    facts = {"people": 9, "outcome": "同意"}
    first = issue.steps.get(order=1)
    deliberations.hold_step(first, on=TODAY, by=street_user, now=NOW, **facts)
    client.force_login(street_user)
    (pairing,) = client.get("/api/v1/pairings/").json()["results"]
    assert (pairing["helper_name"], pairing["plan"]) == ("区第二医院党支部", "义诊")
    (found,) = client.get("/api/v1/deliberations/").json()["results"]
    assert [(step["name"], step["people"]) for step in found["steps"]][:2] == [
        ("提议", 9),
        ("商议", None),
    ]
    client.force_login(other_street_user)
    for name in ("pairings", "deliberations"):
        assert client.get(f"/api/v1/{name}/").json()["results"] == []


def test_lists_cost_the_same(client, unit, unit2, street_user, django_assert_max_num_queries):
    client.force_login(street_user)
    for number in range(3):
        project_of(unit, street_user, name=str(number), partners=[(unit2, "")])
    with django_assert_max_num_queries(8):
        assert len(client.get(URL).json()["results"]) == 3
