"""The frame of the pages: skip link, switches and menu, all without JavaScript."""

import pytest

pytestmark = pytest.mark.urls("tests.browser.guide_urls")


def test_skip_link_leads_to_the_content(page, visit):
    visit(page, "/guide/home/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible_on_everything_tapped(page, visit):
    visit(page, "/guide/home/")
    for _ in range(30):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", page.evaluate("document.activeElement.outerHTML")


def test_large_print_is_turned_on_sized_and_off_again(plain_page):
    page = plain_page
    page.goto("/guide/home/?page=3")
    page.get_by_role("button", name="长辈版").click()
    assert page.url.endswith("/guide/home/?page=3")
    assert page.locator("html").get_attribute("class") == "elder"
    page.get_by_role("button", name="最大").click()
    assert page.locator("html").get_attribute("class") == "elder x3"
    page.get_by_role("button", name="高对比").click()
    assert page.locator("html").get_attribute("class") == "elder x3 contrast"
    page.get_by_role("button", name="退出长辈版").click()
    assert page.locator("html").get_attribute("class") == "contrast"


def test_staff_menu_opens_on_a_phone(plain_page):
    page = plain_page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/guide/board/")
    side = page.locator("#menu")
    assert not side.is_visible()
    page.get_by_role("link", name="菜单", exact=True).click()
    assert side.is_visible()
    page.get_by_role("link", name="收起菜单").click()
    assert not side.is_visible()


def test_error_summary_takes_the_focus_and_leads_to_the_field(page, visit):
    visit(page, "/guide/form/")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.get_by_role("link", name="服务名称：").click()
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_reading_aloud_is_offered_only_with_a_chinese_voice(page, visit):
    visit(page, "/guide/home/")
    voices = page.evaluate("speechSynthesis.getVoices().filter(v => /^zh/i.test(v.lang)).length")
    assert page.locator("[data-read]").is_visible() == bool(voices)
    page.add_init_script(
        "speechSynthesis.getVoices = () => [{lang: 'zh-CN', name: 'x'}];"
        "speechSynthesis.speak = () => {}; SpeechSynthesisUtterance = function () {};"
    )
    visit(page, "/guide/home/")
    button = page.get_by_role("button", name="朗读")
    assert button.is_visible()
    button.click()
    assert page.get_by_role("button", name="停止朗读").get_attribute("aria-pressed") == "true"
