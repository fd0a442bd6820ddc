"""What the database itself refuses of organisations, compacts, seats and alliances."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from members.models import Alliance, CommitteeSeat, Compact, PartyOrganization, Person
from tests.members.test_constraints import refused

DAY = date(2026, 1, 1)
EARLY = DAY - timedelta(days=1)


@pytest.fixture
def organization(street) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="big_work", name="大工委", area=street, founded_on=DAY
    )


def seat(alliance, person=None, role="deputy", status="approved", since=DAY, **more):
    return CommitteeSeat.objects.create(
        alliance=alliance,
        person=person or Person.objects.create(name="某人"),
        role=role,
        status=status,
        since=since,
        **more,
    )


def test_a_name_once_in_an_area_and_one_owner(organization, street, unit, alliance):
    facts = {"kind": "branch", "area": street, "founded_on": DAY}
    make = PartyOrganization.objects.create
    refused("organization_name_once_in_area", lambda: make(name="大工委", **facts))
    PartyOrganization.objects.update(ended_on=DAY)
    make(name="大工委", **facts)
    for owners in (
        {"unit": unit, "alliance": alliance},
        {"unit": unit, "project_key": uuid4()},
        {"alliance": alliance, "project_key": uuid4()},
    ):
        refused("organization_one_owner", lambda owners=owners: make(name="甲", **facts, **owners))
    make(name="项目支部", project_key=uuid4(), **facts)


def test_a_composite_counts_nobody(street):
    facts = {"name": "甲", "area": street, "founded_on": DAY, "is_composite": True}
    make = PartyOrganization.objects.create
    name = "organization_composite_counts_nobody"
    refused(name, lambda: make(kind="branch", member_count=1, **facts))
    refused(name, lambda: make(kind="committee", **facts))
    make(kind="branch", **facts)


def test_nothing_ends_before_it_begins(organization, alliance):
    held = seat(alliance)
    Compact.objects.create(organization=organization, text="一", adopted_on=DAY)
    seats, compacts = CommitteeSeat.objects.all(), Compact.objects.all()
    rows = PartyOrganization.objects.all()
    refused("organization_ends_after_start", lambda: rows.update(ended_on=EARLY))
    refused("compact_ends_after_start", lambda: compacts.update(until=EARLY))
    refused("seat_ends_after_start", lambda: seats.update(until=EARLY))
    refused("seat_term_after_start", lambda: seats.update(term_ends_on=EARLY))
    assert held.until is None


def test_one_compact_at_a_time(organization):
    make = Compact.objects.create
    make(organization=organization, text="一", adopted_on=DAY, until=DAY)
    make(organization=organization, text="二", adopted_on=DAY)
    write = lambda: make(organization=organization, text="三", adopted_on=DAY)  # noqa: E731
    refused("compact_one_current", write)


def test_one_secretary_at_a_time(organization, alliance):
    seat(alliance, role="secretary", until=DAY)
    seat(alliance, role="secretary")
    refused("seat_one_secretary_of_alliance", lambda: seat(alliance, role="secretary"))
    seat(None, role="secretary", organization=organization)
    refused(
        "seat_one_secretary_of_organization",
        lambda: seat(None, role="secretary", organization=organization),
    )


def test_one_seat_a_person_in_one_body(organization, alliance):
    person = Person.objects.create(name="某人")
    seat(alliance, person)
    seat(None, person, organization=organization)
    refused("seat_once_in_alliance", lambda: seat(alliance, person, role="full_time"))
    refused(
        "seat_once_in_organization",
        lambda: seat(None, person, role="full_time", organization=organization),
    )
    refused("seat_one_body", lambda: seat(alliance, organization=organization))
    refused("seat_one_body", lambda: seat(None))


def test_how_a_part_time_member_comes_to_the_seat(alliance, unit):
    nominated = {"role": "part_time", "nominated_on": DAY}
    refused("seat_part_time_from_unit", lambda: seat(alliance, **nominated))
    name = "seat_only_part_time_nominated"
    refused(name, lambda: seat(alliance, nominated_on=DAY))
    refused(name, lambda: seat(alliance, status="nominated", since=None))
    seat(alliance, unit=unit, **nominated)


def test_a_state_has_its_facts(alliance, unit):
    nominated = {"role": "part_time", "nominated_on": DAY, "unit": unit}
    name = "seat_state_has_its_facts"
    refused(name, lambda: seat(alliance, status="nominated", **nominated))
    refused(name, lambda: seat(alliance, status="refused", since=None, **nominated))
    refused(name, lambda: seat(alliance, since=None))
    refused(name, lambda: seat(alliance, reason="不合适"))
    seat(alliance, status="refused", since=None, reason="不合适", **nominated)


def test_a_functional_alliance_has_an_industry(street):
    for kind in ("functional", "chain"):
        refused(
            "alliance_functional_has_industry",
            lambda kind=kind: Alliance.objects.create(
                name="甲", kind=kind, area=street, founded_on=DAY
            ),
        )
