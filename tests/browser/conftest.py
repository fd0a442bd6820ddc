"""A real Chromium on a live server. What a page is judged by stands in judge.py."""

import os
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {1366: 768, 683: 768, 390: 844, 320: 640}
COOKIES = {"normal": "", "elder": "22", "elder30": "30", "contrast": "c", "wechat": ""}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    # Playwright's loop runs in this thread; Django would take plain ORM calls for a coroutine's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A page of its own context; `page.complaints` gathers console errors, CSP's among them."""
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def plain_page(chromium, live_server):
    """The same without JavaScript."""
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(live_server):
    """visit(page, "/s/", width=390, mode="elder"); the modes are those of COOKIES."""

    def go(page, path, *, width=1366, mode="normal"):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.context.clear_cookies(name="display")
        if COOKIES[mode]:
            put(page, live_server, "display", COOKIES[mode])
        answer = page.goto(path)
        if mode == "wechat":  # WeChat enlarges text, not the layout
            page.evaluate(
                "() => { const h = document.documentElement;"
                "h.style.fontSize = parseFloat(getComputedStyle(h).fontSize) * 1.5 + 'px' }"
            )
        return answer

    return go


@pytest.fixture
def sign_in(live_server):
    """sign_in(page, user): the session cookie of a signed-in browser, without the sign-in page."""

    def enter(page, user):
        client = Client()
        client.force_login(user)
        put(page, live_server, "sessionid", client.session.session_key)
        assert SessionStore(client.session.session_key).get("_auth_user_id") == str(user.pk)

    return enter


@pytest.fixture
def shoot():
    """shoot(page, "home-1366"): a picture for the documents, when SCREENSHOTS is set."""

    def save(page, name, *, full=True):
        if os.environ.get("SCREENSHOTS"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", full_page=full, animations="disabled")

    return save


def put(page, live_server, name, value):
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
