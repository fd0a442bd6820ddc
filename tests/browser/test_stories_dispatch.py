"""A resident's request from the inside: staff accept and dispatch it, a unit returns it, a grid
worker takes it over and reports it done. What stands on the pages is judged at every step."""

import re

import pytest
from django.utils import timezone

from grids.models import Area
from projects.actions.requests import ask
from projects.models import Category, Request
from tests.browser.conftest import HEIGHTS
from tests.browser.judge import faults
from tests.browser.reader import Reader

PHONE = "13800007788"
WORKER = "第 1 网格网格员"  # as the grid of the demonstration is written


@pytest.fixture
def asked(db):
    area = Area.objects.current().get(code="210211013001001")
    category = Category.objects.get(code="plumbing")
    request = Request(area=area, category=category, text="卫生间水管爆了，关不住。", name="乔阿姨")
    return ask(request, phone=PHONE, by=None, now=timezone.now())


@pytest.fixture
def reader(browser, sign_in):
    """reader("grid", 390): somebody signed in, at that width."""

    def start(username, width=1366):
        page = browser(width=width)
        sign_in(page, username)
        return Reader(page)

    return start


def judged(one, width):
    """The page as it stands: it was answered to a POST and cannot be opened again."""
    one.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    return faults(one.page, width=width, mode="normal")


def test_from_accepting_over_a_return_to_done(asked, reader):
    staff, officer, grid = reader("community"), reader("liaison3", 390), reader("grid", 390)

    # Accepted and dispatched in one form, to the unit that mends pipes: four taps.
    staff.page.goto("/w/")
    staff.tap("link", "受理群众点单")
    staff.tap("link", asked.number)
    staff.tap("link", "受理、派单")
    staff.page.get_by_label(re.compile("海青自来水公司")).check()
    staff.type("给居民看的话", "马上派人。")
    staff.tap("button", "受理、派单")
    assert "已派单" in staff.words()
    assert "承办：海青自来水公司" in staff.words()
    assert staff.taps == 4

    # The unit's officer sees it on the phone and returns it.
    officer.page.goto("/l/requests/")
    officer.page.locator(f"a[href$='{asked.uuid}/']").click()
    assert "马上派人。" in officer.words()
    officer.tap("link", "办不了，退回")
    officer.page.get_by_label("不归我们管").check()
    officer.page.get_by_role("textbox", name="内部备注").fill("户内管道归物业")
    officer.tap("button", "退回社区")
    assert "已退回，由社区另行安排。" in officer.page.inner_text("body")

    # The staff dispatch it again, to volunteers, and pass it on to the grid worker.
    staff.page.goto("/w/requests/?wait=returned")
    staff.tap("link", asked.number)
    assert "被退回：不归我们管" in staff.words()
    assert "内部备注：不归我们管：户内管道归物业" in staff.words()
    staff.tap("link", "派单")
    staff.page.get_by_label("志愿队", exact=True).check()
    staff.type("志愿队名称", "银发志愿队")
    staff.tap("button", "派单")
    staff.tap("link", "转交")
    staff.page.get_by_label(re.compile(WORKER)).check()
    staff.tap("button", "转交")
    assert f"承办：{WORKER}" in staff.words()

    # The grid worker takes it, reads the number, notes and reports it done.
    grid.page.goto(f"/l/requests/{asked.uuid}/")
    assert PHONE not in grid.words()
    grid.tap("button", "接单")
    grid.tap("button", "联系居民")
    assert PHONE in grid.words()
    assert judged(grid, 390) == []
    grid.tap("link", "返回")
    grid.tap("link", "写进展")
    grid.type("进展（居民看得到）", "已关总阀，下午换管。")
    grid.tap("button", "记下进展")
    grid.tap("link", "办好了，报告办结")
    grid.type("办理结果（居民看得到）", "换了一段水管，不漏了。")
    grid.tap("button", "报告办结")
    assert "已办结，等居民回话。" in grid.page.inner_text("body")
    assert "已办结" in grid.words()

    asked.refresh_from_db()
    assert (asked.status, asked.outcome, asked.solved) == ("done", "换了一段水管，不漏了。", None)
    steps = list(asked.steps.values_list("verb", "by_label", "to_label"))
    assert steps[1:] == [
        ("accept", "海青社区", ""),
        ("dispatch", "海青社区", "海青自来水公司"),
        ("return", "海青自来水公司", "海青社区"),
        ("dispatch", "海青社区", "银发志愿队"),
        ("pass_on", "海青社区", WORKER),
        ("take", WORKER, ""),
        ("note", WORKER, ""),
        ("done", WORKER, ""),
    ]


def test_the_figures_print_on_one_landscape_page(reader):
    street = reader("street")
    street.page.goto("/w/requests/figures/")
    paper = street.page.pdf(format="A4", landscape=True, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
