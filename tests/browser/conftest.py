"""A real Chromium before the demonstration district. What a page is judged by: judge.py.

The district is loaded once in each test process and served until its end, so these tests run after
all that empty the database, a story on a portal of its own among them. What they change stays: a
test that changes something takes a unit that no other test looks at.
"""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from alliance.demo.load import load
from members.models import User
from projects.models import Category, Synonym
from projects.seeds import seed_categories

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
PASSWORD = "alliance-demo"
HEIGHTS = {1366: 768, 683: 768, 390: 844, 320: 640}
COOKIES = {"normal": "", "elder": "22", "elder30": "30", "contrast": "c", "wechat": ""}
collect_ignore = [] if os.environ.get("SCREENSHOTS") else ["test_pictures.py"]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    ours.sort(key=lambda item: "served" in item.fixturenames)
    items[:] = [item for item in items if here not in item.path.parents] + ours


@pytest.fixture(scope="session")
def chromium():
    # Playwright's loop runs in this thread; Django would take plain ORM calls for a coroutine's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        seed_categories(Category, Synonym)  # lost when a test with real transactions ran before
        load(password=PASSWORD, now=timezone.now())
    server = LiveServer("localhost")
    yield server
    server.stop()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def db(served, django_db_blocker):
    """The database behind the server. Named as pytest-django's, which so knows that we need one."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def site(db, served):
    return served.url


@pytest.fixture
def browser(chromium, site):
    """browser(width=390, script=False): a page of a browser of its own, with its own cookies.

    `page.complaints` gathers the console's errors, those of the content security policy among them.
    """
    contexts = []

    def start(*, width=1366, script=True):
        page = open_page(chromium, site, script)
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        contexts.append(page.context)
        return page

    yield start
    for context in contexts:
        context.close()


def open_page(chromium, site, script):
    context = chromium.new_context(
        base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=script
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.fixture(scope="session")
def tab(chromium, served):
    """One page for all tests that only look; `visit` them signed out or as `sign_in` says."""
    page = open_page(chromium, served.url, script=True)
    yield page
    page.context.close()


@pytest.fixture
def page(tab, site):
    tab.context.clear_cookies()
    tab.complaints.clear()
    return tab


@pytest.fixture
def plain_page(browser):
    """The same without JavaScript."""
    return browser(script=False)


@pytest.fixture
def visit(site):
    """visit(page, "/s/", width=390, mode="elder"); the modes are those of COOKIES."""

    def go(page, path, *, width=1366, mode="normal"):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.context.clear_cookies(name="display")
        if COOKIES[mode]:
            put(page, site, "display", COOKIES[mode])
        answer = page.goto(path)
        if mode == "wechat":
            enlarge(page)
        return answer

    return go


def enlarge(page):
    """As WeChat does: larger text, not a larger layout."""
    page.evaluate(
        "() => { const h = document.documentElement;"
        "h.style.fontSize = parseFloat(getComputedStyle(h).fontSize) * 1.5 + 'px' }"
    )


@pytest.fixture
def sign_in(site):
    """sign_in(page, "street"): the session cookie of an account, without the sign-in page."""

    def enter(page, username):
        client = Client()
        client.force_login(User.objects.get(username=username))
        put(page, site, "sessionid", client.session.session_key)

    return enter


def put(page, site, name, value):
    page.context.add_cookies([{"name": name, "value": value, "url": site}])
