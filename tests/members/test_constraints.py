"""The database itself refuses what must not be."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from members.models import (
    Alliance,
    AllianceMembership,
    Liaison,
    MemberUnit,
    Person,
    Posting,
    SignInLink,
)
from tests.conftest import at

DAY = date(2026, 1, 1)


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def test_one_current_liaison_per_unit(unit, liaison_user):
    other = Person.objects.create(name="王芳")
    refused(
        "liaison_one_current_a_unit",
        lambda: Liaison.objects.create(unit=unit, person=other, since=DAY),
    )
    Liaison.objects.create(unit=unit, person=other, since=DAY, until=DAY)


def test_nothing_ends_before_it_begins(unit, liaison_user, alliance, street_user):
    early = DAY - timedelta(days=1)
    refused("liaison_ends_after_start", lambda: unit.liaisons.update(until=early))
    refused("membership_ends_after_start", lambda: unit.memberships.update(until=early))
    refused("posting_ends_after_start", lambda: street_user.postings.update(until=early))
    refused("alliance_ends_after_start", lambda: Alliance.objects.update(ended_on=early))
    refused("memberunit_left_after_joined", lambda: MemberUnit.objects.update(left_on=early))


def test_one_regional_alliance_per_area(alliance, street):
    refused(
        "alliance_one_regional_an_area",
        lambda: Alliance.objects.create(name="又一个", area=street, founded_on=DAY),
    )
    Alliance.objects.create(name="链", kind="chain", industry="渔业", area=street, founded_on=DAY)
    Alliance.objects.create(name="旧", area=street, founded_on=DAY, ended_on=DAY)


def test_one_membership_at_a_time(alliance, unit):
    refused(
        "membership_one_at_a_time",
        lambda: AllianceMembership.objects.create(alliance=alliance, unit=unit, since=DAY),
    )
    AllianceMembership.objects.create(alliance=alliance, unit=unit, since=DAY, until=DAY)


def test_one_posting_of_a_kind_at_a_time(street_user, street):
    again = {"user": street_user, "role": "street", "area": street, "since": DAY}
    refused("posting_once_at_a_time", lambda: Posting.objects.create(**again))
    Posting.objects.create(**again, until=DAY)


def test_one_person_per_phone(db):
    Person.objects.create(name="甲", phone_index="x" * 64)
    refused("person_phone_once", lambda: Person.objects.create(name="乙", phone_index="x" * 64))
    Person.objects.create(name="丙")
    Person.objects.create(name="丁")


def test_units_are_told_apart(unit, community, other_community):
    facts = {"type": "public", "joined_on": DAY}
    again = {"name": unit.name, "area": community} | facts
    refused("memberunit_name_once_in_area", lambda: MemberUnit.objects.create(**again))
    MemberUnit.objects.create(**again | {"area": other_community})
    code = {"credit_code": "91350100M000100Y43", "area": community} | facts
    MemberUnit.objects.create(name="甲", **code)
    refused("memberunit_credit_code_once", lambda: MemberUnit.objects.create(name="乙", **code))
    MemberUnit.objects.create(name="丙", left_on=DAY, **code)


def test_a_military_unit_has_an_alias(community):
    refused(
        "memberunit_military_has_alias",
        lambda: MemberUnit.objects.create(
            name="某部", area=community, type="military", joined_on=DAY
        ),
    )


def test_one_link_unrevoked_per_person_and_it_expires_later(liaison_user, street_user):
    def link(token: str, expires: datetime, **more) -> None:
        SignInLink.objects.create(
            person=liaison_user.person,
            token_hash=token,
            made_by=street_user,
            made_at=at("2026-11-10"),
            expires_at=expires,
            **more,
        )

    refused("signinlink_expires_after_made", lambda: link("a", at("2026-11-10")))
    link("a", at("2026-12-10"))
    refused("signinlink_one_unrevoked_a_person", lambda: link("b", at("2026-12-10")))
    link("b", at("2026-12-10"), revoked_at=at("2026-11-11"))
    assert str(SignInLink.objects.first()) == "李建国 2026-11-10"
