"""The job anonymise_expired: personal data goes when its purpose has gone; history stays."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from members.actions.liaisons import appoint
from members.actions.links import make_link
from members.actions.people import new_person
from members.actions.personal_data import ANONYMOUS, ask_correction, reveal_phone
from members.jobs import anonymise_expired
from members.models import (
    CheckIn,
    CommitteeSeat,
    Liaison,
    PartyOrganization,
    Person,
    Posting,
    RosterEntry,
    SignInLink,
)
from tests.conftest import START, at

PHONE = "13812345678"
ENDED = date(2026, 2, 1)
BEFORE, AFTER = "2027-01-31T12:00", "2027-02-02T12:00"


def run(moment: str) -> str:
    return anonymise_expired.run(moment)


@pytest.fixture
def person(unit, street_user) -> Person:
    """An officer who handed over on the first of February, with a link made in January."""
    first = appoint(unit, name="李建国", phone=PHONE, since=START, by=None, now=at("2026-01-10"))
    user = first.person.user
    assert user is not None
    user.email, user.date_joined = "li@example.cn", at("2026-01-10")
    user.save()
    make_link(first.person, by=street_user, now=at("2026-01-10"))
    reveal_phone(first.person, reason="核对", by=street_user)
    appoint(unit, name="王芳", phone="13900001111", since=ENDED, by=None, now=at("2026-02-01"))
    return Person.objects.get(pk=first.person_id)


def test_a_year_after_the_last_function_name_phone_links_and_access_go(person):
    assert run(BEFORE) == "匿名化人员 0 人，双报到记录 0 条"
    person.refresh_from_db()
    assert person.phone == PHONE
    assert run(AFTER) == "匿名化人员 1 人，双报到记录 0 条"
    person.refresh_from_db()
    assert (person.name, person.phone, person.phone_index, person.tail_index) == (
        ANONYMOUS, "", "", "",
    )  # fmt: skip
    assert person.anonymised_at == at("2027-02-02", "12:00")
    user = person.user
    assert (user.name, user.email, user.is_active, user.has_usable_password()) == (
        ANONYMOUS, "", False, False,
    )  # fmt: skip
    assert not SignInLink.objects.filter(person=person).exists()
    assert Liaison.objects.count() == 2
    assert Person.objects.get(name="王芳").phone == "13900001111"
    assert run(AFTER) == "匿名化人员 0 人，双报到记录 0 条"


def test_the_audit_trail_stays_as_it_was_written(person):
    before = list(LogEntry.objects.order_by("pk").values_list("object_repr", "changes"))
    run(AFTER)
    after = list(LogEntry.objects.order_by("pk").values_list("object_repr", "changes"))
    assert after == [*before, (ANONYMOUS, {})]


def test_an_anonymous_person_is_history_only(client, person, street_user, unit):
    run(AFTER)
    client.force_login(street_user)
    assert ANONYMOUS in client.get(unit.get_absolute_url()).content.decode()
    assert ANONYMOUS not in client.get("/w/people/").content.decode()
    person.refresh_from_db()
    assert client.get(person.get_absolute_url()).status_code == 200
    for verb in ("edit/", "phone/"):
        assert client.get(person.get_absolute_url() + verb).status_code == 403


def still_needed(person, community, street, unit2, kind) -> None:
    branch = PartyOrganization.objects.create(
        kind="branch", name="支部", area=community, founded_on=START
    )
    body = PartyOrganization.objects.create(
        kind="big_committee", name="大党委", area=street, founded_on=START
    )
    seat = {"organization": body, "person": person, "role": "part_time", "unit": unit2}
    make = {
        "roster": lambda: RosterEntry.objects.create(
            organization=branch, person=person, category="resident", since=START
        ),
        "nominated": lambda: CommitteeSeat.objects.create(
            **seat, status="nominated", nominated_on=START
        ),
        "refused lately": lambda: CommitteeSeat.objects.create(
            **seat, status="refused", nominated_on=date(2026, 6, 1), reason="不符合"
        ),
        "posting": lambda: Posting.objects.create(
            user=person.user, role="grid", area=community, since=START, until=date(2026, 6, 1)
        ),
        "check-in": lambda: CheckIn.objects.create(
            area=community, person=person, name=person.name, status="confirmed",
            reported_at=at("2026-01-05"), confirmed_at=at("2026-01-06"),
        ),
        "liaison elsewhere": lambda: unit2.liaisons.create(person=person, since=START),
        "question": lambda: ask_correction(person.user, text="改名", now=at("2026-01-20")),
    }  # fmt: skip
    make[kind]()


@pytest.mark.parametrize(
    "kind",
    [
        "roster", "nominated", "refused lately", "posting", "check-in", "liaison elsewhere",
        "question",
    ],
)  # fmt: skip
def test_any_other_function_keeps_the_person(person, community, street, unit2, kind):
    still_needed(person, community, street, unit2, kind)
    run(AFTER)
    person.refresh_from_db()
    assert person.name == "李建国"


def test_what_was_refused_long_ago_does_not_keep_the_person(person, street, unit2):
    body = PartyOrganization.objects.create(
        kind="big_committee", name="大党委", area=street, founded_on=START
    )
    CommitteeSeat.objects.create(
        organization=body, person=person, role="part_time", unit=unit2,
        status="refused", nominated_on=START, reason="不符合",
    )  # fmt: skip
    run(AFTER)
    person.refresh_from_db()
    assert person.name == ANONYMOUS


def check_in(area, **facts) -> CheckIn:
    given = {"name": "赵六", "phone": PHONE, "phone_index": "x", "skills": "理发", "reason": "搬走"}
    return CheckIn.objects.create(
        area=area, status="revoked", reported_at=at("2026-01-05"), **given | facts
    )


def test_check_ins_lose_their_names_when_refused_or_ended_long_ago(community):
    refused = check_in(community, revoked_at=at("2026-02-01"))
    ended = check_in(community, confirmed_at=at("2026-01-06"), revoked_at=at("2026-02-01"))
    run("2026-07-30T12:00")  # 179 days
    refused.refresh_from_db()
    assert refused.name == "赵六"
    assert run("2026-08-01T12:00") == "匿名化人员 0 人，双报到记录 1 条"
    for row in (refused, ended):
        row.refresh_from_db()
    assert (refused.name, refused.phone, refused.phone_index, refused.skills) == (
        ANONYMOUS, "", "", "",
    )  # fmt: skip
    assert (ended.name, ended.phone) == ("赵六", PHONE)
    assert run(AFTER) == "匿名化人员 0 人，双报到记录 1 条"
    ended.refresh_from_db()
    assert (ended.name, ended.reason) == (ANONYMOUS, "搬走")


def test_a_batch_after_the_other(db, monkeypatch):
    monkeypatch.setattr("members.actions.personal_data.BATCH", 2)
    people = [new_person(f"某{n}", f"1390000000{n}") for n in range(5)]
    Person.objects.bulk_create(people)
    assert run(timezone.now().isoformat()) == "匿名化人员 5 人，双报到记录 0 条"
    assert Person.objects.standing().count() == 0


def test_a_new_account_is_given_time(liaison_user, now):
    Liaison.objects.all().delete()
    run((timezone.now() + timedelta(days=100)).isoformat())
    assert liaison_user.person.name == "李建国"
    run((timezone.now() + timedelta(days=366)).isoformat())
    liaison_user.person.refresh_from_db()
    assert liaison_user.person.name == ANONYMOUS
