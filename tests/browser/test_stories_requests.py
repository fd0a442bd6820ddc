"""A resident asks for help, follows it, sends it back once and says how it was; every page judged.

The inside – accepted, dispatched, taken, done – goes through the database here.
"""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from members.models import MemberUnit
from projects.models import Request, RequestPhoto, RequestStep
from projects.requests.numbers import only_digits
from tests.browser.conftest import HEIGHTS, put
from tests.browser.judge import faults, too_wide
from tests.browser.reader import Reader
from tests.projects.pictures import jpeg

WORDS = "三幢楼道灯坏了三天，老人不敢下楼"
MODES = {"normal": "", "elder": "22", "elder30": "30", "contrast": "c"}


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()
    yield
    cache.clear()


class Judge:
    """Looks at the page a reader stands on: at every width, without leaving it."""

    def __init__(self, reader: Reader, mode: str) -> None:
        self.reader, self.mode = reader, mode
        self.found: dict[tuple[str, int], list[str]] = {}

    def __call__(self, name: str) -> None:
        page = self.reader.page
        for width, height in HEIGHTS.items():
            page.set_viewport_size({"width": width, "height": height})
            whole = self.mode != "elder30" and width in (1366, 390)
            wrong = faults(page, width=width, mode=self.mode) if whole else too_wide(page)
            if wrong:
                self.found[name, width] = wrong
        page.set_viewport_size({"width": 390, "height": HEIGHTS[390]})


@pytest.fixture(params=MODES)
def resident(request, browser, site):
    """On a phone; axe is a script, so this one has scripts."""
    page = browser(width=390)
    if MODES[request.param]:
        put(page, site, "display", MODES[request.param])
    page.goto("/")
    reader = Reader(page)
    reader.judge = Judge(reader, request.param)
    return reader


def ask_for_help(reader: Reader, look) -> str:
    """From the home page to the number."""
    reader.page.get_by_role("link", name=re.compile("提一个需求|找人帮忙")).first.click()
    reader.type("什么事", WORDS)
    reader.tap("button", "下一步")
    look("where")
    reader.type("写小区", "幸福里 3 幢")
    reader.tap("button", "查找这个地方")
    look("where, found")
    reader.page.get_by_label("海青社区 第 1 网格").check()
    reader.tap("button", "下一步")
    if "/similar/" in reader.page.url:
        look("similar")
        reader.tap("link", "接着提")
    look("contact")
    reader.type("您的电话", "138")
    reader.tap("button", "下一步")
    look("contact, wrong")
    reader.type("您的电话", "138 0000 5678")
    reader.tap("button", "下一步")
    look("photos")
    sent = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    bad = {"name": "病历.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    reader.page.get_by_label("照片").set_input_files([sent, bad])
    reader.tap("button", "加上选好的照片")
    look("photos, one bad")
    reader.tap("link", "就这些，下一步")
    look("check")
    reader.tap("button", "提交需求")
    look("done")
    return only_digits(reader.page.locator(".slip-n").inner_text())


def open_it(reader: Reader, number: str) -> None:
    reader.page.goto("/track/")
    reader.type("编号", number)
    reader.type("后四位", "5678")
    reader.tap("button", "查看")


def by_the_unit(number: str, outcome: str) -> None:
    """What the dispatch pages do, by the database."""
    now, today = timezone.now(), timezone.localdate()
    unit = MemberUnit.objects.get(name="大连湾供电所")
    terms = {"take_by": today, "done_by": today + timedelta(days=7)}
    Request.objects.filter(number=number).update(
        status="done", accepted_at=now, unit=unit, taken_at=now, done_at=now, closed_at=now,
        outcome=outcome, **terms,
    )  # fmt: skip
    request = Request.objects.get(number=number)
    facts = {"at": now, "by_label": "海青社区"}
    request.steps.create(verb="accept", **facts)
    note = "居民脾气急"
    to = {"to_label": unit.name, "due_on": terms["done_by"]}
    request.steps.create(verb="dispatch", internal_note=note, **to, **facts)
    request.steps.create(verb="done", at=now, by_label=unit.name, public_text=outcome)


def test_from_asking_to_rating_with_one_reopening(resident):
    number = ask_for_help(resident, resident.judge)
    made = Request.objects.get(number=number)
    assert (made.text, made.area.name, made.place) == (WORDS, "第 1 网格", "幸福里 3 幢")
    assert RequestPhoto.objects.get(request=made).width == 1600

    open_it(resident, number)
    resident.judge("mine")
    assert "已收到" in resident.words()

    by_the_unit(number, "换了二楼的灯")
    resident.page.reload()
    words = resident.words()
    for needed in ("等您评价", "承办方说：换了二楼的灯", "大连湾供电所"):
        assert needed in words
    assert "脾气" not in words
    resident.judge("mine, done")
    resident.tap("link", "还没解决")
    resident.judge("reopen")
    resident.type("还差什么", "三楼还不亮")
    resident.tap("button", "要求重办")
    assert "您要求重办" in resident.words()

    by_the_unit(number, "三楼也换了")
    resident.page.reload()
    resident.tap("link", "解决了，去评价")
    resident.judge("confirm")
    resident.page.get_by_label("基本满意").check()
    resident.tap("button", "提交评价")
    assert "您说：已解决，基本满意。" in resident.words()
    resident.judge("mine, rated")

    made.refresh_from_db()
    assert (made.status, made.solved, made.rating, made.reopened) == ("confirmed", True, "fair", 1)
    assert RequestStep.objects.filter(request=made, verb="reopen").count() == 1
    assert resident.judge.found == {}
    assert resident.page.complaints == []
    made.delete()


def test_without_a_script_and_the_back_button_loses_nothing(browser):
    reader = Reader(browser(width=390, script=False))
    reader.page.goto("/ask/")
    reader.type("什么事", WORDS)
    reader.tap("button", "下一步")
    reader.page.get_by_label("或者选社区").select_option(label="\u3000海青社区")
    reader.tap("button", "下一步")
    if "/similar/" in reader.page.url:
        reader.tap("link", "接着提")
    reader.type("您的电话", "13800005678")
    reader.tap("button", "下一步")
    reader.page.go_back()
    assert reader.page.get_by_label("您的电话").input_value() == "13800005678"
    reader.tap("button", "上一步")
    reader.tap("button", "上一步")
    assert reader.page.get_by_label("什么事").input_value() == WORDS
    for _ in range(2):
        reader.tap("button", "下一步")
    if "/similar/" in reader.page.url:
        reader.tap("link", "接着提")
    reader.tap("button", "下一步")
    reader.tap("link", "没有照片，跳过")
    reader.tap("button", "提交需求")
    number = only_digits(reader.page.locator(".slip-n").inner_text())
    reader.page.go_back()
    assert number == only_digits(reader.page.locator(".slip-n").inner_text())

    open_it(reader, number)
    reader.tap("link", "撤回这件需求")
    reader.tap("button", "撤回需求")
    assert "您已撤回" in reader.words()
    Request.objects.get(number=number).delete()


def test_an_emergency_is_told_whom_to_call_before_anything_else(browser):
    reader = Reader(browser(width=390, script=False))
    reader.page.goto("/ask/")
    reader.type("什么事", "楼上着火了，好多烟，请来修")
    reader.tap("button", "下一步")
    if "没看出是哪一类" in reader.words():
        reader.page.get_by_label("环境设施和其他").check()
        reader.tap("button", "下一步")
    call = reader.page.get_by_role("link", name="119")
    assert call.get_attribute("href") == "tel:119"
    assert call.bounding_box()["y"] < HEIGHTS[390]


def test_what_was_typed_outlives_a_change_of_print_size(browser):
    page = browser(width=390)
    page.goto("/ask/")
    page.get_by_label("什么事").fill("厨房水管漏水")
    page.get_by_role("button", name="长辈版", exact=True).click()
    assert page.locator("html.elder").count() == 1
    assert page.get_by_label("什么事").input_value() == "厨房水管漏水"
    page.goto("/ask/")
    assert page.get_by_label("什么事").input_value() == ""
    assert page.complaints == []
