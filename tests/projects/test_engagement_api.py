"""/api/v1/engagements/: the same actions, scope and refusals as the pages."""

import json

import pytest
from django.core.cache import cache

from members.models import Liaison
from projects.engagements.scope import fits
from projects.models import Demand, Engagement, Service
from tests.projects.conftest import NOW, REACHED, TYPED

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/engagements/"


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


@pytest.fixture
def send(client):
    """send("claim", by=user, **body): (code, answer)."""

    def post(path, *, by, **body):
        client.force_login(by)
        answer = client.post(f"{ROOT}{path}/", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    return post


def body_of(verb: str) -> dict:
    return {name: value for name, value in TYPED[verb].items() if name != "begins"}


def test_from_claim_to_rating(send, client, need, unit2, liaison_user, liaison2_user):
    code, made = send("claim", by=liaison2_user, demand=str(need.uuid), unit=str(unit2.uuid))
    assert (code, made["status"], made["awaits"]) == (201, "proposed", "asker")
    assert [(one["unit_name"], one["role"]) for one in made["shares"]] == [("大连湾供电所", "lead")]
    key = made["uuid"]
    for verb, by, status in (
        ("accept", liaison_user, "accepted"),
        ("follow_up", liaison2_user, "under_way"),
        ("report", liaison2_user, "reported"),
        ("send_back", liaison_user, "under_way"),
        ("report", liaison2_user, "reported"),
        ("confirm", liaison_user, "confirmed"),
    ):
        code, said = send(f"{key}/{verb}", by=by, **body_of(verb))
        assert (code, said["status"]) == (200, status), verb
    assert Demand.objects.get().met_on
    assert [row["uuid"] for row in client.get(f"{ROOT}?status=confirmed").json()["results"]] == [
        key
    ]
    assert client.get(f"{ROOT}?status=closed").json()["results"] == []


def test_a_lost_race_is_409_and_says_who_won(send, need, unit2, liaison2_user, engaged):
    engaged()
    code, said = send("claim", by=liaison2_user, demand=str(need.uuid), unit=str(unit2.uuid))
    assert (code, said["detail"]) == (409, "这项需求刚被大连湾供电所认领。")
    assert Engagement.objects.count() == 1


def test_what_is_out_of_scope_does_not_exist(
    send, need, unit, unit2, other_unit, other_liaison_user, liaison2_user, street_user,
    other_street_user,
):  # fmt: skip
    for by, lead in ((other_liaison_user, other_unit), (liaison2_user, unit)):
        code, _ = send("claim", by=by, demand=str(need.uuid), unit=str(lead.uuid))
        assert code == 404
    for by, lead in ((other_street_user, other_unit), (street_user, other_unit)):
        code, _ = send("propose", by=by, demand=str(need.uuid), unit=str(lead.uuid))
        assert code == 404
    assert not Engagement.objects.exists()


def test_staff_and_the_own_officer_propose(
    send, make, need, unit2, street_user, liaison_user, auditor, liaison2_user
):
    facts = {"demand": str(need.uuid), "unit": str(unit2.uuid)}
    assert send("propose", by=auditor, **facts)[0] == 403
    assert send("propose", by=liaison2_user, **facts)[0] == 404
    service = make(Service, unit=unit2)
    code, made = send("propose", by=street_user, service=str(service.uuid), **facts)
    assert (code, made["awaits"], made["service"]) == (201, "helper", str(service.uuid))
    assert send(f"{made['uuid']}/decline", by=liaison2_user, reason="忙")[0] == 200
    assert send("propose", by=liaison_user, **facts)[0] == 201


def test_who_is_no_staff_proposes_nothing_though_it_is_open_to_all(
    send, need, unit2, auditor, liaison2_user, liaison_user, other_street_user
):
    Demand.objects.filter(pk=need.pk).update(opened_on=NOW.date())
    facts = {"demand": str(need.uuid), "unit": str(unit2.uuid)}
    for by, code in ((auditor, 403), (liaison2_user, 404)):
        assert send("propose", by=by, **facts)[0] == code
    assert not Engagement.objects.exists()
    code, made = send("propose", by=other_street_user, **facts)
    assert code == 201
    assert send(f"{made['uuid']}/decline", by=liaison2_user, reason="忙")[0] == 200
    assert send("propose", by=liaison_user, **facts)[0] == 201


def test_what_is_typed_wrong_is_400(send, need, unit2, other_unit, liaison2_user, engaged):
    facts = {"demand": str(need.uuid), "unit": str(unit2.uuid)}
    code, said = send("claim", by=liaison2_user, quantity=3, **facts)
    assert (code, list(said)) == (400, ["quantity"])
    code, said = send("claim", by=liaison2_user, helpers=[str(other_unit.uuid)], **facts)
    assert (code, list(said)) == (400, ["helpers"])
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("verb", list(TYPED))
@pytest.mark.parametrize("status", Engagement.Status.values)
def test_what_the_lifecycle_refuses_is_409(send, engaged, street_user, status, verb):
    """By staff of two units without an officer, who may do everything."""
    Liaison.objects.all().delete()
    one = engaged(status)
    before = Engagement.objects.values().get()
    code, said = send(f"{one.uuid}/{verb}", by=street_user, **body_of(verb))
    if fits(one, verb):
        assert code == 200
    else:
        assert (code, list(said)) == (409, ["detail"])
        assert Engagement.objects.values().get() == before


def test_what_was_seen_differently_is_409(send, engaged, street_user):
    one = engaged("reported")
    code, _ = send(f"{one.uuid}/not_done", by=street_user, reason="算了", seen="0" * 16)
    assert code == 409
    code, _ = send(f"{one.uuid}/not_done", by=street_user, reason="算了", seen=one.seen)
    assert code == 200


def test_who_may_not_is_403(send, engaged, street_user, liaison_user, liaison2_user, auditor):
    one = engaged("reported")
    for by in (street_user, liaison2_user, auditor):
        assert send(f"{one.uuid}/confirm", by=by, rating="good")[0] == 403
    assert Engagement.objects.get().status == "reported"


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same(
    client, make, engaged, alliance, street_user, count, django_assert_max_num_queries
):
    for number in range(count):
        engaged("accepted", demand=make(Demand, f"需求{number}"))
    client.force_login(street_user)
    client.get(ROOT)
    with django_assert_max_num_queries(8):
        assert len(client.get(ROOT).json()["results"]) == count


def test_every_state_is_reached():
    assert set(REACHED) | {"proposed"} == set(Engagement.Status.values)
