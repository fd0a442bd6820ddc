"""Who is told of a booking: its owner; the other side when cancelled; both the day before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Liaison
from notices.jobs import deliver_notices
from notices.kinds import Text, render
from notices.models import Notice
from projects.actions import bookings
from projects.models import Resource
from tests.conftest import START, at
from tests.meetings.test_notices import raised
from tests.projects.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(make) -> Resource:
    return make(Resource, "会议室", opening="每天 8:00–20:00", pieces=3)


@pytest.fixture
def take(room, unit2, liaison_user, liaison2_user):
    """Room of liaison's unit, booked by liaison2 for theirs, on Saturday 14 November."""

    def build(*, by=liaison2_user, now=NOW, day="2026-11-14"):
        span = (at(day, "09:00"), at(day, "11:00"))
        return bookings.book(room, unit2, *span, purpose="学习会", by=by, now=now)

    return build


def texts(now) -> dict[tuple[str, str], tuple[str, str]]:
    """(recipient, kind) → (subject, body) of the notices that stand."""
    notices = list(Notice.objects.select_related("recipient"))
    said = render(notices, now=now)
    return {
        (one.recipient.username, one.kind): (text.subject, text.body)
        for one in notices
        if isinstance(text := said[one.pk], Text)
    }


def test_the_owner_is_told_once(take):
    made = take()
    assert raised("2026-11-10") == [("liaison", "booking_made", "booked")]
    assert raised("2026-11-11") == []
    assert texts(NOW) == {
        ("liaison", "booking_made"): (
            "大连湾供电所预订了“会议室”",
            "11 月 14 日（周六）9:00–11:00，用途：学习会。用不成的话请尽早取消并说明原因。",
        )
    }
    assert render(Notice.objects.all(), now=NOW)[Notice.objects.get().pk].url == made.phone_url


def test_who_books_the_own_room_is_not_told_of_it(take, liaison_user):
    take(by=liaison_user)
    assert raised("2026-11-10") == []


@pytest.mark.parametrize(
    ("who", "told"), [("liaison", ["liaison2"]), ("liaison2", ["liaison"]), ("street", None)]
)
def test_a_cancelled_booking_is_told_to_the_other_side(
    take, who, told, liaison_user, liaison2_user, street_user
):
    made = take()
    by = {"liaison": liaison_user, "liaison2": liaison2_user, "street": street_user}[who]
    bookings.cancel(made, reason="会场漏水", by=by, now=NOW)
    expected = told or ["liaison", "liaison2"]
    assert raised("2026-11-10") == [(name, "booking_off", "off") for name in expected]
    subject, body = texts(NOW)[expected[0], "booking_off"]
    assert subject.startswith("“会议室”11 月 14 日（周六）9:00–11:00")
    assert subject.endswith("预订已取消")
    assert body == "原因：会场漏水"


def test_both_sides_are_reminded_the_day_before(take):
    take()
    raised("2026-11-12")
    assert raised("2026-11-13") == [
        ("liaison", "booking_soon", "T-1"),
        ("liaison2", "booking_soon", "T-1"),
    ]
    assert raised("2026-11-14") == []
    said = texts(at("2026-11-13"))
    assert said["liaison", "booking_soon"] == (
        "“会议室”：11 月 14 日（周六）9:00–11:00",
        "大连湾供电所来用，请准备好。",
    )
    assert said["liaison2", "booking_soon"][1] == (
        "区第二医院提供，联系：党群办公室 0411-87600202。用不上请提前取消。"
    )


def test_what_was_booked_today_is_not_reminded_of_today(take):
    take(now=at("2026-11-13", "08:00"))
    assert raised("2026-11-13") == [("liaison", "booking_made", "booked")]


def test_what_has_begun_is_no_longer_reminded_of(take):
    take()
    assert raised("2026-11-14") == []  # at nine


def test_what_is_settled_is_dropped(take, liaison2_user):
    made = take()
    raised("2026-11-13")
    bookings.cancel(made, reason="改期", by=liaison2_user, now=at("2026-11-13", "10:00"))
    deliver_notices(at=at("2026-11-13", "10:01").isoformat())
    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}


def test_after_a_handover_the_old_officer_is_told_nothing(take, liaison_user):
    take()
    raised("2026-11-10")
    Liaison.objects.filter(person__user=liaison_user).update(until=START)
    assert texts(NOW) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_many_are_told_at_the_same_cost(take, count):
    for _ in range(count):
        take()
    raised("2026-11-13")
    notices = list(Notice.objects.all())
    with CaptureQueriesContext(connection) as queries:
        render(notices, now=at("2026-11-13"))
    assert len(notices) == 3 * count
    assert len(queries) == 4
