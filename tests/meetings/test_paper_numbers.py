"""Numbers of papers, and the letterhead they come from."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, connection, transaction

from meetings.actions.papers import (
    Changed,
    default_code,
    letterhead_of,
    number_for,
    save_letterhead,
)
from meetings.models import DocumentNumber, Letterhead
from tests.meetings.conftest import after_expiry, statuses

DAY = date(2026, 11, 10)
FACTS = {"code": "湾联", "contact": "党建办", "phone": "0411-87600101"}


def document():
    return SimpleNamespace(uuid=uuid4())


def number(alliance, kind="notice", year=2026, of=None):
    return number_for(alliance, kind, year, of=of or document(), on=DAY).number


def test_each_alliance_kind_and_year_counts_from_one(alliance, other_street):
    other = alliance.__class__.objects.create(name="红旗联合体", area=other_street, founded_on=DAY)

    assert [number(alliance), number(alliance), number(alliance)] == [1, 2, 3]
    assert number(alliance, kind="minutes") == 1
    assert number(alliance, year=2027) == 1
    assert number(other) == 1


def test_a_document_keeps_its_number(alliance):
    one = document()
    assert [number(alliance, of=one), number(alliance), number(alliance, of=one)] == [1, 2, 1]
    assert number(alliance, year=2027, of=one) == 1
    assert DocumentNumber.objects.count() == 2
    assert LogEntry.objects.filter(content_type__model="documentnumber").count() == 2


def test_a_number_rolled_back_is_given_again(alliance):
    def fail():
        with transaction.atomic():
            number(alliance)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert number(alliance) == 1


def test_the_code_is_that_of_the_day_it_was_given(alliance, street_user):
    one = document()
    first = number_for(alliance, "notice", 2026, of=one, on=DAY)
    save_letterhead(alliance, by=street_user, **FACTS)

    assert str(first) == "大连湾联〔2026〕1号"
    assert str(number_for(alliance, "notice", 2026, of=one, on=DAY)) == "大连湾联〔2026〕1号"
    assert str(number_for(alliance, "notice", 2026, of=document(), on=DAY)) == "湾联〔2026〕2号"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("海青社区区域化党建联合体", "海青联"),
        ("滨海石化产业链条型党建联合体", "滨海石化联"),
        ("党建联合体", "大连湾街道联"),
    ],
)
def test_a_code_is_made_from_the_name(alliance, name, code):
    alliance.name = name
    assert default_code(alliance) == code


def change(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {sql}")


def test_the_database_refuses_a_number_below_one(alliance):
    number(alliance)
    with pytest.raises(IntegrityError, match="documentnumber_from_one"):
        change("meetings_documentnumber SET number = 0")


def test_the_database_refuses_a_number_given_twice(alliance):
    number(alliance), number(alliance)
    with pytest.raises(IntegrityError):
        change("meetings_documentnumber SET number = 2")


def test_no_document_has_two_numbers_of_a_kind(alliance):
    number(alliance), number(alliance)
    with pytest.raises(IntegrityError):
        change(
            "meetings_documentnumber SET document = "
            "(SELECT document FROM meetings_documentnumber WHERE number = 1)"
        )


def test_a_letterhead_without_code_is_refused(alliance, street_user):
    save_letterhead(alliance, by=street_user, **FACTS)
    with pytest.raises(IntegrityError, match="letterhead_has_code"):
        change("meetings_letterhead SET code = ''")


# --- the page of the letterhead ---------------------------------------------------------------


@pytest.fixture
def url(alliance):
    return f"/w/alliances/{alliance.uuid}/letterhead/"


def test_it_is_typed_once_and_audited(client, url, alliance, street_user):
    client.force_login(street_user)
    assert "大连湾联〔" in client.get(url).text
    assert not Letterhead.objects.exists()
    answer = client.post(url, {**FACTS, "seen": letterhead_of(alliance).seen})

    assert answer.url == alliance.get_absolute_url()
    assert letterhead_of(alliance).code == "湾联"
    entry = LogEntry.objects.get(content_type__model="letterhead")
    assert entry.changes["code"] == ["大连湾联", "湾联"]
    client.post(url, {**FACTS, "seen": letterhead_of(alliance).seen})
    assert LogEntry.objects.filter(content_type__model="letterhead").count() == 1


def test_a_stale_tab_is_told(client, url, alliance, street_user):
    seen = letterhead_of(alliance).seen
    save_letterhead(alliance, by=street_user, **FACTS)
    with pytest.raises(Changed):
        save_letterhead(alliance, by=street_user, seen=seen, **FACTS | {"code": "海联"})
    client.force_login(street_user)
    page = client.post(url, FACTS | {"code": "海联", "seen": seen}).text
    assert "刚被他人改动" in page
    assert 'value="海联"' in page
    assert letterhead_of(alliance).code == "湾联"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "", "机关代字"),
        ("code", "湾联〔2026〕", "只写简称"),
        ("code", "湾" * 13, "12"),
        ("phone", "123", "区号"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, url, street_user, field, value, words):
    client.force_login(street_user)
    page = client.post(url, FACTS | {field: value}).text
    assert words in page
    assert "错误：" in page
    assert not Letterhead.objects.exists()


def test_strangers_readers_and_methods(
    client, url, other_street_user, community_user, liaison_user, auditor, street_user
):
    assert client.get(url).url.startswith("/in/?next=")
    users = (other_street_user, community_user, liaison_user, auditor)
    assert statuses(client, "get", url, *users) == [404, 404, 404, 403]
    assert statuses(client, "post", url, *users) == [404, 404, 404, 403]
    assert statuses(client, "put", url, street_user) == [405]
    assert not Letterhead.objects.exists()


def test_what_was_typed_survives_an_expired_session(client, url, street_user):
    page = after_expiry(client, street_user, url, FACTS)
    assert "湾联" in page.text
