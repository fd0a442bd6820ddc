"""Committee seats: appointing, nominating, approving, terms, and who comes second."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from members.actions import seats, units
from members.actions.errors import NoSeats, NotAMember, PhoneOfSomebodyElse, UnitHasLeft, WrongDay
from members.actions.memberships import remove_member
from members.models import Alliance, AllianceMembership, CommitteeSeat, PartyOrganization, Person
from members.views.composites import composite_found
from members.views.seats import seat_appoint, seat_nominate
from tests.common.test_tree_threads import together
from tests.conftest import START

DAY = date(2026, 3, 1)
PHONE = "13800001111"


def officer(body, by, now, role="secretary", name="王建国", phone=PHONE, **more):
    facts = {"since": DAY, "term_ends_on": None, **more}
    return seats.appoint_officer(body, role, name=name, phone=phone, by=by, now=now, **facts)


def nominee(body, unit, by, now, name="刘文博", phone="13800002222"):
    return seats.nominate(body, unit, name=name, phone=phone, on=DAY, by=by, now=now)


def test_an_officer_is_appointed_and_a_person_is_found_again(alliance, street_user, now):
    person = Person(name="王建国")
    person.set_phone(PHONE)
    person.save()
    LogEntry.objects.all().delete()
    seat = officer(alliance, street_user, now, term_ends_on=date(2028, 1, 1))
    assert (seat.person, seat.status, seat.since) == (person, "approved", DAY)
    assert [entry.additional_data["verb"] for entry in LogEntry.objects.all()] == ["appoint"]
    with pytest.raises(PhoneOfSomebodyElse):
        officer(alliance, street_user, now, "deputy", name="李四")


def test_one_secretary_at_a_time(alliance, street_user, now):
    first = officer(alliance, street_user, now)
    with pytest.raises(ValidationError, match="已有书记"):
        officer(alliance, street_user, now, name="李海燕", phone="13800003333")
    seats.end_seat(first, on=date(2026, 5, 1), by=street_user, now=now)
    officer(alliance, street_user, now, name="李海燕", phone="13800003333")
    assert [seat.person.name for seat in alliance.seats.held(DAY + timedelta(days=90))] == [
        "李海燕"
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_secretaries_at_once_one_wins(alliance, street_user, now):
    def appoint(number):
        body = Alliance.objects.get(pk=alliance.pk)
        officer(body, street_user, now, name=f"书记{number}", phone=f"1380000444{number}")

    crashes = together(*(lambda number=number: appoint(number) for number in (1, 2)))
    assert len(crashes) == 1
    assert isinstance(crashes[0], ValidationError | TakenMeanwhile)
    assert alliance.seats.filter(role="secretary", until=None).count() == 1


def test_wrong_days(alliance, street_user, now):
    for facts in (
        {"since": timezone.localdate(now) + timedelta(days=1)},
        {"term_ends_on": DAY - timedelta(days=1)},
    ):
        with pytest.raises(WrongDay):
            officer(alliance, street_user, now, **facts)
    seat = officer(alliance, street_user, now)
    for day in (DAY - timedelta(days=1), timezone.localdate(now) + timedelta(days=1)):
        with pytest.raises(WrongDay):
            seats.end_seat(seat, on=day, by=street_user, now=now)
    with pytest.raises(WrongDay):
        seats.renew(seat, term_ends_on=timezone.localdate(now), by=street_user, now=now)


def test_nomination_approval_and_refusal(alliance, unit, unit2, street_user, now):
    seat = nominee(alliance, unit, street_user, now)
    assert (seat.status, seat.since, seat.unit) == ("nominated", None, unit)
    stale = CommitteeSeat.objects.get(pk=seat.pk)
    with pytest.raises(WrongDay):
        seats.approve(
            seat, since=DAY - timedelta(days=9), term_ends_on=None, by=street_user, now=now
        )
    seats.approve(seat, since=DAY, term_ends_on=None, by=street_user, now=now)
    with pytest.raises(IllegalMove):
        seats.refuse(stale, "晚了一步", by=street_user)
    other = nominee(alliance, unit2, street_user, now, "陈立新", "13800005555")
    seats.refuse(other, "任职不满一年", by=street_user)
    other.refresh_from_db()
    assert (other.status, other.reason, other.since) == ("refused", "任职不满一年", None)
    again = nominee(alliance, unit2, street_user, now, "陈立新", "13800005555")
    assert again.pk != other.pk


def test_only_a_member_unit_sends_a_part_time_member(
    alliance, unit, other_unit, community, street_user, now
):
    with pytest.raises(NotAMember):
        nominee(alliance, other_unit, street_user, now)
    body = PartyOrganization.objects.create(
        kind="big_committee", name="大党委", area=community, founded_on=START
    )
    with pytest.raises(NotAMember):
        nominee(body, other_unit, street_user, now)
    assert nominee(body, unit, street_user, now).organization == body
    branch = PartyOrganization.objects.create(
        kind="branch", name="支部", area=community, founded_on=START
    )
    with pytest.raises(NoSeats):
        officer(branch, street_user, now)
    units.leave(unit, on=DAY, by=street_user, now=now)
    with pytest.raises(UnitHasLeft):
        nominee(body, unit, street_user, now)


def test_seats_end_when_the_unit_leaves(alliance, unit, unit2, street_user, now):
    held = nominee(alliance, unit, street_user, now)
    seats.approve(held, since=DAY, term_ends_on=None, by=street_user, now=now)
    waiting = nominee(alliance, unit, street_user, now, "陈立新", "13800005555")
    staying = nominee(alliance, unit2, street_user, now, "何平", "13800006666")
    units.leave(unit, on=date(2026, 6, 1), by=street_user, now=now)
    for seat in (held, waiting, staying):
        seat.refresh_from_db()
    assert (held.until, waiting.status, staying.status) == (
        date(2026, 6, 1),
        "refused",
        "nominated",
    )


def test_seats_end_when_the_unit_leaves_the_alliance(street, unit, street_user, now):
    alliance = Alliance.objects.create(
        kind="chain", industry="水产", name="链", area=street, founded_on=START
    )
    member = AllianceMembership.objects.create(alliance=alliance, unit=unit, since=START)
    seat = nominee(alliance, unit, street_user, now)
    seats.approve(seat, since=DAY, term_ends_on=None, by=street_user, now=now)
    remove_member(member, on=date(2026, 6, 1), by=street_user, now=now)
    seat.refresh_from_db()
    assert seat.until == date(2026, 6, 1)


def test_a_new_term_and_who_comes_second(alliance, street_user, now):
    seat = officer(alliance, street_user, now, term_ends_on=date(2026, 12, 1))
    stale = CommitteeSeat.objects.get(pk=seat.pk)
    seats.renew(seat, term_ends_on=date(2030, 1, 1), by=street_user, now=now)
    with pytest.raises(seats.SeatGone):
        seats.renew(stale, term_ends_on=date(2031, 1, 1), by=street_user, now=now)
    seats.end_seat(seat, on=DAY, by=street_user, now=now)
    with pytest.raises(seats.SeatGone):
        seats.end_seat(stale, on=DAY, by=street_user, now=now)


# --- pages -----------------------------------------------------------------------------------


def test_the_committee_page(client, street_user, alliance, unit, now):
    held = officer(alliance, street_user, now, term_ends_on=date(2026, 4, 1))
    waiting = nominee(alliance, unit, street_user, now)
    client.force_login(street_user)
    text = client.get(alliance.committee_url).content.decode()
    for words in ("王建国", "任期已满", "刘文博", "批准刘文博", "空缺。"):
        assert words in text
    approve = reverse("members:seat_approve", args=[waiting.uuid])
    assert client.post(approve, {"since": "2026-03-02"}).status_code == 302
    assert client.post(approve, {"since": "2026-03-02"}).status_code == 200
    end = reverse("members:seat_end", args=[held.uuid])
    client.post(end, {"on": "2026-04-01"})
    text = client.get(alliance.committee_url).content.decode()
    assert "历任和未通过" in text
    listed = client.get("/w/seats/").content.decode()
    assert "刘文博" in listed
    assert "王建国" not in listed
    assert "王建国" in client.get("/w/seats/?past=yes").content.decode()


def test_appointing_and_nominating_by_page(client, street_user, alliance, unit):
    client.force_login(street_user)
    appoint = reverse("members:seat_appoint", args=["alliances", alliance.uuid])
    data = {"role": "secretary", "name": "王建国", "phone": PHONE, "since": "2026-03-01"}
    answer = client.post(appoint, data)
    assert answer["Location"] == alliance.seats.get().get_absolute_url()
    assert answer["Location"].startswith(alliance.committee_url)
    again = client.post(appoint, {**data, "name": "李四", "phone": "13800009999"})
    assert "已有书记" in again.content.decode()
    propose = reverse("members:seat_nominate", args=["alliances", alliance.uuid])
    data = {"unit": unit.pk, "name": "刘文博", "phone": "13800002222", "on": "2026-03-01"}
    assert client.post(propose, data).status_code == 302
    refuse = reverse("members:seat_refuse", args=[alliance.seats.get(unit=unit).uuid])
    assert "请写明原因" in client.post(refuse, {}).content.decode()
    client.post(refuse, {"reason": "任职不满一年"})
    assert "任职不满一年" in client.get(alliance.committee_url).content.decode()


def test_a_community_nominates_and_the_street_approves(
    client, community_user, street_user, other_street_user, community, unit, now
):
    alliance = Alliance.objects.create(name="社区联合体", area=community, founded_on=START)
    AllianceMembership.objects.create(alliance=alliance, unit=unit, since=START)
    seat = nominee(alliance, unit, community_user, now)
    url = reverse("members:seat_approve", args=[seat.uuid])
    for user, code in ((community_user, 403), (other_street_user, 404), (street_user, 302)):
        client.force_login(user)
        assert client.post(url, {"since": "2026-03-02"}).status_code == code


def test_the_register_costs_the_same_for_one_and_many(
    client, street_user, alliance, unit, now, django_assert_num_queries
):
    officer(alliance, street_user, now)
    client.force_login(street_user)
    client.get("/w/seats/")
    with django_assert_num_queries(7):
        client.get("/w/seats/")
    for number in range(3):
        nominee(alliance, unit, street_user, now, f"委员{number}", f"1380000777{number}")
    with django_assert_num_queries(7):
        client.get("/w/seats/")


def test_an_organisation_with_seats_leads_to_its_committee(client, street, street_user):
    client.force_login(street_user)
    for kind, seats_there in (("big_work", True), ("branch", False)):
        held = PartyOrganization.objects.create(kind=kind, name=kind, area=street, founded_on=START)
        text = client.get(held.get_absolute_url()).content.decode()
        assert (f'href="{held.committee_url}"' in text) is seats_there


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (seat_appoint, ("phone",)),
        (seat_nominate, ("phone",)),
        (composite_found, ("phone1", "phone2", "phone3", "phone4", "phone5")),
    ],
)
def test_an_error_report_bears_no_phone(view, names, rf):
    request = rf.post("/", {})
    request.user = AnonymousUser()
    where = {} if view is composite_found else {"kind": "alliances", "uuid": uuid4()}
    view(request, **where)
    assert request.sensitive_post_parameters == names
