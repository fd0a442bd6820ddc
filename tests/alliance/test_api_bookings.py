"""/api/v1/bookings/: seen, made and cancelled as on the pages; 409 for who comes second."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects.actions import bookings, items
from projects.items.schedules import moment_of
from projects.models import Booking, Resource
from tests.projects.conftest import category_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/bookings/"


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


@pytest.fixture
def room(unit, community, category, street_user, alliance):
    room = Resource(title="会议室", unit=unit, area=community, category=category_of("meeting-room"))
    room.form, room.opening, room.pieces = "venue", "每天 8:00–20:00", 1
    room.contact, room.phone = "办公室", "0411-87600202"
    return items.enter(room, by=street_user, now=timezone.now())


@pytest.fixture
def caller(client, liaison2_user):
    client.force_login(liaison2_user)
    return client


def span(start=540, end=600):
    day = timezone.localdate() + timedelta(days=1)
    return moment_of(day, start), moment_of(day, end)


def wanted(room, by_unit, **more) -> dict[str, object]:
    first, last = span()
    times = {"starts_at": first.isoformat(), "ends_at": last.isoformat()}
    return {
        "resource": str(room.uuid),
        "unit": str(by_unit.uuid),
        "purpose": "学习会",
        **times,
        **more,
    }


def post(client, url, data):
    answer = client.post(url, json.dumps(data), content_type="application/json")
    return answer.status_code, answer.json()


def test_an_officer_books_and_reads_it(caller, room, unit2, liaison2_user):
    code, made = post(caller, URL, wanted(room, unit2))
    found = Booking.objects.get()
    assert (code, made["uuid"], made["status"]) == (201, str(found.uuid), "booked")
    assert (found.unit, found.booked_by, found.pieces) == (unit2, liaison2_user, 1)
    assert caller.get(f"{URL}{found.uuid}/").json() == made
    assert caller.get(URL, {"resource": str(room.uuid)}).json()["results"] == [made]


def test_who_comes_second_gets_409_and_what_is_free(caller, room, unit, unit2, street_user):
    facts = {"purpose": "会", "by": street_user, "now": timezone.now()}
    bookings.book(room, unit, *span(), **facts)
    code, said = post(caller, URL, wanted(room, unit2))
    assert code == 409
    assert "还空着的时间：8:00–9:00、10:00–20:00" in said["detail"]
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"resource": "00000000-0000-4000-8000-000000000000"}, "resource"),
        ({"unit": "00000000-0000-4000-8000-000000000000"}, "unit"),
        ({"starts_at": "2020-01-01T09:00:00+08:00"}, "start"),
        ({"pieces": 2}, "pieces"),
    ],
)
def test_what_is_wrong_is_400(caller, room, unit2, more, field):
    code, said = post(caller, URL, wanted(room, unit2, **more))
    assert (code, set(said)) == (400, {field})
    assert Booking.objects.count() == 0


def test_nobody_books_for_another_unit(caller, room, unit, other_unit):
    for stranger in (unit, other_unit):
        assert post(caller, URL, wanted(room, stranger))[0] == 400
    assert Booking.objects.count() == 0


def test_who_has_no_function_for_it_books_nothing(client, room, unit2, auditor, grid_user):
    for user in (auditor, grid_user):
        client.force_login(user)
        assert post(client, URL, wanted(room, unit2))[0] == 403
    assert Booking.objects.count() == 0


def test_cancelled_once_the_second_gets_409(caller, room, unit2, street_user):
    facts = {"purpose": "会", "by": street_user, "now": timezone.now()}
    made = bookings.book(room, unit2, *span(), **facts)
    url = f"{URL}{made.uuid}/cancel/"
    assert post(caller, url, {})[0] == 400
    code, said = post(caller, url, {"reason": "改期"})
    assert (code, said["status"], said["reason"]) == (200, "cancelled", "改期")
    assert post(caller, url, {"reason": "再来"})[0] == 409
    assert Booking.objects.get().reason == "改期"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_stays_quick(
    caller, room, unit2, street_user, rows, django_assert_max_num_queries
):
    facts = {"purpose": "会", "by": street_user, "now": timezone.now()}
    for number in range(rows):
        bookings.book(room, unit2, *span(540 + 60 * number, 600 + 60 * number), **facts)
    with django_assert_max_num_queries(8):
        assert caller.get(URL).json()["count"] == rows
