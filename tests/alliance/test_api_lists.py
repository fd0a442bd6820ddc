"""/api/v1/ … confirm, edits, rounds: the same actions as the pages, and the same refusals."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects.actions import items, revisions, rounds
from projects.items.packed import pack, seal
from projects.models import Demand, Round, Service
from tests.conftest import START, at

NOW = at("2026-11-10")


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


@pytest.fixture
def item(unit, category, community, street_user):
    made = Service(unit=unit, area=community, category=category, title="免费量血压", is_public=True)
    made.contact, made.phone, made.audience = "办公室", "0411-87600202", "居民"
    made.place, made.hours = "卫生站", "周一"
    return items.enter(made, by=street_user, now=NOW)


@pytest.fixture
def edit(item, liaison_user):
    facts = {"seen": seal(pack(item, ["hours"])), "hours": "周二"}
    return revisions.propose_edit(item, by=liaison_user, now=NOW, **facts)


@pytest.fixture
def call(alliance, street_user):
    days = {"submit_by": date(2026, 12, 10), "claim_by": date(2027, 1, 10)}
    return rounds.open_round(alliance, title="征集", by=street_user, now=NOW, **days)


@pytest.fixture
def post(client):
    def send(path, *, by=None, **data):
        if by:
            client.force_login(by)
        return client.post(f"/api/v1/{path}/", data, content_type="application/json")

    return send


def test_the_officer_confirms_in_the_unit_s_name(post, item, liaison_user):
    answer = post(f"services/{item.uuid}/confirm", by=liaison_user)
    today = timezone.localdate().isoformat()
    row = answer.json()
    assert (answer.status_code, row["last_confirmed"], row["confirmed_by"]) == (
        200, today, "区第二医院",
    )  # fmt: skip
    assert row["confirmed_how"] == "owner"


def test_staff_say_how(post, item, street_user):
    assert post(f"services/{item.uuid}/confirm", by=street_user).status_code == 400
    assert post(f"services/{item.uuid}/confirm", how="owner").status_code == 400
    row = post(f"services/{item.uuid}/confirm", how="visit").json()
    assert (row["confirmed_by"], row["confirmed_how"]) == ("大连湾街道", "visit")


def test_what_is_gone_is_a_conflict(post, item, liaison_user, street_user):
    items.withdraw(item, by=street_user, now=at("2026-11-12"), reason="停办")
    assert post(f"services/{item.uuid}/confirm", by=liaison_user).status_code == 409


def test_a_met_demand_is_a_conflict(post, unit, category, community, street_user, liaison_user):
    need = Demand(unit=unit, area=community, category=category, title="缺人")
    need.contact, need.phone = "办公室", "0411-87600202"
    items.enter(need, by=street_user, now=NOW)
    Demand.objects.update(met_on=START)
    assert post(f"demands/{need.uuid}/confirm", by=liaison_user).status_code == 409


def test_who_may_not_confirms_nothing(
    client, post, item, other_street_user, auditor, liaison2_user
):
    assert post(f"services/{item.uuid}/confirm").status_code == 403
    for user, code in ((other_street_user, 404), (auditor, 403), (liaison2_user, 404)):
        assert post(f"services/{item.uuid}/confirm", by=user, how="phone").status_code == code
    assert client.get(f"/api/v1/services/{item.uuid}/confirm/").status_code == 405


def test_an_edit_is_accepted_once(client, post, edit, item, street_user):
    client.force_login(street_user)
    row = client.get(f"/api/v1/edits/{edit.uuid}/").json()
    assert (row["list"], row["item"], row["facts"], row["before"]) == (
        "service", str(item.uuid), {"hours": "周二"}, {"hours": "周一"},
    )  # fmt: skip
    assert post(f"edits/{edit.uuid}/accept").json()["status"] == "accepted"
    item.refresh_from_db()
    assert item.hours == "周二"
    for verb in ("accept", "refuse"):
        assert post(f"edits/{edit.uuid}/{verb}", reason="晚了").status_code == 409


def test_an_item_that_changed_meanwhile_is_a_conflict(post, edit, item, street_user):
    items.correct(item, by=street_user, seen=seal(pack(item, ["hours"])), hours="周四")
    answer = post(f"edits/{edit.uuid}/accept", by=street_user)
    assert (answer.status_code, "服务时间" in answer.json()["detail"]) == (409, True)
    edit.refresh_from_db()
    assert edit.status == "waiting"


def test_refusing_needs_a_reason(post, edit, street_user):
    assert post(f"edits/{edit.uuid}/refuse", by=street_user).status_code == 400
    assert post(f"edits/{edit.uuid}/refuse", reason="不清楚").json()["reason"] == "不清楚"


def test_only_reviewers_decide(post, edit, liaison_user, auditor, other_street_user):
    for user, code in ((liaison_user, 403), (auditor, 403), (other_street_user, 404)):
        for verb in ("accept", "refuse"):
            answer = post(f"edits/{edit.uuid}/{verb}", by=user, reason="不行")
            assert answer.status_code == code
    edit.refresh_from_db()
    assert edit.status == "waiting"


def test_rounds_are_read_by_who_sees_them(
    client, call, street_user, liaison_user, other_street_user, alliance
):
    for user, found in ((street_user, 1), (liaison_user, 1), (other_street_user, 0)):
        client.force_login(user)
        assert client.get("/api/v1/rounds/").json()["count"] == found
    client.force_login(street_user)
    row = client.get(f"/api/v1/rounds/{call.uuid}/").json()
    assert (row["title"], row["alliance"], row["status"]) == ("征集", str(alliance.uuid), "call")
    assert client.get("/api/v1/rounds/?status=claim").json()["count"] == 0
    assert client.post("/api/v1/rounds/", {}).status_code == 405
    assert Round.objects.count() == 1
