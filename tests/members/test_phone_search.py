"""A person's phone: one way to write it, found by the whole number or its last four digits."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from common.fields import blind_index
from members.actions.errors import PhoneOfSomebodyElse
from members.actions.liaisons import appoint
from members.actions.people import new_person, person_for
from members.models import Liaison, Person
from tests.conftest import START

PHONE, OTHER = "13812345678", "13987655678"


def found(client, text) -> list[str]:
    page = client.get("/w/liaisons/", {"q": text})
    return [line.obj.person.name for line in page.context["list"].lines]


def test_the_register_of_officers_is_searched_by_four_digits(
    client, street_user, other_street_user, unit, unit2, other_unit, now
):
    for place, name, phone in (
        (unit, "李建国", PHONE),
        (unit2, "王芳", OTHER),
        (other_unit, "钱伟", "13712345678"),
    ):
        appoint(place, name=name, phone=phone, since=START, by=None, now=now)
    client.force_login(street_user)
    assert sorted(found(client, "5678")) == ["李建国", "王芳"]
    assert found(client, "1234") == []
    assert found(client, PHONE) == ["李建国"]
    client.force_login(other_street_user)
    assert found(client, "5678") == ["钱伟"]


def test_four_digits_are_found_in_a_unit_s_name_too(client, street_user, unit, now):
    unit.name = "第4810工厂"
    unit.save()
    appoint(unit, name="李建国", phone=PHONE, since=START, by=None, now=now)
    client.force_login(street_user)
    assert found(client, "4810") == ["李建国"]


def test_a_person_is_found_again_by_the_phone(db):
    first = person_for(" 李建国 ", "138 1234 5678")
    assert (first.name, first.phone, first.tail_index) == ("李建国", PHONE, blind_index("5678"))
    assert person_for("李建国", "+8613812345678") == first
    with pytest.raises(PhoneOfSomebodyElse):
        person_for("王芳", PHONE)
    with pytest.raises(ValidationError, match="11 位"):
        person_for("王芳", "12345")
    with pytest.raises(ValidationError):
        person_for("", OTHER)
    assert person_for("王芳", "") != person_for("王芳", "")
    assert Person.objects.count() == 3


def test_a_phone_taken_away_takes_its_fingerprints_with_it(db):
    person = new_person("李建国", PHONE)
    person.set_phone("")
    assert (person.phone, person.phone_index, person.tail_index) == ("", "", "")


def test_the_migration_fills_the_fingerprints_of_older_numbers(unit, monkeypatch):
    people = [new_person(f"某人{n}", f"1381234{n:04}") for n in range(3)]
    Person.objects.bulk_create([*people, new_person("没有手机", "")])
    Person.objects.update(tail_index="")
    Liaison.objects.create(unit=unit, person=people[0], since=START)
    step = import_module("members.migrations.0004_fill_tail_index")
    monkeypatch.setattr(step, "CHUNK", 2)
    editor = SimpleNamespace(connection=connection)
    step.fill(apps, editor)
    tails = list(Person.objects.order_by("pk").values_list("tail_index", flat=True))
    assert tails == [*(blind_index(f"{n:04}") for n in range(3)), ""]
    step.clear(apps, editor)
    assert set(Person.objects.values_list("tail_index", flat=True)) == {""}
