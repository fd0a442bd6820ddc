"""A whole quarter of an alliance: its jobs every morning, its people on their pages in between.

On a portal of its own with the fixed cast and a clock of its own, so that the outbox can be held
against a list: who was told of what, once each, and of nothing else.
"""

import re
from datetime import date

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from meetings.actions import plans
from meetings.models import Meeting, MeetingRule, Resolution
from members.models import AllianceMembership, Liaison, MemberUnit, Person, User
from projects.models import Demand, Engagement, Share
from tests.browser.quarter import (
    EXPECTED,
    FAILED,
    LEFT_OUT,
    NEW,
    OLD,
    PLAN,
    TOPIC,
    WHEN,
    Clock,
    each_was_sent_once,
    told,
)
from tests.browser.reader import Reader
from tests.conftest import START, at
from tests.contract.conftest import listed


@pytest.fixture
def db(transactional_db):
    """An empty portal: the demonstration district stays out of it."""


@pytest.fixture
def site(db):
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def officers(alliance, community, liaison_user, liaison2_user, street_user) -> list[User]:
    """Of the four units, each with an address; so has the convener."""
    for name, username in (("海青小学", "liaison3"), ("惠民超市", "liaison4")):
        unit = MemberUnit.objects.create(name=name, area=community, type="school", joined_on=START)
        AllianceMembership.objects.create(alliance=alliance, unit=unit, since=START)
        user = User.objects.create_user(username, password="a-long-pass-1")
        person = Person.objects.create(name=f"{name}联络员", user=user)
        Liaison.objects.create(unit=unit, person=person, since=START)
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    return list(User.objects.filter(username__startswith="liaison").order_by("username"))


@pytest.fixture
def summer(alliance, unit, unit2, community, category, street_user, officers) -> Meeting:
    """The last joint meeting: a resolution is open, and an engagement was not done since."""
    facts = {"week": 2, "weekday": 1, "is_on": False}
    MeetingRule.objects.create(alliance=alliance, kind="liaison", **facts)
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3)
    held = at("2026-09-17", "14:30")
    meeting = Meeting.objects.create(
        rule=rule, period=date(2026, 7, 1), starts_at=held, held_at=held, closed_at=held,
        notified_at=at("2026-09-10"), status="closed",
    )  # fmt: skip
    made = Resolution.objects.create(
        alliance=alliance, meeting=meeting, title=OLD, due_on=date(2026, 10, 30), announced_at=held
    )
    made.undertakings.create(unit=unit2, role="lead")
    side = type("Side", (), {"unit": unit, "community": community})
    failed = Engagement.objects.create(
        demand=listed(Demand, side, street_user, title=FAILED), awaits="asker", status="not_done",
        reason="没有场地", proposed_at=held, touched_at=held, proposed_by=street_user,
    )  # fmt: skip
    Share.objects.create(engagement=failed, unit=unit2, role="lead", joined_at=held)
    plans.draft(alliance, 2026, "十件实事。", by=street_user, now=at("2026-09-20"))
    return meeting


class Cast:
    """The convener at the desk and the officers on a phone without JavaScript."""

    def __init__(self, browser, sign_in) -> None:
        self._desk, self._phone = Reader(browser()), Reader(browser(width=390, script=False))
        self._sign_in = sign_in

    def desk(self, path: str = "/w/") -> Reader:
        return self._at(self._desk, "street", path)

    def phone(self, username: str, path: str = "/l/") -> Reader:
        return self._at(self._phone, username, path)

    def _at(self, reader: Reader, username: str, path: str) -> Reader:
        self._sign_in(reader.page, username)
        reader.page.goto(path)
        return reader


@pytest.fixture
def cast(browser, sign_in, summer) -> Cast:
    return Cast(browser, sign_in)


def joint(period: date) -> Meeting:
    return Meeting.objects.get(rule__kind="joint", period=period)


def agenda(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.order_by("order").values_list("title", flat=True))


def test_a_whole_quarter(clock, cast, officers):
    clock.pass_to("2026-10-01")
    meeting = joint(date(2026, 10, 1))
    assert (meeting.starts_at, meeting.status) == (at("2026-12-17", "14:30"), "planned")
    _say_where(cast, meeting)
    clock.pass_to("2026-11-18")
    assert joint(meeting.period).status == "planned"
    clock.pass_to("2026-11-19")
    assert joint(meeting.period).status == "topics"
    _hand_in(cast, "liaison", TOPIC)
    _hand_in(cast, "liaison2", LEFT_OUT)

    clock.pass_to("2026-12-04")
    _set_agenda(cast, meeting)
    clock.pass_to("2026-12-10")
    _call(cast, meeting)
    clock.pass_to("2026-12-11")
    _answer(cast, meeting)
    clock.pass_to("2026-12-17")
    _come(clock, cast, meeting)
    _resolve(clock, cast, meeting)

    clock.pass_to("2027-01-09")
    _do(clock, cast)
    clock.pass_to("2027-03-05")
    _next_opens(cast)
    assert told() == EXPECTED
    each_was_sent_once()


def _say_where(cast: Cast, meeting: Meeting) -> None:
    desk = cast.desk(meeting.rule.get_absolute_url())
    desk.type("地点", "街道三楼")
    desk.tap("button", "保存规则")


def _hand_in(cast: Cast, who: str, topic: str) -> None:
    phone = cast.phone(who)
    phone.tap("link", "2026 年第四季度联席会议")
    phone.tap("link", "提一个议题")
    phone.type("想商量什么", topic)
    phone.tap("button", "提交议题")
    assert topic in phone.words()


def _set_agenda(cast: Cast, meeting: Meeting) -> None:
    """Made by the job: what is open comes first, then the year's plan; the topics are decided."""
    assert agenda(meeting) == [OLD, FAILED, PLAN]
    desk = cast.desk(meeting.get_absolute_url())
    desk.tap("button", re.compile(f"列入议程.*{TOPIC}"))
    desk.tap("link", re.compile(f"不列入.*{LEFT_OUT}"))
    desk.type("未列入的原因", "和工作无关")
    desk.tap("button", "不列入，告诉单位")
    assert agenda(meeting) == [OLD, FAILED, PLAN, TOPIC]


def _call(cast: Cast, meeting: Meeting) -> None:
    desk = cast.desk(meeting.get_absolute_url())
    desk.tap("link", "发出会议通知")
    assert WHEN in desk.words()
    desk.tap("button", "发出会议通知")
    assert "会议通知已发出。" in desk.words()


def _answer(cast: Cast, meeting: Meeting) -> None:
    cast.phone("liaison").tap("button", "本人参加")
    phone = cast.phone("liaison2")
    phone.tap("link", "委托他人")
    phone.type("代会人姓名", "王芳")
    phone.tap("button", "提交回执")
    phone = cast.phone("liaison3")
    phone.tap("link", "请假")
    phone.tap("button", "提交回执")

    desk = cast.desk(meeting.get_absolute_url())
    assert "本人参加 1 家　委托他人 1 家　请假 1 家　还没有回执 1 家" in desk.words()
    assert desk.page.get_by_label("提醒文字").input_value() == (
        f"各位联络员：2026 年第四季度联席会议定于 {WHEN}召开，地点：街道三楼。"
        "还有 1 家单位没有回执：惠民超市。"
        "打开门户“我的待办”，点一下本人参加、委托他人或请假就好。谢谢！"
    )


def _come(clock: Clock, cast: Cast, meeting: Meeting) -> None:
    """One by the code on the screen, two by the list."""
    clock.at("14:20")
    desk = cast.desk(meeting.get_absolute_url())
    desk.tap("link", "打开签到码")
    code = desk.page.locator(".screen-code").inner_text()
    phone = cast.phone("liaison", meeting.phone_url)
    phone.tap("link", "会场签到")
    phone.type("签到码", code)
    phone.tap("button", "签到")
    assert "签到成功。" in phone.words()

    desk.page.goto(meeting.get_absolute_url())
    desk.tap("link", "按名单登记到会")
    for unit in ("大连湾供电所", "惠民超市"):
        desk.page.get_by_label(unit).check()
    desk.tap("button", "保存到会名单")
    assert "应到 4 家，实到 3 家，超过应到的 50%，符合到会要求。" in desk.words()


def _resolve(clock: Clock, cast: Cast, meeting: Meeting) -> None:
    """Minutes are taken while it runs, then it is said to be held, and they are issued."""
    clock.at("16:10")
    desk = cast.desk(meeting.get_absolute_url())
    desk.tap("link", "登记会议已召开")
    desk.tap("button", "登记会议已召开")
    desk.tap("link", "记会议纪要")
    old = desk.page.locator("section", has_text=OLD)
    old.get_by_label("会上说了什么").fill("还差两盏，下季度装好。")
    old.get_by_label("继续办理").check()
    desk.page.locator("section", has_text=PLAN).get_by_label("会议通过这份计划").check()
    desk.tap("button", re.compile(f"形成决议.*{TOPIC}"))
    desk.type("决议", NEW)
    desk.page.get_by_label("牵头单位").select_option(label="区第二医院")
    desk.page.get_by_label("惠民超市").check()
    desk.type("完成期限", "2027-01-15")
    desk.tap("button", "记下决议")
    desk.tap("button", "保存并核对")
    desk.tap("button", "印发纪要，会议办结")
    assert "纪要已印发" in desk.words()


def _do(clock: Clock, cast: Cast) -> None:
    """The helper notes, the lead reports; given back once, then accepted."""
    for who, verb, label, words in (
        ("liaison4", "记一句进展", "进展", "场地已腾出"),
        ("liaison", "报告完成", "办成了什么", "装好 6 个充电桩"),
    ):
        phone = cast.phone(who)
        phone.tap("link", "承办的决议")
        phone.tap("link", NEW)
        phone.tap("link", verb)
        phone.type(label, words)
        phone.tap("button", verb)
    clock.pass_to("2027-01-10")
    desk = cast.desk(Resolution.objects.get(title=NEW).get_absolute_url())
    assert "场地已腾出" in desk.words()
    desk.tap("link", "验收办结")
    desk.tap("button", "验收办结")


def _next_opens(cast: Cast) -> None:
    meeting = joint(date(2027, 1, 1))
    assert meeting.status == "agenda"
    assert agenda(meeting) == [OLD, FAILED]
    words = cast.desk(meeting.get_absolute_url()).words()
    assert NEW not in words
    assert words.index(f"1. {OLD}") < words.index(f"2. {FAILED}")
