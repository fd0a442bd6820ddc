"""The database refuses what must not be of people, links and corrections."""

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import ServiceTeam
from members.models import CorrectionRequest, PartyOrganization, Person, SupportLink
from tests.conftest import START
from tests.members.test_constraints import refused


@pytest.fixture
def team(community) -> ServiceTeam:
    return ServiceTeam.objects.create(name="暖心组团", area=community, since=START)


def test_a_link_has_one_target(unit, grid, team):
    make = SupportLink.objects.create
    refused("supportlink_one_target", lambda: make(unit=unit, since=START))
    refused("supportlink_one_target", lambda: make(unit=unit, area=grid, team=team, since=START))
    make(unit=unit, area=grid, since=START)
    make(unit=unit, team=team, since=START)


def test_a_link_stands_once_at_a_time(unit, grid, team):
    make = SupportLink.objects.create
    for name, target in (("area", {"area": grid}), ("team", {"team": team})):
        make(unit=unit, **target, since=START, until=START)
        make(unit=unit, **target, since=START)
        refused(f"supportlink_{name}_once", lambda t=target: make(unit=unit, **t, since=START))


def test_a_link_ends_after_it_began(unit, grid):
    early = START - timedelta(days=1)
    refused(
        "supportlink_ends_after_start",
        lambda: SupportLink.objects.create(unit=unit, area=grid, since=START, until=early),
    )


def test_one_open_request_a_person_and_an_answer_is_whole(liaison_user, street_user):
    person, now = liaison_user.person, timezone.now()

    def ask(**facts):
        return CorrectionRequest.objects.create(person=person, text="错了", asked_at=now, **facts)

    answered = {"status": "answered", "answered_at": now, "answered_by": street_user}
    ask()
    refused("correction_one_open_a_person", ask)
    ask(**answered, answer="已改")
    refused("correction_answered_has_answer", lambda: ask(**answered))
    refused("correction_answered_has_answer", lambda: ask(status="answered", answer="已改"))
    CorrectionRequest.objects.filter(status="open").delete()
    refused("correction_answered_has_answer", lambda: ask(answer="已改"))


def test_a_person_has_one_home_and_no_phone_once_anonymous(community):
    home = PartyOrganization.objects.create(
        kind="branch", name="支部", area=community, founded_on=START
    )
    make = Person.objects.create
    refused("person_one_home_organization", lambda: make(name="甲", home=home, home_name="外地"))
    then = timezone.now()
    for index in ("phone_index", "tail_index"):
        refused(
            "person_anonymised_has_no_phone",
            lambda i=index: make(name="甲", anonymised_at=then, **{i: "x"}),
        )
    make(name="甲", phone_index="x")
    refused("person_phone_once", lambda: make(name="乙", phone_index="x"))
