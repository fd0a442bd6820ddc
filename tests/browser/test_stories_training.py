"""A course that a unit signs up for, and a tutor from nomination to the first visit.

On a portal of its own with the fixed cast, as the rotation is that of a whole alliance.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from meetings.actions import training
from meetings.models import Assignment, Programme, Session, Tutor, Visit
from tests.browser.reader import Reader

COURSE = "消防安全怎么查"


@pytest.fixture
def db(transactional_db):
    """An empty portal: the demonstration district stays out of it."""


@pytest.fixture
def site(db):
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def reader(browser, sign_in):
    """reader("liaison"): at the door of that account; officers on a phone without JavaScript."""

    def enter(username: str, path: str = "/l/") -> Reader:
        staff = username == "street"
        page = browser() if staff else browser(width=390, script=False)
        sign_in(page, username)
        page.goto(path)
        return Reader(page)

    return enter


@pytest.fixture
def course(alliance, street_user) -> Session:
    """In ten days, with two places."""
    now = timezone.now()
    facts = {"name": "党员培训计划", "kind": "training", "text": "每季度一次。"}
    programme = training.begin(Programme(alliance=alliance, **facts), by=street_user, now=now)
    starts = now.replace(second=0, microsecond=0) + timedelta(days=10)
    session = Session(
        programme=programme, topic=COURSE, starts_at=starts, ends_at=starts + timedelta(hours=2),
        place="街道三楼", places=2, sign_up_until=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    return training.plan_session(session, by=street_user, now=now)


def test_units_sign_up_until_the_course_is_full(course, reader, liaison_user, liaison2_user):
    phone = reader("liaison")
    phone.tap("link", "培训和交流")
    phone.tap("link", COURSE)
    phone.type("姓名", "王敏、刘洋")
    phone.tap("button", "报名")
    assert phone.taps == 3
    assert "王敏" in phone.words()

    other = reader("liaison2", course.phone_url)
    assert "已报满，候补 0 人" in other.words()
    other.type("姓名", "陈立")
    other.tap("button", "报名")
    phone.tap("link", "王敏")
    phone.tap("button", "取消报名")

    told = course.enrolments.order_by("pk").values_list("name", "status")
    assert list(told) == [("王敏", "cancelled"), ("刘洋", "enrolled"), ("陈立", "enrolled")]


def test_from_nomination_to_the_first_visit(
    alliance, reader, liaison_user, liaison2_user, street_user
):
    for username in ("liaison", "liaison2"):
        phone = reader(username)
        phone.tap("link", "一对一辅导")
        phone.tap("link", "推荐一位辅导员")
        phone.page.get_by_role("radio").first.check()  # the officer, whom the unit is known to have
        phone.type("专长", "党史、社区治理")
        phone.tap("button", "推荐")
    desk = reader("street", "/w/tutors/")
    for tutor in Tutor.objects.all():
        desk.page.goto(tutor.get_absolute_url())
        desk.tap("link", "选为辅导员")
        desk.tap("button", "选为辅导员")

    # The preview writes nothing; confirmed, each goes to the other's unit.
    desk.page.goto("/w/tutors/rotation/")
    desk.tap("link", f"{alliance}")
    assert "这是方案，还没有通知任何人" in desk.words()
    assert not Assignment.objects.exists()
    desk.tap("button", "确认，写入并提醒")
    pairs = Assignment.objects.order_by("unit__name").values_list("unit__name", "tutor__unit__name")
    assert list(pairs) == [("区第二医院", "大连湾供电所"), ("大连湾供电所", "区第二医院")]

    phone = reader("liaison")
    phone.tap("link", "一对一辅导")
    phone.tap("link", "大连湾供电所")
    phone.tap("link", "去过了，记一次")
    phone.type("主题", "党课进班组")
    phone.tap("button", "记下来")
    visit = Visit.objects.get()
    assert (visit.topic, visit.form, visit.on) == ("党课进班组", "lesson", timezone.localdate())
    assert phone.taps == 4
    other = reader("liaison2", visit.assignment.phone_url)
    assert "党课进班组" in other.words()
