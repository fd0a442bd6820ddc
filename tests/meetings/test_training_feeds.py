"""Training sessions in /calendar/<token>.ics: whose they are, moved, called off."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings.actions import feeds, places, training
from meetings.models import Enrolment
from tests.meetings.conftest import in_days
from tests.meetings.training import programme, session

pytestmark = pytest.mark.django_db
SUMMARY = "责任区怎么划"


def planned(of, days: int = 10, **facts):
    """A session so many days from the clock of this run."""
    day = f"{timezone.localdate(in_days(days))}"
    return session(of, day=day, now=timezone.now(), **facts)


@pytest.fixture
def course(alliance):
    return planned(programme(alliance))


@pytest.fixture
def seat(course, unit) -> Enrolment:
    return sign(course, unit, "王敏")


def sign(course, unit, *names) -> Enrolment:
    return places.sign_up(course, unit, names, by=None, now=timezone.now())[0]


def entries(client, owner, by) -> list:
    """What the owner's calendar holds, fetched and parsed."""
    answer = client.get(f"/calendar/{feeds.make_feed(owner, by=by, now=timezone.now())}.ics")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_session_stands_in_the_calendar_of_who_has_a_place(client, course, seat, liaison_user):
    (entry,) = entries(client, liaison_user, liaison_user)

    assert str(entry["UID"]) == f"session-{course.uuid}@alliance-portal"
    assert str(entry["SUMMARY"]) == SUMMARY
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (course.starts_at, course.ends_at)
    assert entry["DTSTART"].dt.utcoffset() == timedelta(hours=8)
    assert str(entry["LOCATION"]) == "三楼会议室"
    assert str(entry["DESCRIPTION"]) == "大连湾街道区域化党建联合体　党员培训计划"
    assert str(entry["URL"]) == f"http://testserver{course.phone_url}"
    assert (entry["SEQUENCE"], str(entry["STATUS"])) == (0, "CONFIRMED")
    assert "LAST-MODIFIED" not in entry
    text = entry.to_ical().decode()
    assert not [name for name in ("王敏", "王建华", "区第二医院") if name in text]


def test_a_move_and_a_cancellation_come_through(client, course, seat, liaison_user, street_user):
    def move(hours: int, now):
        facts = {"starts_at": course.starts_at + timedelta(hours=hours), "place": "二楼"}
        training.change_session(course, by=street_user, now=now, **facts)
        (entry,) = entries(client, liaison_user, liaison_user)
        return entry

    (first,) = entries(client, liaison_user, liaison_user)
    now = timezone.now()
    moved = move(1, now)
    again = move(-1, now + timedelta(minutes=1))
    training.call_off(course, reason="防汛", by=street_user)
    (off,) = entries(client, liaison_user, liaison_user)

    assert len({str(one["UID"]) for one in (first, moved, again, off)}) == 1
    steps = [one["SEQUENCE"] for one in (first, moved, again, off)]
    assert steps == sorted({*steps})
    assert off["SEQUENCE"] < 2**31
    assert moved["DTSTART"].dt == first["DTSTART"].dt + timedelta(hours=1)
    assert again["DTSTART"].dt == first["DTSTART"].dt - timedelta(hours=1)
    assert str(moved["LOCATION"]) == "二楼"
    assert moved["LAST-MODIFIED"].dt == now.replace(microsecond=0)
    assert (str(again["STATUS"]), str(off["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert str(off["SUMMARY"]) == f"已取消：{SUMMARY}"


def test_who_waits_or_gave_the_place_back_has_none(
    client, alliance, unit, unit2, liaison_user, liaison2_user
):
    course = planned(programme(alliance), places=1)
    seat = sign(course, unit, "王敏")
    sign(course, unit2, "刘洋")
    assert len(entries(client, liaison_user, liaison_user)) == 1
    assert entries(client, liaison2_user, liaison2_user) == []
    places.withdraw(seat, by=None, now=timezone.now())
    assert entries(client, liaison_user, liaison_user) == []
    assert len(entries(client, liaison2_user, liaison2_user)) == 1


def test_staff_and_alliance_have_what_they_hold(
    client, course, alliance, street, street_user, other_street_user, community_user, district_user
):
    planned(programme(area=street, name="街道的"), topic="安全生产")
    of_alliance, of_street = f"{SUMMARY}（{alliance}）", f"安全生产（{street}）"

    def titles(owner) -> list[str]:
        return sorted(str(one["SUMMARY"]) for one in entries(client, owner, street_user))

    assert titles(alliance) == [of_alliance]
    assert titles(street_user) == titles(district_user) == sorted([of_alliance, of_street])
    assert titles(other_street_user) == titles(community_user) == []
    (entry,) = entries(client, alliance, street_user)
    assert str(entry["URL"]) == f"http://testserver{course.get_absolute_url()}"


@pytest.mark.parametrize("who", ["liaison_user", "street_user"])
def test_queries_do_not_grow(client, request, alliance, unit, who, django_assert_max_num_queries):
    owner = request.getfixturevalue(who)
    of = programme(alliance)
    sign(planned(of), unit, "王敏")
    with django_assert_max_num_queries(15) as one:
        entries(client, owner, owner)
    for days in (11, 12):
        sign(planned(of, days), unit, "王敏", "刘洋")
    with django_assert_max_num_queries(15) as three:
        assert len(entries(client, owner, owner)) == 3
    assert len(three) == len(one)
