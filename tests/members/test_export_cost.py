"""What the workbook of a register costs does not grow with its rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grids.models import ServiceTeam
from members.models import (
    CommitteeSeat,
    HouseholdContact,
    MemberUnit,
    PartyOrganization,
    Person,
    SupportLink,
)
from tests.conftest import START


def _unit(community, number):
    return MemberUnit.objects.create(
        name=f"单位{number}", type="state", area=community, joined_on=START
    )


def _support(number, alliance, community, grid):
    SupportLink.objects.create(unit=_unit(community, number), area=grid, since=START)


def _team(number, alliance, community, grid):
    team = ServiceTeam.objects.create(name=f"组团{number}", area=community, since=START)
    SupportLink.objects.create(unit=_unit(community, number), team=team, since=START)


def _seat(number, alliance, community, grid):
    CommitteeSeat.objects.create(
        alliance=alliance,
        unit=_unit(community, number),
        person=Person.objects.create(name=f"委员{number}"),
        role="part_time",
        status="approved",
        nominated_on=START,
        since=START,
    )


def _contact(number, alliance, community, grid):
    group = PartyOrganization.objects.create(
        kind="group", name=f"小组{number}", area=community, founded_on=START
    )
    HouseholdContact.objects.create(
        organization=group, area=grid, doors=f"{number} 幢", households=20, since=START
    )


@pytest.mark.parametrize(
    ("page", "add"),
    [
        ("/w/support/", _support),
        ("/w/support/", _team),
        ("/w/seats/", _seat),
        ("/w/contacts/", _contact),
    ],
)
def test_it_costs_the_same(client, street_user, alliance, community, grid, page, add):
    client.force_login(street_user)
    costs = []
    for number in range(3):
        add(number, alliance, community, grid)
        with CaptureQueriesContext(connection) as done:
            assert client.get(page, {"export": "xlsx"}).status_code == 200
        costs.append(len(done))
    assert costs[0] >= costs[1] == costs[2]
