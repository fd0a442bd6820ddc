"""Schedules follow the text; what is open now; places left; the page of days and numbers."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.utils import timezone

from common.sheets.batches import import_workbook
from projects.actions import items as actions
from projects.actions.bookings import book
from projects.actions.schedules import set_days
from projects.directory import Wish, answer, read
from projects.engagements.places_left import left_of, places_left
from projects.items.different_days import Different
from projects.items.opening import has_hours, hours_of, open_at, plan_of
from projects.items.schedules import moment_of
from projects.models import Demand, Engagement, Resource, Schedule, ScheduleException, Service
from projects.taxonomy import taxonomy
from tests.books import workbook
from tests.conftest import at
from tests.projects.conftest import NOW
from tests.projects.test_import import HEADER, ServiceImport, row

pytestmark = pytest.mark.django_db
WEEKLY = [(0, day, 510, 660) for day in range(1, 6)]  # 周一至周五 8:30–11:00


def rules(item) -> list[tuple[int, int, int, int]]:
    own = Schedule.objects.filter(**{item.KIND: item})
    return sorted(own.values_list("nth", "weekday", "opens", "closes"))


# --- nothing is typed twice ----------------------------------------------------------------------


def test_a_schedule_is_read_from_the_text_and_follows_it(make, street_user):
    service = make(Service, status="draft")
    assert rules(service) == WEEKLY
    actions.change(service, by=street_user, hours="每月最后一个周三 14:00–16:00")
    assert rules(service) == [(-1, 3, 840, 960)]
    actions.change(service, by=street_user, hours="提前两周约定")
    assert rules(service) == []
    assert LogEntry.objects.get_for_objects(Schedule.objects.all()).count() == 0


def test_what_staff_enter_and_what_is_imported_has_one_too(make, by_staff, street_user, unit):
    assert rules(by_staff) == [(0, 6, 540, 1020), (0, 7, 540, 1020)]
    books = [row(), row(title="义诊", 服务时间="每周四 9:00–10:00")]
    import_workbook(ServiceImport, workbook(HEADER, *books), by=street_user, now=NOW)
    assert rules(Service.objects.get(title="义诊")) == [(0, 4, 540, 600)]
    assert rules(Service.objects.get(title="免费量血压")) == []


@pytest.fixture
def by_staff(unit, community, street_user):
    from tests.projects.conftest import category_of

    room = Resource(title="会议室", unit=unit, area=community, category=category_of("meeting-room"))
    room.form, room.opening = "venue", "周末 9:00–17:00"
    room.contact, room.phone = "办公室", "0411-87600202"
    return actions.enter(room, by=street_user, now=NOW)


def test_a_demand_has_no_schedule(make):
    demand = make(Demand, "缺轮椅")
    assert not has_hours(demand)
    assert Schedule.objects.count() == 0


def test_items_there_before_are_filled_by_the_migration_and_emptied_again(make):
    service, resource = make(Service), make(Resource, "操场", opening="全年")
    Schedule.objects.all().delete()
    migration = import_module("projects.migrations.0006_fill_schedules")
    migration.fill(apps, None)
    assert (rules(service), rules(resource)) == (WEEKLY, [])
    migration.empty(apps, None)
    assert Schedule.objects.count() == 0


# --- open now ------------------------------------------------------------------------------------


def open_titles(kind, moment) -> set[str]:
    return set(open_at(kind.objects.all(), moment).values_list("title", flat=True))


@pytest.fixture
def several(make):
    for title, hours in [
        ("平日", "周一至周五 8:30–11:30"),
        ("首个周六", "每月第一个周六 9:00–11:00"),
        ("最后周三", "每月最后一个周三 14:00–16:00"),
        ("第五个周日", "每月第五个周日 9:00–11:00"),
        ("到半夜", "周五 18:00–24:00"),
        ("读不懂", "提前约定"),
    ]:
        make(Service, title, hours=hours)


@pytest.mark.parametrize(
    ("day", "clock", "found"),
    [
        ("2026-11-26", "08:29", set()),
        ("2026-11-26", "08:30", {"平日"}),
        ("2026-11-26", "11:29", {"平日"}),
        ("2026-11-26", "11:30", set()),
        ("2026-12-05", "10:59", {"首个周六"}),
        ("2026-12-12", "10:00", set()),
        ("2026-11-25", "14:00", {"最后周三"}),
        ("2026-11-18", "14:00", set()),
        ("2026-11-29", "09:00", {"第五个周日"}),
        ("2026-11-22", "09:00", set()),
        ("2026-11-27", "23:59", {"到半夜"}),
        ("2026-11-28", "00:00", set()),
        ("2026-10-01", "09:00", {"平日"}),  # National Day, a Thursday: as every Thursday
    ],
)
def test_what_is_open_by_the_database(several, day, clock, found):
    assert open_titles(Service, at(day, clock)) == found


def test_the_database_and_the_plan_agree_at_every_half_hour_of_two_months(several, street_user):
    services = list(Service.objects.all())
    set_days(services[0], [Different(date(2026, 11, 30), None, None)], by=street_user)
    set_days(services[1], [Different(date(2026, 11, 30), 600, 660)], by=street_user)
    plans = {service.title: plan_of(service) for service in services}
    for days in range(0, 62, 2):
        for minutes in (0, 509, 510, 599, 600, 659, 660, 840, 959, 1080, 1439):
            moment = moment_of(date(2026, 11, 1) + timedelta(days=days + minutes % 2), minutes)
            expected = {title for title, plan in plans.items() if plan.at(moment).is_open}
            assert open_titles(Service, moment) == expected, moment


def test_a_day_that_differs_overrules(make, street_user):
    service, other = make(Service, "量血压"), make(Service, "剪发")
    days = [
        Different(date(2026, 11, 26), None, None, "检修"),
        Different(date(2026, 11, 28), 540, 600),
    ]
    set_days(service, days, by=street_user)
    assert open_titles(Service, at("2026-11-26", "09:00")) == {"剪发"}
    assert open_titles(Service, at("2026-11-28", "09:00")) == {"量血压"}
    assert open_titles(Service, at("2026-11-28", "10:00")) == set()
    assert hours_of(other, NOW).days == []
    assert hours_of(service, NOW).days == [
        "11 月 26 日（周四）休息（检修）", "11 月 28 日（周六）9:00–10:00",
    ]  # fmt: skip


def test_the_address_asks_for_what_is_open(client, make):
    now = timezone.now()
    make(Service, "总是开", hours="每天 全天", now=now)
    make(Service, "读不懂", hours="提前约定", now=now)
    make(Resource, "总开的操场", opening="每天 全天", now=now)

    def found(**query):
        return [line["title"] for line in client.get("/s/", query).context["answer"].rows]

    assert found(open="now") == ["总是开"]
    assert found(open="now", kind="resource") == ["总开的操场"]
    assert set(found(open="yes")) == set(found()) == {"总是开", "读不懂"}
    page = client.get("/s/", {"open": "now", "q": "开"}).content.decode()
    assert '<input type="hidden" name="open" value="now">' in page
    assert "法定节假日按平常的星期几算" in page
    assert 'href="/s/?q=%E5%BC%80#h-found" aria-current="true">现在开放</a>' in page


def test_a_wish_keeps_what_is_open_in_its_address():
    wish = read({"open": "now"}, NOW)
    assert (wish.open_at, wish.url("/s/")) == (NOW, "/s/?open=now")
    assert read({"open": "no"}, NOW).open_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_open_now_with_places_needs_two_queries(make, rows, django_assert_num_queries):
    for number in range(rows):
        make(Service, f"第 {number} 项", places=5)
    taxonomy()  # remembered from here on
    with django_assert_num_queries(2):
        found = answer(Wish(open_at=at("2026-11-26", "09:00")), date(2026, 11, 26))
    assert [line["left"] for line in found.rows] == [5] * rows


def test_the_public_page_says_whether_it_is_open(client, make):
    service = make(Service, hours="每天 全天", now=timezone.now())
    page = client.get(f"/s/{service.uuid}/").content.decode()
    assert '<span class="tag tag-ok">现在开放</span> 全天不关门' in page
    Schedule.objects.exclude(weekday=1).delete()
    Schedule.objects.update(opens=0, closes=1, nth=5)
    assert "现在不开放</span> 下次 " in client.get(f"/s/{service.uuid}/").content.decode()


# --- places left ---------------------------------------------------------------------------------


@pytest.fixture
def engage(make, street_user):
    def build(status="accepted", **facts):
        facts = {"proposed_at": NOW, "touched_at": NOW, "accepted_at": NOW, **facts}
        facts |= {"reported_at": NOW, "outcome": "办好了", "reason": "来不了"}
        demand = make(Demand, f"需求 {Engagement.objects.count()}")
        return Engagement.objects.create(
            demand=demand, awaits="asker", status=status, proposed_by=street_user, **facts
        )

    return build


def test_engagements_under_way_take_places_and_give_them_back(make, engage):
    service, other = make(Service, places=5), make(Service, "剪发")
    engage(service=service)
    engage("proposed", service=service, quantity=3)
    for status in ("declined", "not_done", "released"):
        engage(status, service=service, quantity=9)
    assert left_of(service) == 1
    engage("reported", service=service, quantity=9)
    assert left_of(service) == 0
    assert left_of(other) is None
    Engagement.objects.filter(quantity=9, status="reported").update(status="declined")
    assert left_of(service) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_for_a_list(make, engage, rows, django_assert_num_queries):
    made = [make(Service, f"第 {n} 项", places=2) for n in range(rows)]
    engage(service=made[0])
    numbers = {service.pk: service.places for service in made}
    with django_assert_num_queries(1):
        left = places_left(numbers)
    assert left == {service.pk: 2 for service in made} | {made[0].pk: 1}
    with django_assert_num_queries(0):
        assert places_left({made[0].pk: None}) == {}


def test_places_left_are_said_inside_and_in_public(client, make, engage, street_user):
    service = make(Service, places=1, now=timezone.now())
    pages = (f"/s/{service.uuid}/", "/s/", f"/w/lists/service/{service.uuid}/")
    client.force_login(street_user)
    assert all("还有 1 个名额" in client.get(page).content.decode() for page in pages)
    engage(service=service)
    assert all("名额已满" in client.get(page).content.decode() for page in pages)


# --- the page of opening times -------------------------------------------------------------------


@pytest.fixture
def phone(client, liaison_user):
    client.force_login(liaison_user)
    return client


def opening(item, door="l/items") -> str:
    return f"/{door}/{item.KIND}/{item.uuid}/opening/"


def test_the_owner_says_which_days_differ(phone, make):
    service = make(Service)
    ahead = timezone.localdate() + timedelta(days=20)
    text = f"{ahead.year} 年 {ahead.month} 月 {ahead.day} 日 休息（检修）"
    assert phone.post(opening(service), {"days": text}).url == opening(service)
    day = ScheduleException.objects.get()
    assert (day.service, day.on, day.opens, day.note) == (service, ahead, None, "检修")
    assert "休息（检修）" in phone.get(opening(service)).content.decode()
    phone.post(opening(service), {"days": text.replace("休息（检修）", "9:00–10:00")})
    assert [(day.on, day.opens) for day in ScheduleException.objects.all()] == [(ahead, 540)]
    gone = f"{opening(service)}{ScheduleException.objects.get().pk}/drop/"
    assert phone.get(gone).status_code == 405
    assert phone.post(gone).url == opening(service)
    assert ScheduleException.objects.count() == 0
    verbs = [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(service)]
    assert verbs.count("days") == 3


def test_what_cannot_be_read_stays_in_the_field(phone, make):
    page = phone.post(opening(make(Service)), {"days": "国庆放假"}).content.decode()
    assert "“国庆放假”没有写哪一天。请写成这样：" in page
    assert 'value="国庆放假"' in page
    assert "<title>错误：" in page


def test_the_number_is_saved_and_fewer_than_booked_is_refused(phone, make, unit2, street_user):
    room = make(Resource, "会议室", opening="每天 全天", pieces=2)
    phone.post(opening(room), {"number": "3"})
    assert Resource.objects.get().pieces == 3
    day = timezone.localdate() + timedelta(days=1)
    facts = {"purpose": "会", "by": street_user, "now": timezone.now(), "pieces": 3}
    book(room, unit2, moment_of(day, 540), moment_of(day, 600), **facts)
    page = phone.post(opening(room), {"number": "2"}).content.decode()
    assert "已经订出去的比 2 件多，请先取消：" in page
    assert "大连湾供电所 3 件" in page
    text = f"{day.year} 年 {day.month} 月 {day.day} 日 休息"
    page = phone.post(opening(room), {"days": text}, follow=True).content.decode()
    assert "已由大连湾供电所预订，仍然有效" in page


def test_a_demand_has_no_such_page(phone, make):
    assert phone.get(opening(make(Demand, "缺轮椅"))).status_code == 404


def test_only_the_owner_and_its_staff_may(client, make, liaison2_user, auditor, street_user):
    service = make(Service)
    for user, door, code in [
        (liaison2_user, "l/items", 404),
        (auditor, "w/lists", 403),
        (street_user, "w/lists", 200),
    ]:
        client.force_login(user)
        assert client.get(opening(service, door)).status_code == code


def test_a_day_of_another_item_is_not_dropped(phone, make):
    service, other = make(Service), make(Service, "剪发")
    day = ScheduleException.objects.create(service=other, on=date(2099, 1, 1))
    assert phone.post(f"{opening(service)}{day.pk}/drop/").status_code == 404
    assert ScheduleException.objects.count() == 1


# --- the forms say what was understood -----------------------------------------------------------


def test_the_form_says_how_the_text_is_read(phone, make):
    page = phone.get(f"/l/items/service/{make(status='draft').uuid}/edit/").content.decode()
    assert "系统读到：周一至周五 8:30–11:00。" in page
    odd = make(Service, "剪发", "draft", hours="提前约定")
    page = phone.get(f"/l/items/service/{odd.uuid}/edit/").content.decode()
    assert "没有读懂开放时间，‘现在开放’里找不到它。" in page
    page = phone.get(f"/l/items/service/{odd.uuid}/").content.decode()
    assert "没有读懂开放时间“提前约定”" in page
    assert "写成“周一至周五 8:30–11:30" in phone.get("/l/items/new/service/").content.decode()


TYPED = {
    "title": "剪发",
    "audience": "全体居民",
    "place": "一楼",
    "hours": "提前约定",
    "contact": "党群办公室",
    "phone": "0411-87600000",
}


@pytest.mark.parametrize(("door", "status"), [("l/items/new", "submitted"), ("w", "published")])
def test_hours_that_cannot_be_read_are_asked_about_once(
    client, liaison_user, street_user, unit, category, door, status
):
    client.force_login(liaison_user if door[0] == "l" else street_user)
    url = f"/{door}/service/" if door[0] == "l" else f"/w/lists/service/new/?unit={unit.uuid}"
    typed = TYPED | {"category": category.pk, "area": unit.area_id}
    page = client.post(url, typed).content.decode()
    assert "可以写成“周一至周五 8:30–11:30”，或“每月第一个周六 9:00–11:00”" in page
    assert "<title>错误：" in page
    assert not Service.objects.exists()
    assert client.post(url, typed | {"keep_hours": "on"}).status_code == 302
    assert Service.objects.get().hours == "提前约定"
    assert Service.objects.get().status == status


def test_hours_that_can_be_read_drafts_and_old_words_are_not_asked_about(phone, make, category):
    odd = make(Service, "剪发", "draft", hours="提前约定")
    url = f"/l/items/service/{odd.uuid}/edit/"
    typed = TYPED | {"category": category.pk, "area": odd.area_id}
    assert phone.post(url, typed | {"hours": "看情况", "draft": "1"}).status_code == 302
    page = phone.post(url, typed | {"hours": "随时"}).content.decode()
    assert "没有读懂“随时”" in page
    assert phone.post(url, typed | {"hours": "看情况"}).status_code == 302  # as it was saved
    odd.refresh_from_db()
    assert (odd.status, odd.hours) == ("submitted", "看情况")
