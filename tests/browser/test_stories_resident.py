"""A resident on a phone, without an account and without JavaScript."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import HEIGHTS, put
from tests.browser.pages import PUBLIC, title_of, url_of
from tests.browser.reader import Reader

LIGHT = 30 * 1024  # bytes of a first visit, compressed
STAFF_LIGHT = 60 * 1024


@pytest.fixture(params=["normal print", "large print"])
def resident(request, browser, site):
    page = browser(width=390, script=False)
    if request.param == "large print":
        put(page, site, "display", "22")
    page.goto("/")
    return Reader(page)


def test_a_service_is_found_in_three_clicks(resident):
    resident.tap("link", "医疗健康")
    first = resident.page.locator(".svc h3").first.bounding_box()
    assert first["y"] < HEIGHTS[390]  # no scrolling past the filters
    resident.tap("link", "免费量血压、测血糖")

    words = resident.words()
    for needed in ("0411-87610001", "每周四 8:30–11:00", "海青社区卫生站"):
        assert needed in words
    call = resident.page.get_by_role("link", name="打电话")
    assert call.get_attribute("href") == "tel:0411-87610001"
    assert resident.taps + 1 == 3  # the third is the call


def test_the_word_people_use_finds_the_service(resident):
    resident.page.goto("/s/")
    resident.type("想找什么", "量血压")
    resident.tap("button", "查找")

    assert "免费量血压、测血糖" in resident.words()


def test_who_is_responsible_for_a_building_is_found_in_two_clicks(resident):
    resident.tap("link", "找网格")
    resident.type("小区、道路或楼号", "幸福里")
    resident.tap("button", "查找")

    place = resident.page.get_by_role("listitem").filter(has_text="海青社区 第 1 网格")
    assert "网格长 王桂芳" in place.inner_text()
    assert "0411-87600000" in place.inner_text()
    assert place.get_by_role("link", name="打电话").get_attribute("href") == "tel:0411-87600000"
    assert resident.taps == 2


def test_the_grid_once_chosen_is_on_the_home_page(resident):
    resident.tap("link", "找网格")
    resident.type("小区、道路或楼号", "幸福里 3 幢")
    resident.tap("button", "查找")
    resident.tap("link", "海青社区 第 1 网格")
    resident.tap("button", "设为我的网格")
    resident.page.goto("/")

    assert "海青社区第 1 网格" in resident.words()
    assert resident.page.get_by_role("link", name="打电话给网格长").count() > 0


def classes(page):
    return set((page.locator("html").get_attribute("class") or "").split())


@pytest.mark.parametrize("one", PUBLIC, ids=title_of)
def test_large_print_keeps_the_place(one, browser):
    page, url = browser(width=390, script=False), url_of(one)
    page.goto(url)
    own = classes(page)
    for button, shown in [("长辈版", {"elder"}), ("最大", {"elder", "x3"}), ("退出长辈版", set())]:
        page.get_by_role("button", name=button).click()
        assert page.url.endswith(url)
        assert classes(page) == own | shown


def weight(page, path):
    """Bytes of a first visit, each answer compressed as web servers do."""
    answers = []
    page.on("response", lambda one: answers.append(one))
    page.goto(path, wait_until="networkidle")
    sizes = {urlsplit(one.url).path: len(gzip.compress(one.body())) for one in answers}
    assert any(name.endswith(".css") for name in sizes)
    return sum(sizes.values()), sizes


def test_a_first_visit_is_light(browser):
    total, sizes = weight(browser(width=390), "/")

    assert total <= LIGHT, sizes


def test_a_first_visit_of_the_staff_is_light(browser, sign_in):
    page = browser()
    sign_in(page, "street")
    total, sizes = weight(page, "/w/")

    assert total <= STAFF_LIGHT, sizes


def focused(page):
    return page.evaluate(
        "() => { const e = document.activeElement, s = getComputedStyle(e);"
        "return {words: e.textContent.trim() || e.name, ring: s.outlineStyle + s.outlineWidth} }"
    )


def tab_to(page, words, *, most=40):
    """Press Tab until the thing is reached; everything on the way shows that it has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = focused(page)
        assert here["ring"] == "solid3px", here
        if here["words"].startswith(words):
            return
    raise AssertionError(f"{words} is not reached by Tab")


def test_the_keyboard_is_enough(browser):
    page = browser()
    page.goto("/")
    tab_to(page, "跳到主要内容", most=1)
    page.keyboard.press("Enter")
    tab_to(page, "q", most=3)
    page.keyboard.type("量血压")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/?*")
    tab_to(page, "免费量血压、测血糖")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*-*/")

    assert page.locator("h1").inner_text() == "免费量血压、测血糖"
    tab_to(page, "0411-87610001")
    assert page.complaints == []
