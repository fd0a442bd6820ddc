"""A round 征集 from call to agreed project: duplicates merged, lists published, a need claimed.

In a street where no other story plays; what is made stays, as nobody else looks there.
"""

import re

from projects.models import Demand, Engagement, Project, Round
from tests.browser.reader import Reader, officer_of

FIRST, TWIN = "校门口缺护学志愿者", "缺校门口护学志愿者"


def signed_in(browser, username, width):
    reader = Reader(browser(width=width, script=False))
    reader.page.goto("/in/")
    reader.sign_in(username)
    return reader


def register(officer: Reader, title: str) -> None:
    """From the card of the call on the phone home."""
    officer.page.goto("/l/")
    officer.tap("link", "去登记")
    officer.tap("link", "登记需求")
    officer.type("名称", title)
    officer.page.get_by_label("类别").select_option(index=1)
    officer.page.get_by_label("所在范围").select_option(label="整个红旗街道")
    officer.type("联系岗位", "办公室")
    officer.type("联系电话", "0411-87611000")
    officer.tap("button", "提交审核")


def test_from_call_to_agreed_project(browser):
    for unit, name in [
        ("红旗卫生服务中心", "round-clinic"),
        ("红旗便民服务社", "round-shop"),
        ("红旗银行网点", "round-bank"),
    ]:
        officer_of(unit, name)
    staff = signed_in(browser, "otherstreet", 1366)
    clinic, shop, bank = (
        signed_in(browser, name, 390) for name in ("round-clinic", "round-shop", "round-bank")
    )

    # Call: staff open the round, two units hand in the same need.
    staff.page.goto("/w/rounds/")
    staff.tap("link", "发起征集")
    staff.page.get_by_label("联合体").select_option(label="红旗街道区域化党建联合体")
    staff.tap("button", "发起征集")
    round_ = Round.objects.get(alliance__name="红旗街道区域化党建联合体")
    assert round_.status == "call"
    register(clinic, FIRST)
    register(shop, TWIN)
    staff.page.reload()
    done = staff.page.locator("section", has_text="已登记的 2 家")
    assert "红旗卫生服务中心" in done.inner_text()

    # Merge and verify.
    staff.tap("link", "结束征集，开始合并核实")
    staff.tap("button", "结束征集，开始合并核实")
    staff.page.get_by_role("link", name=re.compile(f"与“{TWIN}”")).click()
    staff.page.get_by_label(re.compile(FIRST)).check()
    staff.type("为什么合并", "同一件事")
    staff.tap("button", "合并")
    staff.page.goto(round_.get_absolute_url())
    staff.page.get_by_label(f"选择 {FIRST}").check()
    staff.tap("button", "审核通过，发布")
    staff.tap("button", "全部发布")

    # Publish, claim.
    staff.page.goto(round_.get_absolute_url())
    staff.tap("link", "公布清单")
    staff.tap("button", "公布清单")
    staff.tap("link", "开始认领")
    staff.tap("button", "开始认领")
    bank.page.goto(f"/l/rounds/{round_.uuid}/")
    bank.tap("link", "去看等认领的需求")
    bank.tap("link", FIRST)
    bank.tap("button", "认领这项需求")
    clinic.page.goto("/l/")
    clinic.tap("link", "去答复")
    clinic.tap("button", "接受对接")
    engagement = Engagement.objects.get(demand__title=FIRST)
    assert (engagement.status, engagement.round) == ("accepted", round_)

    # Agree, and the project that was agreed.
    staff.page.goto(round_.get_absolute_url())
    assert "已有人认领 1 项，还没有 0 项" in staff.words()
    staff.tap("link", "联席会议已议定")
    staff.type("议定", "由红旗银行网点牵头，成立护学项目。")
    staff.tap("button", "登记议定情况，办结本轮")
    staff.page.goto(engagement.get_absolute_url())
    staff.tap("link", "成立党建项目")
    staff.page.get_by_label("层级").select_option("street")
    staff.type("目标和做法", "每天早晚两人在校门口。")
    staff.tap("button", "登记项目")

    round_.refresh_from_db()
    project = Project.objects.get(engagement=engagement)
    assert (round_.status, project.lead.name) == ("agreed", "红旗银行网点")
    twin = Demand.objects.get(title=TWIN)
    assert (twin.status, twin.merged_into.title) == ("withdrawn", FIRST)

    # One trace, from the need to the project.
    staff.page.goto(f"/w/trace/project/{project.uuid}/")
    told = staff.words()
    for step in (f"提出“{FIRST}”", "提出对接", "双方同意对接", "立项"):
        assert step in told
