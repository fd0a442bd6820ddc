"""Booking a resource by half hours: who comes second is told, what must not be is refused."""

import threading
from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from common.lifecycle import IllegalMove
from projects.actions import bookings
from projects.actions import items as items_actions
from projects.actions.schedules import set_days
from projects.items.different_days import Different
from projects.models import Booking, Resource, Schedule, ScheduleException, Slot
from tests.conftest import at
from tests.projects.conftest import NOW, category_of

DAY = "2026-11-14"  # a Saturday; the venue is open at weekends 9:00–17:00


@pytest.fixture
def venue(make) -> Resource:
    return make(Resource, "多功能厅", pieces=1)


@pytest.fixture
def beamers(make) -> Resource:
    return make(Resource, "投影仪", pieces=3)


def take(resource, unit, by, start="09:00", end="11:00", *, day=DAY, **more) -> Booking:
    facts = {"purpose": "学习会", "by": by, "now": NOW, **more}
    return bookings.book(resource, unit, at(day, start), at(day, end), **facts)


def slots(resource) -> list[tuple[str, int]]:
    rows = Slot.objects.filter(resource=resource).order_by("at", "piece")
    return [(f"{slot.at.astimezone(NOW.tzinfo):%H:%M}", slot.piece) for slot in rows]


def test_a_booking_takes_its_half_hours_and_is_on_record(venue, unit2, street_user):
    made = take(venue, unit2, street_user)
    assert slots(venue) == [("09:00", 1), ("09:30", 1), ("10:00", 1), ("10:30", 1)]
    assert (made.status, made.booked_at, made.when) == (
        "booked", NOW, "11 月 14 日（周六）9:00–11:00",
    )  # fmt: skip
    entries = LogEntry.objects.get_for_object(made)
    assert [entry.additional_data["verb"] for entry in entries] == ["create"]


def test_who_comes_second_is_told_what_is_free(venue, unit, unit2, street_user):
    take(venue, unit2, street_user)
    with pytest.raises(bookings.TimeTaken) as refused:
        take(venue, unit, street_user, "10:30", "12:00")
    assert refused.value.messages == [
        "这段时间已被订走。11 月 14 日（周六）还空着的时间：11:00–17:00。"
    ]
    take(venue, unit, street_user, "11:00", "17:00")
    with pytest.raises(bookings.TimeTaken, match="已经没有空的时间，请换一天"):
        take(venue, unit, street_user, "10:30", "12:00")
    assert Booking.objects.count() == 2


def test_of_equipment_several_go_up_to_their_number(beamers, unit, unit2, street_user):
    take(beamers, unit, street_user, "09:00", "10:00", pieces=2)
    take(beamers, unit2, street_user, "09:30", "10:30")
    with pytest.raises(bookings.TimeTaken) as refused:
        take(beamers, unit2, street_user, "09:30", "10:00")
    assert refused.value.messages[0].endswith("还空着的时间：9:00–9:30、10:00–17:00。")
    with pytest.raises(bookings.TimeTaken, match="还有 3 件空着的时间：10:30–17:00"):
        take(beamers, unit2, street_user, "10:00", "11:00", pieces=3)
    assert slots(beamers) == [
        ("09:00", 1), ("09:00", 2), ("09:30", 1), ("09:30", 2), ("09:30", 3), ("10:00", 1),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="最多可订 3 件"):
        take(beamers, unit2, street_user, "14:00", "15:00", pieces=4)


@pytest.mark.parametrize(
    ("day", "start", "end", "words"),
    [
        (DAY, "08:30", "10:00", "11 月 14 日（周六）开放：9:00–17:00。"),
        (DAY, "16:00", "17:30", "11 月 14 日（周六）开放：9:00–17:00。"),
        ("2026-11-16", "09:00", "10:00", "11 月 16 日（周一）开放：休息。"),
        (DAY, "09:15", "10:00", "请选整点或半点，结束要晚于开始。"),
        (DAY, "10:00", "09:00", "请选整点或半点，结束要晚于开始。"),
        (DAY, "10:00", "10:00", "请选整点或半点，结束要晚于开始。"),
        ("2026-11-08", "09:00", "10:00", "这个时间已经过了，请选以后的时间。"),
        ("2027-01-16", "09:00", "10:00", "最多提前 60 天预订。"),
        (DAY, "05:00", "20:00", "一次最多预订 14 小时，不能跨天。"),
    ],
)
def test_what_time_is_refused(venue, unit2, street_user, day, start, end, words):
    with pytest.raises(bookings.BadTime) as refused:
        take(venue, unit2, street_user, start, end, day=day)
    assert refused.value.messages == [words]
    assert (Booking.objects.count(), Slot.objects.count()) == (0, 0)


def test_the_edges_of_what_is_allowed(venue, unit2, street_user):
    take(venue, unit2, street_user, "09:00", "17:00")
    take(venue, unit2, street_user, "09:00", "10:00", day="2027-01-09")  # the 60th day
    take(venue, unit2, street_user, "09:00", "23:00", day="2026-11-21", outside=True)
    with pytest.raises(bookings.BadTime, match="不能跨天"):
        bookings.book(
            venue, unit2, at("2026-11-22", "23:00"), at("2026-11-23", "01:00"),
            purpose="值守", by=street_user, now=NOW, outside=True,
        )  # fmt: skip
    bookings.book(
        venue, unit2, at("2026-11-22", "23:00"), at("2026-11-23", "00:00"),
        purpose="值守", by=street_user, now=NOW, outside=True,
    )  # fmt: skip
    assert Booking.objects.latest("starts_at", "pk").when == "1 月 9 日（周六）9:00–10:00"
    assert Booking.objects.get(purpose="值守").when == "11 月 22 日（周日）23:00–24:00"


def test_a_day_that_differs_is_what_counts(venue, unit2, street_user):
    set_days(venue, [Different(date(2026, 11, 14), 540, 600)], by=street_user)
    with pytest.raises(bookings.BadTime, match="开放：9:00–10:00"):
        take(venue, unit2, street_user)
    take(venue, unit2, street_user, "09:00", "10:00")


def test_what_has_no_purpose_is_refused(venue, unit2, street_user):
    with pytest.raises(ValidationError) as refused:
        take(venue, unit2, street_user, purpose="  ")
    assert set(refused.value.message_dict) == {"purpose"}


@pytest.mark.parametrize(("status", "pieces"), [("lapsed", 1), ("draft", 1), ("published", None)])
def test_only_what_is_published_with_a_number_is_booked(make, unit2, street_user, status, pieces):
    resource = make(Resource, "多功能厅", status, pieces=pieces)
    with pytest.raises(bookings.NotBookable, match="请打电话 0411-87600202 联系"):
        take(resource, unit2, street_user)


# --- cancelled -----------------------------------------------------------------------------------


def test_cancelled_its_time_is_free_again(venue, unit, unit2, street_user):
    made = take(venue, unit2, street_user)
    bookings.cancel(made, reason="会议改期", by=street_user, now=NOW)
    made.refresh_from_db()
    assert (made.status, made.reason, made.cancelled_at, made.cancelled_by) == (
        "cancelled", "会议改期", NOW, street_user,
    )  # fmt: skip
    assert slots(venue) == []
    take(venue, unit, street_user)


def test_cancelling_needs_a_reason_and_happens_once(venue, unit2, street_user):
    made = take(venue, unit2, street_user)
    stale = Booking.objects.get(pk=made.pk)
    with pytest.raises(ValidationError, match="请写明为什么取消"):
        bookings.cancel(made, reason=" ", by=street_user, now=NOW)
    bookings.cancel(made, reason="改期", by=street_user, now=NOW)
    with pytest.raises(IllegalMove):
        bookings.cancel(stale, reason="别的原因", by=street_user, now=NOW)
    assert Booking.objects.get().reason == "改期"


def test_what_is_over_is_not_cancelled(venue, unit2, street_user):
    made = take(venue, unit2, street_user)
    with pytest.raises(bookings.BookingOver):
        bookings.cancel(made, reason="改期", by=street_user, now=at(DAY, "11:00"))
    assert len(slots(venue)) == 4


def test_withdrawing_the_resource_cancels_what_is_to_come(venue, unit2, street_user):
    over = take(venue, unit2, street_user, "09:00", "10:00")
    coming = take(venue, unit2, street_user, "14:00", "15:00")
    items_actions.withdraw(venue, by=street_user, now=at(DAY, "12:00"), reason="装修")
    over.refresh_from_db()
    coming.refresh_from_db()
    assert (over.status, coming.status, coming.reason) == ("booked", "cancelled", "装修")
    with pytest.raises(bookings.NotBookable):
        take(venue, unit2, street_user, day="2026-11-15")


# --- how many ------------------------------------------------------------------------------------


def test_fewer_than_booked_is_refused_and_named(beamers, unit, unit2, street_user):
    take(beamers, unit, street_user, pieces=2)
    take(beamers, unit2, street_user, "10:00", "12:00")
    with pytest.raises(bookings.FewerThanBooked) as refused:
        bookings.set_number(beamers, 2, by=street_user, now=NOW)
    assert refused.value.messages == [
        "已经订出去的比 2 件多，请先取消：11 月 14 日（周六）9:00–11:00 区第二医院 2 件；"
        "11 月 14 日（周六）10:00–12:00 大连湾供电所 1 件。"
    ]
    with pytest.raises(bookings.FewerThanBooked):
        bookings.set_number(beamers, None, by=street_user, now=NOW)
    assert Resource.objects.get().pieces == 3
    bookings.set_number(beamers, None, by=street_user, now=at("2026-11-14", "12:00"))
    assert Resource.objects.get().pieces is None


def test_pieces_that_go_hand_their_time_to_lower_ones(beamers, unit, unit2, street_user):
    first = take(beamers, unit, street_user, "09:00", "10:00", pieces=2)
    take(beamers, unit2, street_user, "09:00", "10:00")
    bookings.cancel(first, reason="改期", by=street_user, now=NOW)
    assert slots(beamers) == [("09:00", 3), ("09:30", 3)]
    bookings.set_number(beamers, 2, by=street_user, now=NOW)
    assert slots(beamers) == [("09:00", 1), ("09:30", 1)]
    take(beamers, unit, street_user, "09:00", "10:00")
    with pytest.raises(bookings.TimeTaken):
        take(beamers, unit, street_user, "09:00", "10:00")


# --- the database itself -------------------------------------------------------------------------


def booking(resource, unit, by, **facts) -> Booking:
    given = {"starts_at": at(DAY, "09:00"), "ends_at": at(DAY, "10:00"), "booked_at": NOW}
    return Booking(resource=resource, unit=unit, purpose="会", booked_by=by, **{**given, **facts})


def refused_by(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert name in str(error.value) or "UNIQUE" in str(error.value)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("booking_ends_after_start", {"ends_at": at(DAY, "09:00")}),
        ("booking_takes_some", {"pieces": 0}),
        ("booking_cancelled_says_why", {"status": "cancelled", "cancelled_at": NOW}),
        ("booking_cancelled_says_why", {"status": "cancelled", "reason": "改期"}),
    ],
)
def test_the_database_refuses_bookings_that_cannot_be(venue, unit2, street_user, name, facts):
    refused_by(name, lambda: booking(venue, unit2, street_user, **facts).save())


def test_the_database_refuses_a_slot_twice(venue, unit2, street_user):
    made = take(venue, unit2, street_user)
    row = {"resource": venue, "at": at(DAY, "09:00"), "booking": made}
    refused_by("slot_taken_once", lambda: Slot.objects.create(**row, piece=1))
    Slot.objects.create(**row, piece=2)


RULE = {"weekday": 6, "nth": 1, "opens": 540, "closes": 600}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("schedule_weekday", {"weekday": 0}),
        ("schedule_weekday", {"weekday": 8}),
        ("schedule_nth", {"nth": 6}),
        ("schedule_nth", {"nth": -2}),
        ("schedule_opens_before_it_closes", {"closes": 540}),
        ("schedule_opens_before_it_closes", {"closes": 1441}),
        ("schedule_of_one_item", {"resource": None}),
    ],
)
def test_the_database_refuses_rules_that_cannot_be(venue, name, facts):
    refused_by(name, lambda: Schedule.objects.create(**{"resource": venue, **RULE, **facts}))


def test_the_database_refuses_a_rule_of_two_items_and_a_rule_twice(venue, service):
    both = {"resource": venue, "service": service}
    refused_by("schedule_of_one_item", lambda: Schedule.objects.create(**both, **RULE))
    for own in ({"resource": venue}, {"service": service}):
        Schedule.objects.create(**own, **RULE)
        refused_by("schedule_once", lambda own=own: Schedule.objects.create(**own, **RULE))


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("exception_of_one_item", {"resource": None}),
        ("exception_closed_or_open", {"opens": 540}),
        ("exception_closed_or_open", {"closes": 540}),
        ("exception_closed_or_open", {"opens": 540, "closes": 540}),
        ("exception_closed_or_open", {"opens": 540, "closes": 1441}),
    ],
)
def test_the_database_refuses_days_that_cannot_be(venue, name, facts):
    given = {"resource": venue, "on": date(2026, 11, 14), **facts}
    refused_by(name, lambda: ScheduleException.objects.create(**given))


def test_the_database_refuses_a_day_twice(venue, service):
    for own in ({"resource": venue}, {"service": service}):
        day = {**own, "on": date(2026, 11, 14)}
        ScheduleException.objects.create(**day)
        refused_by("exception_once", lambda day=day: ScheduleException.objects.create(**day))


def test_past_the_checks_the_slots_decide(venue, unit, unit2, street_user):
    """A writer who takes no lock comes in between: the database refuses, nobody sees a 500."""
    other = take(venue, unit2, street_user, "14:00", "15:00")
    moment = connection.ops.adapt_datetimefield_value(at(DAY, "09:00"))

    def come_between(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "projects_slot"'):
            raw = (
                "INSERT INTO projects_slot (resource_id, at, piece, booking_id) VALUES (%s,%s,1,%s)"
            )
            execute(raw, (venue.pk, moment, other.pk), False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(come_between), pytest.raises(bookings.TimeTaken):
        take(venue, unit, street_user)
    assert list(Booking.objects.all()) == [other]


# --- at the same moment --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("pieces", "winners"), [(1, 1), (3, 3)])
def test_of_twenty_at_once_as_many_win_as_there_are_pieces(
    unit, unit2, community, street_user, pieces, winners
):
    resource = Resource(
        title="多功能厅", unit=unit, area=community, category=category_of("meeting-room"),
        form="venue", opening="周末 9:00–17:00", pieces=pieces, contact="办公室",
        phone="0411-87600202",
    )  # fmt: skip
    items_actions.enter(resource, by=street_user, now=NOW)
    start, outcomes = threading.Barrier(20), []

    def run() -> None:
        try:
            start.wait()
            take(resource, unit2, street_user)
            outcomes.append("booked")
        except bookings.TimeTaken:
            outcomes.append("taken")
        except Exception as crash:
            outcomes.append(repr(crash))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert sorted(outcomes) == ["booked"] * winners + ["taken"] * (20 - winners)
    assert Booking.objects.count() == winners
    assert Slot.objects.count() == 4 * winners
