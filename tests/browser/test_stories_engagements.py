"""A unit's need met by another unit, from claim to rating, on two phones without JavaScript."""

import pytest
from django.utils import timezone

from members.models import MemberUnit, User
from projects.actions import items
from projects.models import Category, Demand, Engagement
from tests.browser.reader import Reader, officer_of

TITLE = "迎新活动缺两名急救员"


@pytest.fixture
def need(db):
    """A need of the hospital's, in the hall."""
    unit = MemberUnit.objects.get(name="区第二人民医院")
    made = Demand(title=TITLE, unit=unit, area=unit.area, contact="党群办公室")
    made.category, made.phone = Category.objects.get(code="checkup"), "0411-87610230"
    items.enter(made, by=User.objects.get(username="street"), now=timezone.now())
    yield made
    Engagement.objects.filter(demand=made).delete()
    Demand.objects.filter(pk=made.pk).delete()


def signed_in(browser, username, next_page):
    reader = Reader(browser(width=390, script=False))
    reader.page.goto(f"/in/?next={next_page}")
    reader.sign_in(username)
    reader.taps = 0
    return reader


def tap_card(reader, name):
    """The button of the need's card on the phone home."""
    reader.page.locator("section.due", has_text=TITLE).get_by_role("link", name=name).click()
    reader.taps += 1


def stored():
    return Engagement.objects.get(demand__title=TITLE)


def test_a_need_is_met_from_claim_to_rating(browser, need):
    officer_of("蓝丝带志愿服务队", "story-ribbon")
    helper = signed_in(browser, "story-ribbon", "/l/")
    asker = signed_in(browser, "liaison", "/l/")

    helper.tap("link", "认领大厅")
    helper.tap("link", TITLE)
    helper.tap("button", "认领这项需求")
    assert "等需求方确认" in helper.page.content()
    assert helper.taps == 3

    asker.page.goto("/l/")
    assert "蓝丝带志愿服务队愿意来办" in asker.words()
    tap_card(asker, "去答复")
    asker.tap("button", "接受对接")
    assert asker.taps == 2

    helper.page.reload()
    stale = helper.page.context.new_page()  # a second tab, left open
    stale.goto(stored().phone_url)
    helper.tap("link", "记下进展")
    helper.type("这几天做了什么", "两名急救员已报名。")
    helper.tap("button", "记下进展")
    helper.tap("link", "报告已办成")
    helper.type("办理结果", "两名急救员全程到场。")
    helper.tap("button", "报告已办成")
    assert stored().status == "reported"

    stale.get_by_role("link", name="退回认领大厅").click()  # as it was an hour ago
    assert "没有改动" in stale.content()
    assert stored().status == "reported"

    asker.page.goto("/l/")
    tap_card(asker, "去确认")
    asker.tap("link", "确认办成")
    assert "两名急救员全程到场。" in asker.words()
    asker.page.get_by_label("满意", exact=True).check()
    asker.type("想说的话", "来得准时。")
    asker.tap("button", "确认办成")
    assert (stored().status, stored().rating) == ("confirmed", "good")
    assert asker.taps == 5

    need.refresh_from_db()
    assert need.met_on == timezone.localdate()
    helper.page.goto("/l/hall/")
    assert TITLE not in helper.words()
    helper.page.goto(stored().phone_url)
    for words in ("蓝丝带志愿服务队认领", "两名急救员已报名。", "满意", "来得准时。"):
        assert words in helper.words()
    assert asker.page.complaints == helper.page.complaints == []
