"""What the browser does by itself: it saves the report, copies a text, says what was opened."""

import pytest
from playwright.sync_api import expect

from meetings.models import Receipt
from tests.browser.reader import Reader
from tests.browser.subjects import report


@pytest.fixture
def phone(browser, sign_in):
    page = browser(width=390)
    sign_in(page, "liaison")
    return Reader(page)


def test_the_report_is_saved_while_it_is_typed(phone):
    mine = report("区第二人民医院")
    phone.page.goto(mine.phone_url)
    phone.page.get_by_label("下月打算").fill("义诊两场")
    expect(phone.page.locator("[data-autosaved]")).to_contain_text("已自动保存", timeout=15000)
    assert report("区第二人民医院").plans == "义诊两场"

    phone.page.get_by_label("下月打算").fill("义诊三场")  # and sent before it is saved again
    phone.tap("button", "先存着")
    assert "已存好" in phone.words()
    assert report("区第二人民医院").plans == "义诊三场"
    type(mine).objects.filter(pk=mine.pk).update(plans="")


def test_a_bulletin_that_is_opened_is_read(phone):
    mine = Receipt.objects.filter(unit__name="区第二人民医院").latest("pk")
    Receipt.objects.filter(pk=mine.pk).update(read_at=None, read_by=None)
    phone.page.goto(mine.bulletin.phone_url)
    expect(phone.page.get_by_text("已登记为看过。")).to_be_visible(timeout=15000)
    mine.refresh_from_db()
    assert mine.read_by.username == "liaison"


def test_without_script_a_button_says_so(browser, sign_in):
    page = browser(width=390, script=False)
    sign_in(page, "liaison")
    mine = Receipt.objects.filter(unit__name="区第二人民医院").latest("pk")
    Receipt.objects.filter(pk=mine.pk).update(read_at=None, read_by=None)
    page.goto(mine.bulletin.phone_url)
    page.get_by_role("button", name="看过了").click()
    mine.refresh_from_db()
    assert mine.read_at is not None
