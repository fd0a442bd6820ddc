"""A request from asking to rating by the pages of all: one return inside, one reopening."""

import re

from projects.models import Request
from tests.browser.reader import Reader
from tests.browser.test_stories_requests import ask_for_help, open_it

WORKER = "第 1 网格网格员"


def done_by_the_worker(grid: Reader, request: Request, outcome: str) -> None:
    grid.page.goto(f"/l/requests/{request.uuid}/")
    grid.tap("button", "接单")
    grid.tap("link", "办好了，报告办结")
    grid.type("办理结果（居民看得到）", outcome)
    grid.tap("button", "报告办结")


def to_the_worker(staff: Reader, request: Request) -> None:
    staff.page.goto(request.get_absolute_url())
    staff.tap("link", "派单")
    staff.page.get_by_label(re.compile(WORKER)).check()
    staff.tap("button", "派单")


def test_from_asking_to_rating(browser, sign_in):
    staff, grid = Reader(browser(width=1366)), Reader(browser(width=390))
    sign_in(staff.page, "community")
    sign_in(grid.page, "grid")
    resident = Reader(browser(width=390))
    resident.page.goto("/")
    number = ask_for_help(resident, lambda name: None)
    request = Request.objects.get(number=number)

    # Accepted and dispatched to the grid worker, who returns it.
    staff.page.goto(request.get_absolute_url())
    staff.tap("link", "受理、派单")
    staff.page.get_by_label(re.compile(WORKER)).check()
    staff.tap("button", "受理、派单")
    grid.page.goto(f"/l/requests/{request.uuid}/")
    grid.tap("link", "办不了，退回")
    grid.page.get_by_label("不归我们管").check()
    grid.tap("button", "退回社区")

    # Dispatched once more, and reported done; the resident asks for more.
    to_the_worker(staff, request)
    done_by_the_worker(grid, request, "换了二楼的灯")
    open_it(resident, number)
    assert "承办方说：换了二楼的灯" in resident.words()
    resident.tap("link", "还没解决")
    resident.type("还差什么", "三楼还不亮")
    resident.tap("button", "要求重办")

    # Once more, and rated by the resident alone.
    to_the_worker(staff, request)
    done_by_the_worker(grid, request, "三楼也换了")
    open_it(resident, number)
    resident.tap("link", "解决了，去评价")
    resident.page.get_by_label("满意", exact=True).check()
    resident.tap("button", "提交评价")

    request.refresh_from_db()
    assert (request.status, request.solved, request.rating) == ("confirmed", True, "good")
    assert request.reopened == 1
    verbs = list(request.steps.values_list("verb", flat=True))
    assert verbs == [
        "receive", "accept", "dispatch", "return", "dispatch", "take", "done", "reopen",
        "dispatch", "take", "done", "confirm",
    ]  # fmt: skip
    staff.page.goto(f"/w/trace/request/{request.uuid}/")
    assert "居民评价：满意，居民说已解决" in staff.words()
