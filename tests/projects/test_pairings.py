"""Pairings: agreed, prolonged, visited, ended; their pages."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.races import TakenMeanwhile
from projects.actions import pairings
from projects.models import Pairing
from tests.projects.works import BEFORE, NOW, TODAY

pytestmark = pytest.mark.django_db
LIST = "/w/pairings/"


@pytest.fixture
def pairing(unit_branch, other_branch, street_user) -> Pairing:
    until = TODAY + timedelta(days=335)
    facts = {"plan": "每季度义诊", "since": BEFORE, "until": until, "by": street_user, "now": NOW}
    return pairings.agree(unit_branch, other_branch, **facts)


def told(pairing) -> list[str]:
    entries = LogEntry.objects.get_for_object(pairing).order_by("pk")
    return [entry.additional_data["verb"] for entry in entries]


def test_it_is_agreed_visited_prolonged_and_ended(pairing, street_user):
    pairings.visit(pairing, on=TODAY, text="义诊", people=26, by=street_user, now=NOW)
    longer = TODAY + timedelta(days=700)
    seen = pairings.seen_as(pairing)
    pairings.change(pairing, plan="每月义诊", until=longer, seen=seen, by=street_user)
    with pytest.raises(pairings.PairingChanged):
        pairings.change(pairing, plan="另一个", until=longer, seen=seen, by=street_user)
    pairings.change(pairing, plan="每月义诊", until=longer, by=street_user)  # nothing differs
    pairings.end(pairing, on=TODAY, outcome="看了 80 人", by=street_user, now=NOW)
    pairing.refresh_from_db()
    assert (pairing.plan, pairing.ended_on) == ("每月义诊", TODAY)
    assert told(pairing) == ["create", "visit", "change", "end"]
    for act in (
        lambda: pairings.visit(pairing, on=TODAY, text="又来", people=1, by=street_user, now=NOW),
        lambda: pairings.change(pairing, plan="又来", until=longer, by=street_user),
        lambda: pairings.end(pairing, on=TODAY, outcome="又来", by=street_user, now=NOW),
    ):
        with pytest.raises(pairings.PairingHasEnded):
            act()


def test_the_same_two_pair_once_at_a_time(pairing, street_user, monkeypatch):
    facts = {"plan": "义诊", "since": BEFORE, "until": TODAY, "by": street_user, "now": NOW}
    with pytest.raises(ValidationError):
        pairings.agree(pairing.helper, pairing.helped, **facts)
    monkeypatch.setattr(Pairing, "full_clean", lambda self: None)
    with pytest.raises(TakenMeanwhile):
        pairings.agree(pairing.helper, pairing.helped, **facts)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (TODAY + timedelta(days=1), TODAY + timedelta(days=9), "since"),
        (BEFORE, BEFORE, "until"),
    ],
)
def test_a_term_begins_by_today_and_ends_later(
    unit_branch, branch, street_user, since, until, field
):
    facts = {"plan": "义诊", "since": since, "until": until, "by": street_user, "now": NOW}
    with pytest.raises(pairings.WrongDay) as error:
        pairings.agree(unit_branch, branch, **facts)
    assert list(error.value.message_dict) == [field]


def test_nothing_begins_with_who_is_gone(unit_branch, branch, street_user):
    branch.ended_on = TODAY
    facts = {"plan": "义诊", "since": BEFORE, "until": TODAY, "by": street_user, "now": NOW}
    with pytest.raises(pairings.OrganizationIsGone):
        pairings.agree(unit_branch, branch, **facts)


@pytest.mark.parametrize("days", [-31, 1])
def test_a_visit_lies_in_the_pairing(pairing, street_user, days):
    on = TODAY + timedelta(days=days)
    with pytest.raises(pairings.WrongDay):
        pairings.visit(pairing, on=on, text="义诊", people=1, by=street_user, now=NOW)


# --- pages ------------------------------------------------------------------------------------


def test_both_sides_are_found_by_typing(client, street_user, unit_branch, other_branch):
    client.force_login(street_user)
    page = client.get(f"{LIST}new/?q=医院").content.decode()
    assert f'href="?helper={unit_branch.uuid}"' in page
    page = client.get(f"{LIST}new/?helper={unit_branch.uuid}&q=锦绣").content.decode()
    both = f"helper={unit_branch.uuid}&amp;helped={other_branch.uuid}"
    assert f'href="?{both}"' in page
    url = f"{LIST}new/?helper={unit_branch.uuid}&helped={other_branch.uuid}"
    posted = {"plan": "义诊", "since": "2026-11-01", "until": "2099-01-01"}
    answer = client.post(url, posted)
    made = Pairing.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert "义诊" in client.get(answer.url).content.decode()


def test_the_own_stand_before_those_of_other_streets(
    client, street_user, unit_branch, other_branch, branch
):
    type(other_branch).objects.filter(pk=other_branch.pk).update(area=other_branch.area.street)
    client.force_login(street_user)
    page = client.get(f"{LIST}new/?helper={branch.uuid}").content.decode()
    assert 0 < page.index(str(unit_branch.uuid)) < page.index(str(other_branch.uuid))


def test_one_side_lies_in_the_own_areas(client, street_user, other_branch, other_unit, branch):
    theirs = type(other_branch).objects.create(
        kind="branch", name="红旗小学党支部", unit=other_unit, area=other_unit.area,
        founded_on=BEFORE,
    )  # fmt: skip
    client.force_login(street_user)
    url = f"{LIST}new/?helper={other_branch.uuid}"
    page = client.get(url).content.decode()
    assert branch.name in page
    assert theirs.name not in page
    assert client.get(f"{url}&helped={theirs.uuid}").status_code == 404
    assert client.post(f"{url}&helped={theirs.uuid}", {"plan": "义诊"}).status_code == 404
    assert not Pairing.objects.exists()


def test_the_other_side_reads_and_may_write(client, pairing, other_street_user, auditor):
    client.force_login(other_street_user)
    assert client.get(pairing.get_absolute_url()).status_code == 200
    posted = {"on": TODAY, "text": "回访", "people": 3}
    assert client.post(f"{pairing.get_absolute_url()}visits/add/", posted).status_code == 302
    client.force_login(auditor)
    assert client.post(f"{pairing.get_absolute_url()}visits/add/", posted).status_code == 403
    assert pairing.visits.get().text == "回访"


def test_a_stale_plan_is_saved_once_its_reader_looked_again(client, pairing, street_user):
    client.force_login(street_user)
    url = f"{pairing.get_absolute_url()}edit/"
    typed = {"plan": "每月义诊", "until": "2099-01-01", "seen": pairings.seen_as(pairing)}
    pairings.change(pairing, plan="每周义诊", until=pairing.until, by=street_user)
    form = client.post(url, typed).context["form"]
    assert "刚刚被他人修改过" in str(form.errors)
    again = {name: form[name].value() for name in typed}
    assert again["plan"] == "每月义诊"
    assert client.post(url, again).status_code == 302
    assert Pairing.objects.get().plan == "每月义诊"


def test_an_organization_shows_its_pairings(client, pairing, street_user):
    client.force_login(street_user)
    page = client.get(pairing.helper.get_absolute_url()).content.decode()
    assert "帮扶 锦绣园兼合式党支部" in page
    assert f'href="{pairing.get_absolute_url()}"' in page


def test_the_register_filters_and_costs_the_same(
    client, pairing, branch, unit_branch, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    with django_assert_max_num_queries(10):
        one = client.get(LIST).content.decode()
    assert "共 1 对" in one
    facts = {"plan": "义诊", "since": BEFORE}
    Pairing.objects.create(helper=branch, helped=unit_branch, until=TODAY, **facts)
    done = {"ended_on": TODAY, "outcome": "好"}
    Pairing.objects.create(helper=unit_branch, helped=branch, until=TODAY, **done, **facts)
    with django_assert_max_num_queries(10):
        assert "共 3 对" in client.get(LIST).content.decode()
    for query, count in [("state=running", 1), ("state=ended", 1), ("q=锦绣", 1)]:
        assert f"共 {count} 对" in client.get(f"{LIST}?{query}").content.decode()
    assert client.get(f"{LIST}?export=xlsx").status_code == 200
