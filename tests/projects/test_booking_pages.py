"""Bookings on both doors: seen, made, cancelled; what each may, and at how many queries."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from common.dates import full_day_text
from members.models import AllianceMembership
from projects.actions import bookings
from projects.items.schedules import moment_of
from projects.models import Booking, Resource

pytestmark = pytest.mark.django_db


def tomorrow(days=1):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def room(make, alliance) -> Resource:
    """Of `unit`, for which liaison_user speaks; unit2 is in the same alliance."""
    return make(Resource, "会议室", opening="每天 8:00–20:00", pieces=1, now=timezone.now())


@pytest.fixture
def phone(client, liaison2_user):
    client.force_login(liaison2_user)
    return client


@pytest.fixture
def desk(client, street_user):
    client.force_login(street_user)
    return client


@pytest.fixture
def take(room, unit2, street_user):
    def build(start=540, end=600, *, unit=unit2, by=street_user, days=1, room=room, **more):
        day = tomorrow(days)
        facts = {"purpose": "学习会", "by": by, "now": timezone.now(), **more}
        return bookings.book(room, unit, moment_of(day, start), moment_of(day, end), **facts)

    return build


def data(**more) -> dict[str, str]:
    given = {"day": f"{tomorrow():%Y-%m-%d}", "start": "540", "end": "600", "purpose": "学习会"}
    return {"key": str(uuid4()), **given, **more}


def week(room, door="l") -> str:
    return f"/{door}/bookings/resources/{room.uuid}/"


# --- the officer ---------------------------------------------------------------------------------


def test_an_officer_finds_what_the_alliance_offers(phone, make, room, other_unit, other_community):
    make(Resource, "没有数量的", now=timezone.now())
    make(Resource, "别的街道的", pieces=1, unit=other_unit, now=timezone.now())
    make(Resource, "草稿", "draft", pieces=1)
    page = phone.get("/l/bookings/resources/")
    assert [item.title for item in page.context["page"]] == ["会议室"]
    assert week(room) in page.content.decode()
    assert not phone.get("/l/bookings/resources/", {"q": "操场"}).context["page"].object_list


def test_an_officer_books_and_sees_it(phone, room, unit2, liaison2_user):
    answer = phone.post(week(room) + "new/", data())
    made = Booking.objects.get()
    assert answer.url == made.phone_url
    assert (made.unit, made.booked_by, made.purpose) == (unit2, liaison2_user, "学习会")
    page = phone.get("/l/bookings/")
    assert (page.context["mine"], page.context["theirs"]) == ([made], [])
    assert "区第二医院提供" in page.content.decode()
    assert made.when in phone.get(made.phone_url).content.decode()


def test_the_owner_sees_who_booked(client, room, take, liaison_user):
    made = take()
    client.force_login(liaison_user)
    page = client.get("/l/bookings/")
    assert (page.context["mine"], page.context["theirs"]) == ([], [made])
    assert "大连湾供电所" in client.get(made.phone_url).content.decode()


def test_a_conflict_says_what_is_free_and_keeps_what_was_typed(phone, room, take, unit):
    take(unit=unit)
    page = phone.post(week(room) + "new/", data(purpose="合唱排练")).content.decode()
    assert "这段时间已被订走。" in page
    assert "还空着的时间：8:00–9:00、10:00–20:00。" in page
    assert 'value="合唱排练"' in page
    assert '<option value="540" selected>9:00</option>' in page
    assert Booking.objects.count() == 1


def test_sent_twice_it_is_one_booking(phone, room):
    form = data()
    first = phone.post(week(room) + "new/", form).url
    assert phone.post(week(room) + "new/", form).url == first
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"start": "480", "end": "470"}, "请从列表里选一个时间。"),
        ({"start": "600", "end": "540"}, "结束要晚于开始。"),
        ({"day": "2020-01-01"}, "这个时间已经过了，请选以后的时间。"),
        ({"day": "2099-01-01"}, "最多提前 60 天预订。"),
        ({"day": "0001-01-01"}, "这个时间已经过了，请选以后的时间。"),
        ({"purpose": ""}, "用途"),
        ({"start": "420", "end": "540"}, "请从列表里选一个时间。"),
    ],
)
def test_what_the_form_refuses(phone, room, more, words):
    page = phone.post(week(room) + "new/", data(**more)).content.decode()
    assert words in page
    assert "<title>错误：" in page
    assert Booking.objects.count() == 0


def test_the_last_midnight_of_all_is_too_far_ahead(phone, make, alliance):
    hall = make(Resource, "礼堂", opening="每天 8:00–24:00", pieces=1, now=timezone.now())
    form = data(day="9999-12-31", start="1380", end="1440")
    assert "最多提前 60 天预订。" in phone.post(week(hall) + "new/", form).content.decode()


def test_who_is_in_no_alliance_with_it_finds_nothing(phone, room, unit2):
    AllianceMembership.objects.filter(unit=unit2).update(until=timezone.localdate())
    for path in (week(room), week(room) + "new/"):
        assert phone.get(path).status_code == 404
    assert phone.post(week(room) + "new/", data()).status_code == 404
    assert Booking.objects.count() == 0


def test_either_side_cancels_with_a_reason(client, take, liaison_user, liaison2_user):
    for user, start in ((liaison_user, 540), (liaison2_user, 600)):
        made = take(start, start + 60)
        client.force_login(user)
        path = f"/l/bookings/{made.uuid}/cancel/"
        assert "请写明为什么取消" in client.post(path, {"reason": ""}).content.decode()
        assert client.post(path, {"reason": "会议改期"}).url == made.phone_url
        made.refresh_from_db()
        assert (made.status, made.reason, made.cancelled_by) == ("cancelled", "会议改期", user)
        page = client.post(path, {"reason": "又一次"}).content.decode()
        assert "可能已被他人处理" in page
        assert Booking.objects.get(pk=made.pk).reason == "会议改期"


def test_strangers_see_no_booking(client, take, other_liaison_user, other_street_user):
    made = take()
    client.force_login(other_liaison_user)
    assert client.get(made.phone_url).status_code == 404
    assert client.post(f"{made.phone_url}cancel/", {"reason": "恶意"}).status_code == 404
    client.force_login(other_street_user)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.post(f"/w/bookings/{made.uuid}/cancel/", {"reason": "恶意"}).status_code == 404
    assert Booking.objects.get().status == "booked"


# --- the week ------------------------------------------------------------------------------------


def cells(page) -> dict[str, list[str]]:
    return {clock: [cell.words for cell in row] for clock, row in page.context["week"].rows}


def test_the_week_says_free_taken_closed_and_past_in_words(phone, room, take):
    take(days=7)
    page = phone.get(week(room), {"day": f"{tomorrow(7):%Y-%m-%d}"})
    table, column = cells(page), tomorrow(7).weekday()
    assert [*table][:: len(table) - 1] == ["8:00", "19:30"]
    assert [table[clock][column] for clock in ("8:30", "9:00", "9:30", "10:00")] == [
        "空", "已订", "已订", "空",
    ]  # fmt: skip
    text = page.content.decode()
    assert f'new/?day={tomorrow(7):%Y-%m-%d}&amp;from=600"' in text
    assert "大连湾供电所</a>" in text  # one's own booking is named
    past = phone.get(week(room), {"day": f"{tomorrow(-14):%Y-%m-%d}"})
    assert set(cells(past)["8:00"]) == {"已过"}
    assert 'rel="prev" href="?day=' in text


def test_the_week_opens_on_the_first_day_with_something_free(phone, make, take, alliance):
    days = [tomorrow(number) for number in range(7)]
    free = days[3]
    opening = f"周{'一二三四五六日'[free.weekday()]} 9:00–10:00"
    room = make(Resource, "课室", opening=opening, pieces=1, now=timezone.now())
    page = phone.get(week(room))
    assert page.context["chosen"] == free
    assert f"先打开最近有空的一天：{full_day_text(free)}" in page.content.decode()
    take(540, 600, days=3, room=room)
    assert phone.get(week(room)).context["chosen"] == free + timedelta(days=7)
    today = phone.get(week(room), {"day": f"{days[0]:%Y-%m-%d}"})
    assert today.context["chosen"] == days[0]
    assert "先打开" not in today.content.decode()


def test_others_do_not_read_who_booked(phone, room, take, unit):
    take(unit=unit, days=7)
    page = phone.get(week(room), {"day": f"{tomorrow(7):%Y-%m-%d}"}).content.decode()
    table = page[page.index("<tbody>") :]
    assert "已订" in table
    assert "区第二医院" not in table


def test_one_day_at_a_time_on_a_phone(phone, room):
    page = phone.get(week(room), {"day": f"{tomorrow():%Y-%m-%d}"}).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    assert len(re.findall("<td>", body)) * 6 == len(re.findall('<td class="hide-s">', body))


def test_a_week_that_is_closed_says_so_and_nonsense_is_today(phone, make, alliance):
    shut = make(Resource, "读不懂的", opening="周末", pieces=1, now=timezone.now())
    assert "这一周不开放" in phone.get(week(shut)).content.decode()
    for day in ("x", "1900-01-01", "2026-02-30"):
        page = phone.get(week(shut), {"day": day})
        assert page.context["chosen"] == timezone.localdate()
    form = phone.get(week(shut) + "new/").content.decode()
    assert "它的开放时间系统没有读懂" in form
    page = phone.post(week(shut) + "new/", data()).content.decode()
    assert "开放：休息。" in page


def test_of_several_the_week_says_how_many_are_left(phone, make, unit2, street_user, alliance):
    three = make(Resource, "投影仪", opening="每天 8:00–20:00", pieces=3, now=timezone.now())
    day = tomorrow(7)
    facts = {"purpose": "会", "by": street_user, "now": timezone.now(), "pieces": 2}
    bookings.book(three, unit2, moment_of(day, 540), moment_of(day, 570), **facts)
    table = cells(phone.get(week(three), {"day": f"{day:%Y-%m-%d}"}))
    assert (table["8:30"][day.weekday()], table["9:00"][day.weekday()]) == ("余 3", "余 1")


# --- staff ---------------------------------------------------------------------------------------


def test_staff_choose_a_unit_and_book_outside_the_hours(desk, room, unit2, street_user):
    path = week(room, "w") + "new/"
    page = desk.get(path, {"day": "2099-01-01", "from": "540"}).content.decode()
    assert f"?day=2099-01-01&amp;from=540&amp;unit={unit2.uuid}" in page
    answer = desk.post(f"{path}?unit={unit2.uuid}", data(start="1260", end="1320"))
    made = Booking.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.unit, made.booked_by) == (unit2, street_user)
    assert desk.get(f"{path}?unit={uuid4()}").status_code == 404


def test_staff_of_another_street_book_by_the_hours_only(
    client, make, alliance, district, other_unit, other_street_user
):
    facts = {"opening": "每天 8:00–20:00", "pieces": 1, "now": timezone.now()}
    shared = make(Resource, "红旗街道也能用", area=other_unit.area, **facts)
    client.force_login(other_street_user)
    path = f"{week(shared, 'w')}new/?unit={other_unit.uuid}"
    page = client.post(path, data(start="420", end="480")).content.decode()
    assert "请从列表里选一个时间。" in page
    assert client.post(path, data()).status_code == 302
    assert Booking.objects.get().unit == other_unit


def test_an_auditor_reads_and_books_nothing(client, room, auditor, take, unit2):
    made = take(days=7)
    client.force_login(auditor)
    page = client.get(week(room, "w"), {"day": f"{tomorrow(7):%Y-%m-%d}"}).content.decode()
    assert "from=540" not in page
    assert client.get(made.get_absolute_url()).status_code == 200
    assert client.post(f"{week(room, 'w')}new/?unit={unit2.uuid}", data()).status_code == 403
    assert client.post(f"/w/bookings/{made.uuid}/cancel/", {"reason": "x"}).status_code == 403
    assert Booking.objects.get().status == "booked"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_lists_and_exports(desk, take, rows, django_assert_max_num_queries):
    for number in range(rows):
        take(540 + 60 * number, 600 + 60 * number, purpose=f"第 {number} 场")
    with django_assert_max_num_queries(8):
        page = desk.get("/w/bookings/")
    assert page.context["list"].count == rows
    answer = desk.get("/w/bookings/", {"export": "xlsx", "q": "第 0 场"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert [line[4:6] for line in sheet.to_python()[1:]] == [[1, "第 0 场"]]
    assert desk.get("/w/bookings/", {"time": "past"}).context["list"].count == 0
    assert desk.get("/w/bookings/", {"q": "供电"}).context["list"].count == rows


def test_a_military_unit_goes_by_its_alias(desk, take, room, military_unit):
    made = take(unit=military_unit, days=7)
    for path in ("/w/bookings/", made.get_absolute_url(), f"{week(room, 'w')}?day={tomorrow(7)}"):
        page = desk.get(path).content.decode()
        assert "驻街单位甲" in page
        assert "警卫连" not in page
    assert desk.get("/w/bookings/", {"q": "警卫连"}).context["list"].count == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_the_officer_stay_quick(phone, room, take, rows, django_assert_max_num_queries):
    for number in range(rows):
        take(540 + 60 * number, 600 + 60 * number, days=7)
    for path, most in [
        ("/l/bookings/", 8),
        ("/l/bookings/resources/", 8),
        (f"{week(room)}?day={tomorrow(7)}", 12),
    ]:
        phone.get(path)
        with django_assert_max_num_queries(most):
            phone.get(path)


def test_the_pages_lead_to_each_other(client, room, liaison_user, street_user, make):
    client.force_login(liaison_user)
    assert week(room) in client.get(f"/l/items/resource/{room.uuid}/").content.decode()
    assert "/l/bookings/" in client.get("/l/items/").content.decode()
    client.force_login(street_user)
    assert week(room, "w") in client.get(f"/w/lists/resource/{room.uuid}/").content.decode()
    assert 'href="/w/bookings/"' in client.get("/w/").content.decode()
    plain = make(Resource, "不能订的", now=timezone.now())
    assert "/w/bookings/resources/" not in client.get(plain.get_absolute_url()).content.decode()
