"""/w/people/<uuid>/phone/: a whole number, with a reason, once, on record."""

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache

from members.actions.liaisons import appoint
from members.models import User
from members.views.people import LOOKS
from tests.conftest import START

PHONE = "13812345678"
WHY = {"why": "有急事联系本人"}


@pytest.fixture(autouse=True)
def no_looks_left_over():
    cache.clear()


@pytest.fixture
def officer(unit, now):
    person = appoint(unit, name="李建国", phone=PHONE, since=START, by=None, now=now).person
    LogEntry.objects.all().delete()
    return person


def test_the_number_stands_on_one_answer_only(client, street_user, officer):
    client.force_login(street_user)
    address = officer.get_absolute_url() + "phone/"
    before = client.get(address)
    assert PHONE not in before.content.decode()
    assert not LogEntry.objects.exists()
    shown = client.post(address, WHY | {"more": "会议改期"})
    assert PHONE in shown.content.decode()
    for answer in (before, shown):
        assert "no-store" in answer["Cache-Control"]
    assert PHONE not in client.get(address).content.decode()
    assert PHONE not in client.get(officer.get_absolute_url()).content.decode()


def test_a_look_is_one_row_with_the_reason_and_without_the_number(
    client, street_user, auditor, officer
):
    client.force_login(street_user)
    client.post(officer.get_absolute_url() + "phone/", WHY | {"more": "会议改期"})
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.additional_data) == (
        street_user,
        {"verb": "reveal", "reason": "有急事联系本人：会议改期"},
    )
    assert "12345678" not in str(vars(entry))
    client.force_login(auditor)
    page = client.get("/w/audit/").content.decode()
    assert "查看完整号码" in page
    assert "有急事联系本人：会议改期" in page
    client.force_login(User.objects.get(person=officer))
    assert "周敏" in client.get("/l/me/").content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "请选择原因。"), ({"why": "好奇"}, "好奇"), ({"why": "其他"}, "请写明原因。")],
)
def test_without_a_reason_nothing_is_shown(client, street_user, officer, given, words):
    client.force_login(street_user)
    page = client.post(officer.get_absolute_url() + "phone/", given).content.decode()
    assert words in page
    assert PHONE not in page
    assert not LogEntry.objects.exists()


def test_nobody_looks_through_a_whole_register(client, street_user, district_user, officer):
    client.force_login(street_user)
    address = officer.get_absolute_url() + "phone/"
    for _ in range(LOOKS):
        assert client.post(address, WHY).status_code == 200
    stopped = client.post(address, WHY)
    assert stopped.status_code == 429
    assert PHONE not in stopped.content.decode()
    assert LogEntry.objects.count() == LOOKS
    client.force_login(district_user)
    assert client.post(address, WHY).status_code == 200


def test_who_has_no_number_has_none_to_show(client, street_user, liaison_user):
    client.force_login(street_user)
    page = client.post(liaison_user.person.get_absolute_url() + "phone/", WHY)
    assert "没有登记手机号。" in page.content.decode()


def test_masked_numbers_of_staff_pages_lead_there_for_who_may_write(
    client, street_user, auditor, officer, unit
):
    link = f'href="{officer.get_absolute_url()}phone/"'
    for page in (unit.get_absolute_url(), officer.get_absolute_url()):
        client.force_login(street_user)
        assert link in client.get(page).content.decode()
        client.force_login(auditor)
        assert link not in client.get(page).content.decode()
