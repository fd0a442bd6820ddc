"""From project to brand: out of an engagement, carried out, evaluated, named, read by residents."""

from typing import Any

import pytest
from django.utils import timezone

from members.models import MemberUnit, User
from projects.models import Demand, Engagement, Project
from tests.browser.conftest import HEIGHTS
from tests.browser.judge import faults
from tests.browser.reader import Reader, officer_of

NAME = "骑手驿站午间歇脚点"
BRAND = "小哥的歇脚点"


@pytest.fixture
def engagement(db) -> Engagement:
    """The riders' need, met by a supermarket and, beside it, by a military unit."""
    demand, now = Demand.objects.get(title="骑手需要午间休息点"), timezone.now()
    made = Engagement.objects.create(
        demand=demand, awaits="asker", status="under_way", proposed_at=now, accepted_at=now,
        touched_at=now, proposed_by=User.objects.get(username="street"),
    )  # fmt: skip
    for name, role in (("惠民超市连锁", "lead"), ("演示某部第2分队", "helper")):
        unit = MemberUnit.objects.get(name=name)
        made.shares.create(unit=unit, role=role, contribution="出场地", joined_at=now)
    return made


@pytest.fixture
def street(browser, sign_in) -> Reader:
    page = browser()
    sign_in(page, "street")
    return Reader(page)


def judged(page: Any) -> list[str]:
    """The page as it stands, at both widths."""
    found = []
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += faults(page, width=width, mode="normal")
    return found


def test_an_engagement_becomes_a_brand_that_a_resident_reads(street, engagement, browser, sign_in):
    street.page.goto(f"/w/projects/new/?engagement={engagement.uuid}")
    assert street.page.get_by_label("项目名称").input_value() == "骑手需要午间休息点"
    street.type("项目名称", NAME)
    street.page.get_by_label("层级").select_option("micro")
    street.type("目标和做法", "超市腾出两处，骑手中午有地方吃饭歇脚。")
    street.page.get_by_label("向居民公开").check()
    street.tap("button", "登记项目")
    assert "驻街单位乙" in street.words()
    assert judged(street.page) == []

    _carry_out(street, browser, sign_in)
    _name(street)

    project = Project.objects.get(name=NAME)
    assert (project.status, project.brand) == ("evaluated", BRAND)
    assert judged(street.page) == []
    _as_a_resident(browser(width=390))


def _carry_out(street: Reader, browser: Any, sign_in: Any) -> None:
    """Started at the desk, noted and reached on the phone, completed and evaluated at the desk."""
    street.tap("link", "启动项目")
    street.tap("button", "启动项目")
    street.tap("link", "增加节点")
    street.type("节点", "两处都开门")
    street.type("计划日期", f"{timezone.localdate()}")
    street.tap("button", "增加节点")
    desk = street.page.url

    officer_of("惠民超市连锁", "story-market")
    phone = Reader(browser(width=390))
    sign_in(phone.page, "story-market")
    phone.page.goto("/l/")
    phone.tap("link", "我的项目")
    phone.tap("link", NAME)
    phone.tap("link", "记录进展")
    phone.type("进展", "海青店、港湾店都摆好了桌椅和微波炉。")
    phone.tap("button", "记录进展")
    phone.tap("link", "登记完成")
    phone.tap("button", "节点已完成")
    assert "节点已完成" in phone.words()

    street.page.goto(desk)
    street.tap("button", "向居民公开")
    street.tap("link", "完成项目")
    street.type("成果", "两处歇脚点，每天中午四十多人来。")
    street.tap("button", "完成项目")
    street.tap("link", "评估项目")
    street.type("评估意见", "骑手说热水和插座最管用。")
    street.type("听取了多少位居民的意见", "16")
    street.type("听取了多少家单位的意见", "2")
    street.tap("button", "评估项目")
    assert "骑手说热水和插座最管用。" in street.words()


def _name(street: Reader) -> None:
    street.tap("link", "命名为品牌")
    street.type("品牌名称", BRAND)
    street.type("品牌故事", "驻街单位乙也来搭手。")
    street.tap("button", "命名为品牌")
    assert "不能出现军警单位" in street.words()
    assert street.page.title().startswith("错误：")
    street.type("品牌故事", "中午十二点，骑手进门歇脚。\n超市出地方，邻居送热水。")
    street.tap("button", "命名为品牌")
    assert f"{BRAND}（" in street.words()


def _as_a_resident(page: Any) -> None:
    """From the home to the board and on to the brand; nobody is named who must not be."""
    resident = Reader(page)
    page.goto("/")
    resident.tap("link", "公开栏")
    assert judged(page) == []
    page.set_viewport_size({"width": 390, "height": HEIGHTS[390]})
    resident.tap("link", BRAND)
    words = resident.words()
    for said in ("中午十二点，骑手进门歇脚。", "惠民超市连锁", "都摆好了桌椅", "骑手驿站"):
        assert said in words
    for secret in ("驻街单位", "演示某部", "热水和插座", "出场地"):
        assert secret not in words
    assert judged(page) == []
