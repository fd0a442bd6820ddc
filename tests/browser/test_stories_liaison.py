"""A liaison officer on a phone without JavaScript, and the street that reads the report."""

import re

import pytest
from auditlog.models import LogEntry

from members.models import MemberUnit
from projects.models import Service
from tests.browser.reader import Reader, end_session, officer_of
from tests.browser.subjects import report


@pytest.fixture
def phone(browser):
    return Reader(browser(width=390, script=False))


@pytest.fixture
def street(browser, sign_in):
    page = browser(width=1366)
    sign_in(page, "street")
    return Reader(page)


def submissions(found):
    """How often the report was handed in, by the audit trail."""
    entries = LogEntry.objects.filter(object_pk=str(found.pk), changes__status__isnull=False)
    return [e.changes["status"] for e in entries if e.changes["status"][1] == "submitted"]


def waiting(street):
    """The figures of the month's reports on the street's home page, by their words."""
    street.page.goto("/w/")
    words = street.page.locator("section", has=street.page.locator("#h-rep")).inner_text()
    return {name: int(n) for name, n in re.findall(r"(已通过|待审核|未交)\s*(\d+)", words)}


def sees_it(street, unit, before):
    """The street's home counts the report at once, and its register opens it."""
    after = waiting(street)
    assert after["待审核"] == before["待审核"] + 1
    assert after["未交"] == before["未交"] - 1
    street.page.goto(f"/w/reports/{report(unit).uuid}/")
    assert "本月无变化" in street.words()
    assert street.page.complaints == []


def hand_in_without_change(phone):
    phone.tap("link", "开始填写")
    phone.tap("button", "本月无变化")
    phone.tap("button", "提交月报")
    assert "月报已提交" in phone.words()


def test_the_report_without_news_takes_five_taps_with_a_password(phone, street):
    unit = "安居物业公司"
    officer_of(unit, "story-password")
    before = waiting(street)

    phone.page.goto("/")
    phone.tap("link", "工作人员登录")
    phone.sign_in("story-password")
    hand_in_without_change(phone)

    assert phone.taps == 5
    sees_it(street, unit, before)


def test_the_report_without_news_takes_five_taps_with_a_personal_link(phone, street):
    unit = "惠民超市连锁"
    before = waiting(street)
    street.page.goto(f"/w/units/{MemberUnit.objects.get(name=unit).uuid}/")
    street.tap("link", "生成登录链接")
    street.tap("button", "生成链接")
    link = re.search(r"https?://\S+", street.page.get_by_label("发给联络员的文字").input_value())

    phone.page.goto(link[0])
    phone.taps += 1  # on the link, in WeChat
    assert not any(c["name"] == "sessionid" for c in phone.page.context.cookies())  # only a look
    phone.tap("button", "登录", nth=0)
    hand_in_without_change(phone)

    assert phone.taps == 5
    sees_it(street, unit, before)


def test_what_was_typed_outlives_the_session(phone):
    officer_of("骑手驿站", "story-expired")
    phone.page.goto("/in/?next=/l/")
    phone.sign_in("story-expired")
    phone.tap("link", "开始填写")
    phone.type("特色做法", "骑手给独居老人捎药 12 次。")
    end_session(phone.page)
    phone.tap("button", "下一步：核对")
    assert phone.page.title().startswith("登录")
    phone.sign_in("story-expired")

    assert phone.page.get_by_label("特色做法").input_value() == "骑手给独居老人捎药 12 次。"
    phone.tap("button", "下一步：核对")
    assert "骑手给独居老人捎药 12 次。" in phone.words()


def test_an_item_half_typed_outlives_the_session(phone):
    officer_of("网约车司机之家", "story-item")
    phone.page.goto("/in/?next=/l/")
    phone.sign_in("story-item")
    phone.tap("link", "登记服务")
    fill_service(phone, "高考爱心送考车")
    end_session(phone.page)
    phone.tap("button", "提交审核")
    phone.sign_in("story-item")

    assert phone.page.get_by_label("名称").input_value() == "高考爱心送考车"
    phone.tap("button", "提交审核")
    assert "等街道社区审核" in phone.words()
    assert Service.objects.filter(title="高考爱心送考车").count() == 1


def fill_service(phone, title):
    phone.type("名称", title)
    phone.page.get_by_label("类别").select_option(label="阅读学习")
    for label, words in [
        ("地点", "海青社区活动室"),
        ("服务时间", "周六 9:00–11:00"),
        ("联系岗位", "综合办公室"),
        ("联系电话", "0411-87610399"),
    ]:
        phone.type(label, words)


def test_the_back_button_hands_nothing_in_twice(phone):
    officer_of("新港冷链物流公司", "story-back")
    phone.page.goto("/in/?next=/l/")
    phone.sign_in("story-back")
    phone.tap("link", "开始填写")
    phone.type("下月打算", "年货配送。")
    phone.tap("button", "下一步：核对")
    phone.tap("button", "提交月报")
    phone.page.go_back()
    if phone.page.get_by_role("button", name="提交月报").count():
        phone.tap("button", "提交月报")

    found = report("新港冷链物流公司")
    assert (found.status, found.plans) == ("submitted", "年货配送。")
    assert submissions(found) == [["open", "submitted"]]


def test_two_quick_taps_and_two_tabs_hand_in_once(browser):
    officer_of("北方海上工程公司", "story-twice")
    phone = Reader(browser(width=390))
    phone.page.goto("/in/?next=/l/")
    phone.sign_in("story-twice")
    phone.tap("link", "开始填写")
    other = Reader(phone.page.context.new_page())
    other.page.goto(phone.page.url)
    phone.type("建议", "请多讲一次消防。")
    phone.tap("button", "下一步：核对")
    phone.page.get_by_role("button", name="提交月报").dblclick()
    phone.page.wait_for_load_state()
    other.tap("button", "本月无变化")

    assert "已经提交" in other.words()  # the second tab is told, and shown what was handed in
    assert "请多讲一次消防。" in other.words()
    found = report("北方海上工程公司")
    assert (found.status, found.advice, found.no_change) == ("submitted", "请多讲一次消防。", False)
    assert submissions(found) == [["open", "submitted"]]


def test_an_item_sent_twice_is_one_item(browser):
    officer_of("渤海船舶修造公司", "story-item-twice")
    phone = Reader(browser(width=390))
    phone.page.goto("/in/?next=/l/items/new/service/")
    phone.sign_in("story-item-twice")
    fill_service(phone, "船模课堂")
    phone.page.get_by_role("button", name="提交审核").dblclick()
    phone.page.wait_for_url("**/l/items/service/*-*/")
    phone.page.go_back()
    if phone.page.get_by_label("名称").input_value() != "船模课堂":
        fill_service(phone, "船模课堂")
    phone.tap("button", "提交审核")

    assert "已登记过" in phone.words() or "已经登记过" in phone.words()
    assert Service.objects.filter(title="船模课堂").count() == 1
