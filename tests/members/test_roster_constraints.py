"""What the database itself refuses of rosters, check-ins, posts, pledges, commandos, contacts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from members.models import (
    CheckIn,
    Commando,
    Compact,
    HouseholdContact,
    Person,
    PioneerPost,
    Pledge,
    RosterEntry,
)
from tests.conftest import START as DAY
from tests.conftest import at

EARLY = DAY - timedelta(days=1)


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


@pytest.fixture
def person(db) -> Person:
    return Person.objects.create(name="王建军")


def test_a_member_is_once_on_a_roster(branch, person):
    facts = {"organization": branch, "person": person, "category": "resident", "since": DAY}
    RosterEntry.objects.create(**facts)
    refused("rosterentry_once", lambda: RosterEntry.objects.create(**facts))
    RosterEntry.objects.create(**facts, until=DAY)
    refused("rosterentry_ends_after_start", lambda: RosterEntry.objects.update(until=EARLY))


def test_a_post_has_places_and_a_name_of_its_own(branch, community):
    facts = {"organization": branch, "area": community, "kind": "service", "since": DAY}
    PioneerPost.objects.create(**facts, name="楼道照明岗")
    refused("pioneerpost_once", lambda: PioneerPost.objects.create(**facts, name="楼道照明岗"))
    PioneerPost.objects.create(**facts, name="楼道照明岗", until=DAY)
    refused("pioneerpost_has_places", lambda: PioneerPost.objects.update(places=0))
    refused("pioneerpost_ends_after_start", lambda: PioneerPost.objects.update(until=EARLY))


def test_one_pledge_at_a_time(branch, person):
    facts = {"organization": branch, "person": person, "text": "每周巡一次楼道", "since": DAY}
    Pledge.objects.create(**facts)
    refused("pledge_one_current", lambda: Pledge.objects.create(**facts))
    Pledge.objects.create(**facts, until=DAY)
    refused("pledge_ends_after_start", lambda: Pledge.objects.update(until=EARLY))


def test_a_commando_has_people_and_a_name_of_its_own(branch):
    facts = {"organization": branch, "name": "防汛突击队", "since": DAY}
    Commando.objects.create(**facts)
    refused("commando_once", lambda: Commando.objects.create(**facts))
    Commando.objects.create(**facts, until=DAY)
    refused("commando_somebody", lambda: Commando.objects.update(people=0))
    refused("commando_ends_after_start", lambda: Commando.objects.update(until=EARLY))


def test_one_compact_at_a_time(branch):
    facts = {"organization": branch, "text": "邻里有事先到场", "adopted_on": DAY}
    Compact.objects.create(**facts)
    refused("compact_one_current", lambda: Compact.objects.create(**facts))
    Compact.objects.create(**facts, until=DAY)
    refused("compact_ends_after_start", lambda: Compact.objects.update(until=EARLY))


def test_a_contact_is_a_group_s_or_a_member_s(branch, grid, person):
    facts = {"organization": branch, "area": grid, "doors": "3 幢 1–20 号", "since": DAY}
    group, member = facts | {"households": 20}, facts | {"person": person, "residents": 6}
    HouseholdContact.objects.create(**group)
    HouseholdContact.objects.create(**member)
    refused("householdcontact_group_once", lambda: HouseholdContact.objects.create(**group))
    refused("householdcontact_once", lambda: HouseholdContact.objects.create(**member))
    HouseholdContact.objects.create(**group, until=DAY)
    none_said = facts | {"doors": "4 幢"}
    refused(
        "householdcontact_group_or_member", lambda: HouseholdContact.objects.create(**none_said)
    )
    refused(
        "householdcontact_ends_after_start", lambda: HouseholdContact.objects.update(until=EARLY)
    )


def test_a_check_in_is_once_at_a_community(branch, community, grid):
    at_once = {"area": community, "reported_at": at("2026-11-01")}
    member = at_once | {"name": "张明远", "phone_index": "x" * 64}
    CheckIn.objects.create(**member)
    refused("checkin_person_once_in_area", lambda: CheckIn.objects.create(**member))
    CheckIn.objects.create(**at_once, organization=branch)
    again = at_once | {"organization": branch}
    refused("checkin_organization_once_in_area", lambda: CheckIn.objects.create(**again))
    done = {"status": "revoked", "revoked_at": at("2026-11-02"), "reason": "填错社区"}
    CheckIn.objects.create(**member, **done)
    CheckIn.objects.create(**again, **done)


def test_a_check_in_is_an_organisation_s_or_a_member_s(branch, community):
    at_once = {"area": community, "reported_at": at("2026-11-01")}
    name = "checkin_organization_or_member"
    refused(name, lambda: CheckIn.objects.create(**at_once))
    refused(name, lambda: CheckIn.objects.create(**at_once, organization=branch, name="张明远"))


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "confirmed"},
        {"confirmed_at": at("2026-11-02")},
        {"reason": "填错社区"},
        {"status": "revoked", "revoked_at": at("2026-11-02")},
        {"status": "revoked", "reason": "填错社区"},
    ],
)
def test_a_check_in_s_state_has_its_facts(community, facts):
    given = {"area": community, "reported_at": at("2026-11-01"), "name": "张明远"}
    refused("checkin_state_has_its_facts", lambda: CheckIn.objects.create(**given, **facts))
