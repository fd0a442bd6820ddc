"""/w/people/: the register, a person's data sheet, and correcting name and phone."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.fields import blind_index
from members.actions import personal_data
from members.actions.errors import OutOfScope, PersonChangedMeanwhile
from members.actions.liaisons import appoint
from members.actions.people import new_person
from members.models import (
    CheckIn,
    Commando,
    CommitteeSeat,
    HouseholdContact,
    PartyOrganization,
    Person,
    Pledge,
    RosterEntry,
    User,
)
from tests.conftest import START

PHONE = "13812345678"


def make(name: str, phone: str = "") -> Person:
    person = new_person(name, phone)
    person.save()
    return person


@pytest.fixture
def branch(community) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="branch", name="幸福里党支部", area=community, founded_on=START
    )


@pytest.fixture
def officer(unit, now) -> Person:
    return appoint(unit, name="李建国", phone=PHONE, since=START, by=None, now=now).person


def give_everything(person, branch, community, alliance) -> None:
    """One of every function."""
    CommitteeSeat.objects.create(
        alliance=alliance, person=person, role="deputy", status="approved", since=START
    )
    RosterEntry.objects.create(
        organization=branch, person=person, category="resident", skills="修家电", since=START
    )
    CheckIn.objects.create(
        area=community,
        person=person,
        name=person.name,
        status="confirmed",
        reported_at=timezone.now(),
        confirmed_at=timezone.now(),
    )
    Pledge.objects.create(organization=branch, person=person, text="照看独居老人", since=START)
    HouseholdContact.objects.create(
        organization=branch, person=person, area=community, doors="3 号楼", residents=6, since=START
    )
    Commando.objects.create(organization=branch, leader=person, name="清雪队", since=START)


def names(client, **query) -> list[str]:
    page = client.get("/w/people/", query)
    assert page.status_code == 200
    return sorted(line.obj.name for line in page.context["list"].lines)


def test_the_register_holds_who_has_a_function_here(
    client, street_user, officer, other_liaison_user, grid_user
):
    Person.objects.create(name="没有职务")
    client.force_login(street_user)
    assert names(client) == ["李建国"]
    Person.objects.create(name="网格员甲", user=grid_user)
    assert names(client) == ["李建国", "网格员甲"]
    assert names(client, q="5678") == ["李建国"]
    assert names(client, q=PHONE) == ["李建国"]
    assert names(client, q="1234") == []
    assert names(client, q="网格") == ["网格员甲"]
    assert names(client, function="0") == ["李建国"]
    assert names(client, function="7") == ["网格员甲"]
    assert names(client, function="none") == []
    officer.liaisons.update(until=START)
    assert names(client, function="none") == ["李建国"]
    assert PHONE not in client.get("/w/people/").content.decode()
    assert client.get("/w/people/?export=xlsx").status_code == 200


@pytest.mark.parametrize("relation", range(7))
def test_any_function_makes_a_person_visible_where_it_is_held(
    relation, branch, community, alliance, street_user, other_street_user
):
    person = make("王芳")
    give_everything(person, branch, community, alliance)
    kinds = (CommitteeSeat, RosterEntry, CheckIn, Pledge, HouseholdContact, Commando)
    for number, kind in enumerate(kinds):
        if number != relation:
            kind.objects.all().delete()
    expected = [person] if relation < len(kinds) else []
    assert list(Person.objects.visible_to(street_user)) == expected
    assert list(Person.objects.visible_to(other_street_user)) == []


def test_the_page_is_the_whole_data_sheet(
    client, street_user, officer, branch, community, alliance
):
    give_everything(officer, branch, community, alliance)
    Person.objects.filter(pk=officer.pk).update(home_name="岱山县某村支部")
    client.force_login(street_user)
    page = client.get(officer.get_absolute_url()).content.decode()
    for words in (
        "李建国", "138****5678", "区第二医院联络员", "联合体 副书记", "幸福里党支部", "修家电",
        "向海青社区报到", "照看独居老人", "3 号楼", "清雪队", "岱山县某村支部", "可以登录",
    ):  # fmt: skip
        assert words in page
    assert PHONE not in page


def test_staff_read_of_a_person_only_what_is_held_in_their_areas(
    client, street_user, officer, other_unit, now
):
    appoint(other_unit, name="李建国", phone=PHONE, since=START, by=None, now=now)
    client.force_login(street_user)
    page = client.get(officer.get_absolute_url()).content.decode()
    assert "区第二医院联络员" in page
    assert "红旗小学" not in page


def test_a_person_elsewhere_does_not_exist(client, officer, other_street_user, grid_user, auditor):
    verbs = ("", "edit/", "phone/")
    for verb in verbs:
        assert client.get(officer.get_absolute_url() + verb).url.startswith("/in/?next=")
    for stranger in (other_street_user, grid_user, User.objects.get(person=officer)):
        client.force_login(stranger)
        for verb in verbs:
            assert client.get(officer.get_absolute_url() + verb).status_code == 404
    client.force_login(auditor)
    assert client.get(officer.get_absolute_url()).status_code == 200
    for verb in verbs[1:]:
        assert client.get(officer.get_absolute_url() + verb).status_code == 403
        assert client.post(officer.get_absolute_url() + verb).status_code == 403


def test_the_register_costs_the_same_for_one_person_and_three(
    client, street_user, unit, unit2, military_unit, now, django_assert_max_num_queries
):
    client.force_login(street_user)
    for number, place in enumerate((unit, unit2, military_unit)):
        appoint(
            place, name=f"某{number}", phone=f"1390000000{number}", since=START, by=None, now=now
        )
        if number != 1:
            with django_assert_max_num_queries(8):
                assert len(names(client)) == number + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_held(
    client, street_user, unit, unit2, military_unit, count, now, django_assert_num_queries
):
    for place in (unit, unit2, military_unit)[:count]:
        person = appoint(place, name="李建国", phone=PHONE, since=START, by=None, now=now).person
        personal_data.reveal_phone(person, reason="核对", by=street_user)
    client.force_login(street_user)
    client.get(person.get_absolute_url())  # content types are remembered
    with django_assert_num_queries(18):
        client.get(person.get_absolute_url())


def form(person, **more) -> dict:
    seen = personal_data.seen_as(Person.objects.get(pk=person.pk))
    return {"name": person.name, "phone": "", "seen": seen, **more}


def test_correcting_keeps_the_access_and_notes_no_number(client, street_user, officer):
    client.force_login(street_user)
    page = client.get(officer.get_absolute_url() + "edit/").content.decode()
    assert PHONE not in page
    assert 'value="李建国"' in page
    LogEntry.objects.all().delete()
    rounds = User.objects.get(person=officer).session_round
    wanted = form(officer, name="李建", phone="139 0000 1111")
    assert client.post(officer.get_absolute_url() + "edit/", wanted).status_code == 302
    officer.refresh_from_db()
    assert (officer.name, officer.phone) == ("李建", "13900001111")
    assert officer.tail_index == blind_index("1111")
    user = User.objects.get(person=officer)
    assert (user.name, user.session_round) == ("李建", rounds)
    entry = LogEntry.objects.get()
    assert entry.changes == {"name": ["李建国", "李建"], "phone": ["", ""]}
    assert "13900001111" not in str(vars(entry))


def test_an_empty_number_stays_and_a_tick_takes_it_away(client, street_user, officer):
    client.force_login(street_user)
    edit = officer.get_absolute_url() + "edit/"
    client.post(edit, form(officer, name="李建"))
    officer.refresh_from_db()
    assert (officer.name, officer.phone) == ("李建", PHONE)
    assert (
        "就不要勾选"
        in client.post(edit, form(officer, phone="13900001111", no_phone="on")).content.decode()
    )
    client.post(edit, form(officer, no_phone="on"))
    officer.refresh_from_db()
    assert (officer.phone, officer.phone_index, officer.tail_index) == ("", "", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写姓名。"),
        ({"name": "某" * 41}, "40"),
        ({"phone": "123"}, "11 位数字"),
        ({"phone": "13900002222"}, "已登记"),
        ({"seen": "0000"}, "刚刚被他人修改过"),
    ],
)
def test_a_wrong_correction_says_why_and_changes_nothing(
    client, street_user, officer, changes, words
):
    make("别人", "13900002222")
    client.force_login(street_user)
    page = client.post(officer.get_absolute_url() + "edit/", form(officer) | changes)
    assert words in page.content.decode()
    officer.refresh_from_db()
    assert (officer.name, officer.phone) == ("李建国", PHONE)


def test_a_stale_correction_is_shown_again_and_then_holds(client, street_user, officer):
    client.force_login(street_user)
    edit = officer.get_absolute_url() + "edit/"
    again = client.post(edit, form(officer, name="李建") | {"seen": "0000"}).context["form"]
    typed = {name: again[name].value() or "" for name in again.fields}
    assert typed["name"] == "李建"
    assert client.post(edit, typed).status_code == 302
    officer.refresh_from_db()
    assert officer.name == "李建"


def test_who_also_has_a_function_elsewhere_is_corrected_above(
    street_user, district_user, officer, other_unit, now
):
    appoint(other_unit, name="李建国", phone=PHONE, since=START, by=None, now=now)
    wanted = {"name": "李建", "phone": PHONE, "seen": personal_data.seen_as(officer), "now": now}
    with pytest.raises(OutOfScope):
        personal_data.correct_person(officer, by=street_user, **wanted)
    assert personal_data.correct_person(officer, by=district_user, **wanted) == ["name"]
    with pytest.raises(PersonChangedMeanwhile):
        personal_data.correct_person(officer, by=district_user, **wanted)


def test_an_ended_function_elsewhere_is_no_hindrance(street_user, officer, other_unit, now):
    other_unit.liaisons.create(person=officer, since=START, until=date(2026, 2, 1))
    wanted = {"name": "李建", "phone": PHONE, "seen": personal_data.seen_as(officer), "now": now}
    assert personal_data.correct_person(officer, by=street_user, **wanted) == ["name"]
