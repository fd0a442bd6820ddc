"""Appointing liaison officers: the action, the page of a unit, and the register /w/liaisons/."""

from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from common.fields import blind_index
from common.sheets import open_sheet
from members.actions.errors import (
    AlreadyHandedOver,
    PhoneOfSomebodyElse,
    SamePerson,
    UnitHasLeft,
    WrongDay,
)
from members.actions.liaisons import NOBODY, appoint
from members.actions.units import leave
from members.models import Liaison, MemberUnit, Person, SignInLink, User

PHONE = "13812341234"
TODAY = timezone.localdate()


def take_office(unit, by, name="王芳", phone=PHONE, since=TODAY, **more) -> Liaison:
    return appoint(unit, name=name, phone=phone, since=since, by=by, now=timezone.now(), **more)


def page_of(unit) -> str:
    return f"/w/units/{unit.uuid}/liaison/"


def typed(**changes) -> dict:
    return {"name": "王芳", "phone": "138 1234-1234", "since": TODAY, "seen": 0} | changes


def test_a_new_person_gets_an_account_that_no_password_opens(unit, street_user):
    liaison = take_office(unit, street_user)
    person = liaison.person
    assert (person.name, person.phone, person.phone_index) == ("王芳", PHONE, blind_index(PHONE))
    assert person.user.username.startswith("l-")
    assert not person.user.has_usable_password()
    assert person.user.is_liaison


def test_the_phone_is_not_in_the_database_in_clear(unit, street_user):
    take_office(unit, street_user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_person")
        assert PHONE not in str(cursor.fetchall())


def test_a_person_known_by_phone_is_the_same_person(unit, unit2, street_user):
    first = take_office(unit, street_user)
    second = take_office(unit2, street_user, phone="+86 138-1234-1234")
    assert second.person == first.person
    assert User.objects.exclude(pk=street_user.pk).count() == 1


def test_a_known_person_without_account_gets_one(unit, street_user):
    Person.objects.create(name="王芳", phone=PHONE, phone_index=blind_index(PHONE))
    assert take_office(unit, street_user).person.user is not None


def test_a_phone_under_another_name_is_refused_without_telling_the_name(unit, unit2, street_user):
    take_office(unit, street_user)
    with pytest.raises(PhoneOfSomebodyElse) as refused:
        take_office(unit2, street_user, name="张伟")
    assert "王芳" not in str(refused.value)
    assert unit2.liaisons.count() == 0


def test_the_own_phone_under_another_name_corrects_the_name(client, unit, street_user):
    liaison = take_office(unit, street_user)
    LogEntry.objects.all().delete()
    client.force_login(street_user)
    form = typed(name="汪芳", seen=liaison.pk)
    page = client.post(page_of(unit), form, follow=True).content.decode()
    assert "已把联络员姓名更正为汪芳" in page
    assert unit.liaisons.get() == liaison
    person = Person.objects.get()
    assert (person.name, person.user.name) == ("汪芳", "汪芳")
    assert LogEntry.objects.get().changes == {"person": ["王芳", "汪芳"]}


def test_a_name_is_not_corrected_for_a_person_of_other_areas_too(
    unit, other_unit, street_user, other_street_user
):
    liaison = take_office(unit, street_user)
    take_office(other_unit, other_street_user)
    with pytest.raises(PhoneOfSomebodyElse):
        take_office(unit, street_user, name="汪芳")
    with pytest.raises(AlreadyHandedOver):
        take_office(unit, street_user, name="汪芳", seen=NOBODY)
    assert Person.objects.get().name == liaison.person.name


def test_handing_over_ends_the_one_before_the_same_day(unit, street_user, liaison_user):
    LogEntry.objects.all().delete()
    liaison = take_office(unit, street_user)
    before = unit.liaisons.exclude(pk=liaison.pk).get()
    assert (before.until, liaison.since, liaison.until) == (TODAY, TODAY, None)
    assert unit.liaisons.current().get() == liaison
    entry = LogEntry.objects.get()
    assert entry.changes == {"person": ["李建国", "王芳"]}
    assert (entry.actor, entry.additional_data["verb"]) == (street_user, "appoint")


def test_no_phone_is_in_the_audit_trail(client, unit, street_user, liaison_user):
    client.force_login(street_user)
    client.post(page_of(unit), typed(seen=unit.liaisons.get().pk))
    client.post(f"/w/units/{unit.uuid}/link/")
    client.post(f"/w/units/{unit.uuid}/link/revoke/")
    person = unit.liaisons.current().get().person
    person.phone = "13812345678"
    person.save()
    noted = str(list(LogEntry.objects.values()))
    for secret in (PHONE, "13812345678", blind_index(PHONE), "138****"):
        assert secret not in noted
    for link in SignInLink.objects.all():
        assert link.token_hash not in noted


def test_who_speaks_for_another_unit_too_keeps_that(client, unit, unit2, street_user):
    person = take_office(unit, street_user).person
    take_office(unit2, street_user)
    take_office(unit, street_user, name="张伟", phone="13900001111")
    assert [one.unit for one in person.liaisons.current()] == [unit2]
    person.user.refresh_from_db()
    assert User.objects.get(pk=person.user_id).is_liaison


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (TODAY + timedelta(days=1), "任职日期不能晚于今天。"),
        (date(2025, 12, 31), "不能早于现任联络员的任职日期"),
    ],
)
def test_a_wrong_first_day_is_refused(unit, street_user, liaison_user, since, words):
    with pytest.raises(WrongDay, match=words):
        take_office(unit, street_user, since=since)
    assert unit.liaisons.current().get().person == liaison_user.person


def test_the_officer_cannot_take_over_from_himself(unit, street_user):
    take_office(unit, street_user)
    with pytest.raises(SamePerson):
        take_office(unit, street_user)
    assert unit.liaisons.count() == 1


@pytest.mark.parametrize("phone", ["", "1381234", "0411-87600000", "12345678901", "1381234123a"])
def test_a_wrong_phone_is_refused(unit, street_user, phone):
    with pytest.raises(ValidationError):
        take_office(unit, street_user, phone=phone)
    assert Person.objects.count() == 0


def test_an_overlong_name_is_refused_and_leaves_no_account_behind(unit, street_user):
    with pytest.raises(ValidationError):
        take_office(unit, street_user, name="长" * 41)
    assert (Person.objects.count(), User.objects.count()) == (0, 1)


def test_who_saw_another_officer_comes_too_late(unit, street_user, liaison_user):
    seen = unit.liaisons.get().pk
    take_office(unit, street_user, seen=seen)
    for stale in (seen, NOBODY):
        with pytest.raises(AlreadyHandedOver):
            take_office(unit, street_user, name="张伟", phone="13900001111", seen=stale)
    assert unit.liaisons.current().get().person.name == "王芳"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [True, False])
def test_of_several_appointments_at_once_exactly_one_wins(request, unit, street_user, held):
    seen = NOBODY
    if held:
        request.getfixturevalue("liaison_user")
        seen = unit.liaisons.get().pk
    barrier, outcomes = Barrier(4), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            take_office(
                MemberUnit.objects.get(pk=unit.pk),
                street_user,
                name=f"人{number}",
                phone=f"1390000111{number}",
                seen=seen,
            )
            outcomes.append("won")
        except AlreadyHandedOver:
            outcomes.append("lost")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost", "lost", "lost", "won"]
    assert unit.liaisons.current().count() == 1
    assert Person.objects.filter(name__startswith="人").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_leaves_at_the_same_time_keeps_no_officer(unit, street_user):
    barrier = Barrier(2)

    def run(act) -> None:
        barrier.wait()
        with suppress(UnitHasLeft):
            act()
        connection.close()

    def leave_now() -> None:
        leave(unit, on=TODAY, by=street_user, now=timezone.now())

    threads = [
        Thread(target=run, args=(act,))
        for act in (leave_now, lambda: take_office(unit, street_user))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert MemberUnit.objects.get().left_on == TODAY
    assert unit.liaisons.current().count() == 0


# --- the page ---------------------------------------------------------------------------------


def test_the_page_appoints_and_says_what_comes_next(client, street_user, unit):
    client.force_login(street_user)
    assert "指定联络员" in client.get(page_of(unit)).content.decode()
    response = client.post(page_of(unit), typed(), follow=True)
    page = response.content.decode()
    assert "请为新联络员生成登录链接" in page
    assert "138****1234" in page
    assert PHONE not in page
    assert unit.liaisons.current().get().person.name == "王芳"


def test_the_page_says_whose_access_ends(client, street_user, unit, liaison_user):
    client.force_login(street_user)
    page = client.get(page_of(unit)).content.decode()
    assert "现任联络员是李建国" in page
    seen = unit.liaisons.get().pk
    assert f'name="seen" value="{seen}"' in page
    done = client.post(page_of(unit), typed(seen=seen), follow=True).content.decode()
    assert "李建国的登录权限已收回" in done


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写姓名。"),
        ({"name": "长" * 41}, "40"),
        ({"phone": "123"}, "手机号应为 11 位数字"),
        ({"phone": ""}, "请填写手机号。"),
        ({"since": ""}, "请填写日期。"),
        ({"since": TODAY + timedelta(days=1)}, "任职日期不能晚于今天。"),
        ({"seen": 0}, "刚刚已被他人变更"),
        ({"seen": "x"}, "errors"),
    ],
)
def test_a_wrong_form_says_why_and_changes_nothing(
    client, street_user, unit, liaison_user, changes, words
):
    client.force_login(street_user)
    wanted = typed(seen=unit.liaisons.get().pk) | changes
    response = client.post(page_of(unit), wanted)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert unit.liaisons.current().get().person == liaison_user.person


def test_pressing_twice_appoints_once(client, street_user, unit):
    client.force_login(street_user)
    assert client.post(page_of(unit), typed()).status_code == 302
    assert "刚刚已被他人变更" in client.post(page_of(unit), typed()).content.decode()
    assert unit.liaisons.count() == 1


def test_a_link_is_made_shown_once_renewed_and_revoked(client, street_user, unit, liaison_user):
    client.force_login(street_user)
    address = f"/w/units/{unit.uuid}/link/"
    assert "生成李建国的登录链接？" in client.get(address).content.decode()
    assert SignInLink.objects.count() == 0
    made = client.post(address)
    url = made.context["link_url"]
    assert url.startswith("http://testserver/in/")
    assert url in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    page = client.get(f"/w/units/{unit.uuid}/").content.decode()
    assert "换新链接" in page
    assert url not in page
    assert client.post(address).context["link_url"] != url
    assert client.get(url).status_code == 404
    assert "撤销李建国的登录链接？" in client.get(f"{address}revoke/").content.decode()
    assert client.post(f"{address}revoke/").url == f"/w/units/{unit.uuid}/"
    assert SignInLink.objects.filter(revoked_at=None).count() == 0


def test_why_no_link_is_made_is_said(client, street_user, unit, liaison_user, other_unit):
    liaison_user.person.liaisons.create(unit=other_unit, since="2026-01-01")
    client.force_login(street_user)
    page = client.post(f"/w/units/{unit.uuid}/link/", follow=True).content.decode()
    assert "请由上级管理员生成登录链接" in page


def test_a_unit_without_officer_has_no_link(client, street_user, unit):
    client.force_login(street_user)
    for verb in ("link/", "link/revoke/"):
        assert client.get(f"/w/units/{unit.uuid}/{verb}").status_code == 404
        assert client.post(f"/w/units/{unit.uuid}/{verb}").status_code == 404


# --- the register -----------------------------------------------------------------------------


def names(response) -> list[str]:
    return sorted(line.cells[0].text for line in response.context["list"].lines)


def test_the_register_lists_current_officers_and_says_who_is_missing(
    client, street_user, unit, unit2, liaison_user, other_liaison_user
):
    take_office(unit, street_user)
    client.force_login(street_user)
    response = client.get("/w/liaisons/")
    page = response.content.decode()
    assert names(response) == ["王芳"]
    assert "还有 1 家单位没有联络员" in page
    assert "138****1234" in page
    assert PHONE not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=王芳", ["王芳"]),
        ("q=供电", ["赵丽华"]),
        (f"q={PHONE}", ["王芳"]),
        ("q=1381234", []),
        ("q=13900001111", []),
        ("type=state", ["赵丽华"]),
        ("place=210211013001", ["王芳", "赵丽华"]),
    ],
)
def test_filters_of_the_register(client, street_user, unit, liaison2_user, query, found):
    take_office(unit, street_user)
    client.force_login(street_user)
    assert names(client.get(f"/w/liaisons/?{query}")) == found


def test_an_export_of_one_phone_leaves_it_masked_in_the_audit_trail(client, street_user, unit):
    take_office(unit, street_user)
    client.force_login(street_user)
    client.get(f"/w/liaisons/?q={PHONE}&export=xlsx")
    entry = LogEntry.objects.get(additional_data__verb="export")
    assert entry.additional_data["reason"] == "联络员：1 人；姓名、单位或手机：138****1234"


def test_phones_leave_the_portal_masked(client, street_user, unit):
    take_office(unit, street_user)
    client.force_login(street_user)
    sheet = open_sheet(client.get("/w/liaisons/?export=xlsx").content)
    assert sheet.rows[0][1][:5] == ("区第二医院", "210211013001", "", "王芳", "138****1234")
    assert PHONE not in str(sheet)


def test_who_may_see_the_register(client, liaison_user, other_street_user, auditor, grid_user):
    assert client.get("/w/liaisons/").url == "/in/?next=%2Fw%2Fliaisons%2F"
    for user in (liaison_user, grid_user):
        client.force_login(user)
        assert client.get("/w/liaisons/").status_code == 404
    client.force_login(other_street_user)
    assert names(client.get("/w/liaisons/")) == []
    client.force_login(auditor)
    assert names(client.get("/w/liaisons/")) == ["李建国"]
    assert client.post("/w/liaisons/").status_code == 405


def test_the_number_of_queries_does_not_grow(
    client, street_user, community, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (1, 2, 97):
        for number in range(more):
            unit = MemberUnit.objects.create(
                name=f"企业{more}-{number}", area=community, type="private", joined_on="2026-01-01"
            )
            person = Person.objects.create(name=f"人{number}", phone=PHONE)
            Liaison.objects.create(unit=unit, person=person, since="2026-01-01")
        with django_assert_max_num_queries(9) as captured:
            client.get("/w/liaisons/?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1
