"""/api/v1/requests/: the same scope and the same moves as the pages; nothing of the resident."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from projects.actions import dispatch as actions
from projects.models import Request
from projects.requests.holders import of_unit
from tests.projects.dispatching import ALL, asked, by_grid, led

URL = "/api/v1/requests/"


@pytest.fixture
def now():
    return timezone.now()


def terms(now):
    today = timezone.localdate(now)
    return {"take_by": today + timedelta(days=1), "done_by": today + timedelta(days=7)}


@pytest.fixture(autouse=True)
def _planted(category):
    """The categories are there."""


@pytest.fixture
def found(grid, now):
    return asked(grid, now=now)


@pytest.fixture
def api(client, community_user):
    client.force_login(community_user)
    return client


def post(client, found, verb, **facts):
    url = f"{URL}{found.uuid}/{verb}/"
    return client.post(url, json.dumps(facts), content_type="application/json")


def state(found):
    found.refresh_from_db()
    return found.status


def test_the_list_has_what_the_reader_sees_without_the_resident(api, found, other_grid, now):
    asked(other_grid, now=now)
    answer = api.get(URL)
    (row,) = answer.json()["results"]

    assert (row["uuid"], row["status"], row["category"]) == (
        str(found.uuid), "received", "plumbing",
    )  # fmt: skip
    assert api.get(f"{URL}{found.uuid}/").json() == row
    for word in ("13812345678", "138****", "张阿姨", "漏水", "3 幢"):
        assert word not in answer.content.decode()


def test_a_military_holder_goes_by_its_alias(api, found, military_unit, now):
    led(found, "taken", of_unit(military_unit), now=now, **terms(now))
    row = api.get(f"{URL}{found.uuid}/").json()
    assert (row["unit"], row["unit_name"]) == (str(military_unit.uuid), "驻街单位甲")


def test_narrowed_by_state_unit_place_and_category(api, found, grid, unit, community, now):
    held = led(asked(grid, code="haircut", now=now), "dispatched", of_unit(unit), now=now,
               **terms(now))  # fmt: skip
    for query in (
        "status=dispatched", f"unit={unit.uuid}", "category=haircut",
        f"area={community.uuid}&status=dispatched",
    ):  # fmt: skip
        rows = api.get(f"{URL}?{query}").json()["results"]
        assert [row["uuid"] for row in rows] == [str(held.uuid)]


def test_the_whole_way_over_the_api(api, found, grid_user, community_user, unit, liaison_user):
    seen = api.get(f"{URL}{found.uuid}/").json()["seen"]
    assert post(api, found, "accept", title="海青社区 水电维修", seen=seen).status_code == 200
    assert post(api, found, "accept", title="再来").status_code == 409
    assert post(api, found, "dispatch", unit=str(unit.uuid)).json()["unit_name"] == "区第二医院"
    assert post(api, found, "take").status_code == 403
    api.force_login(liaison_user)
    assert post(api, found, "give_back", reason="不归我们管", note="找物业").status_code == 200
    assert post(api, found, "take").status_code == 404
    api.force_login(community_user)
    passed = post(api, found, "dispatch", worker=str(grid_user.uuid), words="网格员来看。")
    assert passed.json()["worker"] == str(grid_user.uuid)
    api.force_login(grid_user)
    assert post(api, found, "take").json()["status"] == "taken"
    assert post(api, found, "note", words="配件明天到。").status_code == 200
    assert post(api, found, "dispatch", volunteers="x").status_code == 403
    assert post(api, found, "done", outcome="换好了。").json()["outcome"] == "换好了。"
    verbs = [step.verb for step in found.steps.all()]
    assert verbs == [
        "receive", "accept", "dispatch", "return", "dispatch", "take", "note", "done",
    ]  # fmt: skip


def test_declined_over_the_api(api, found):
    assert post(api, found, "decline", reason="其他").status_code == 400
    assert post(api, found, "decline", reason="其他", words="拨打 12345").status_code == 200
    assert state(found) == "declined"


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"unit": "00000000-0000-0000-0000-000000000000"},
        {"worker": "00000000-0000-0000-0000-000000000000"},
        {"volunteers": "x", "take_by": "2020-01-01"},
        {"volunteers": "x" * 61},
    ],
)
def test_a_dispatch_to_nobody_or_into_the_past_is_a_400(api, found, now, facts):
    led(found, "accepted", now=now)
    assert post(api, found, "dispatch", **facts).status_code == 400
    assert state(found) == "accepted"


def test_two_holders_are_one_too_many(api, found, unit, now):
    led(found, "accepted", now=now)
    answer = post(api, found, "dispatch", unit=str(unit.uuid), volunteers="x")
    assert answer.status_code == 400


def test_strangers_find_nothing_and_readers_change_nothing(
    client, found, other_street_user, auditor, liaison2_user
):
    for user, code in ((other_street_user, 404), (liaison2_user, 404), (auditor, 403)):
        client.force_login(user)
        assert post(client, found, "accept", title="x").status_code == code
    client.logout()
    assert post(client, found, "accept", title="x").status_code == 403
    assert state(found) == "received"


def test_what_was_read_before_somebody_moved_it_is_a_409(api, found, unit, unit2, now):
    led(found, "dispatched", of_unit(unit), now=now, **terms(now))
    seen = api.get(f"{URL}{found.uuid}/").json()["seen"]
    actions.dispatch(found, of_unit(unit2), by=None, now=now, **terms(now))
    assert post(api, found, "dispatch", volunteers="x", seen=seen).status_code == 409
    found.refresh_from_db()
    assert (found.unit, found.volunteers) == (unit2, "")


CALLS = {
    "accept": {"title": "x"},
    "decline": {"reason": "其他", "words": "x"},
    "dispatch": {"volunteers": "乙队"},
    "take": {},
    "give_back": {"reason": "其他"},
    "done": {"outcome": "x"},
}
LEGAL = {
    "received": {"accept", "decline"},
    "accepted": {"dispatch", "decline"},
    "dispatched": {"dispatch", "take", "give_back"},
    "taken": {"dispatch", "done", "give_back"},
    "reopened": {"dispatch", "decline"},
}


@pytest.mark.parametrize("verb", CALLS)
@pytest.mark.parametrize("status", ALL)
def test_every_move_that_the_lifecycle_does_not_allow_is_a_409(
    api, found, community_user, now, status, verb
):
    """Volunteers hold it, so that staff may make every move at all while they do."""
    led(found, status, now=now, **terms(now))
    before = Request.objects.values().get()

    code = post(api, found, verb, **CALLS[verb]).status_code

    if verb in LEGAL.get(status, ()):
        assert code == 200
        return
    may_not = verb in ("take", "give_back", "done") and status not in ("dispatched", "taken")
    assert code == (403 if may_not else 409)
    assert Request.objects.values().get() == before


@pytest.mark.parametrize("verb", ["take", "give_back", "done"])
@pytest.mark.parametrize("status", [one for one in ALL if one in Request.HELD])
def test_a_holder_s_illegal_move_is_a_409(client, found, grid_user, now, status, verb):
    led(found, status, by_grid(grid_user), now=now, **terms(now))
    client.force_login(grid_user)
    code = post(client, found, verb, **CALLS[verb]).status_code
    assert code == (200 if verb in LEGAL.get(status, ()) else 409)
