"""Staff at the desk: importing units, handing an officer's work over, printing."""

import re
from datetime import date

import pytest

from common.sheets import open_sheet
from members.models import Liaison, MemberUnit
from tests.books import workbook
from tests.browser.conftest import HEIGHTS, put
from tests.browser.judge import faults
from tests.browser.pages import url_of
from tests.browser.reader import Reader, officer_of

HEADER = ["单位名称", "类型", "区划代码", "统一社会信用代码", "加入日期"]
GOOD = ["大连湾老年食堂", "社会组织", "210211013001", "", date(2026, 3, 1)]
BAD = ["大连湾机器人社", "社会组织", "210211013001", "91210211MA00000080", date(2026, 3, 1)]
ELSEWHERE = ["别处的商会", "社会组织", "999999999999", "", date(2026, 3, 1)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def street(browser, sign_in):
    page = browser()
    sign_in(page, "street")
    return Reader(page)


def upload(street, content, name="单位.xlsx", kind=XLSX):
    street.page.get_by_label("文件").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    street.tap("button", "上传并检查")


def judged(page):
    """The page as it stands, at both widths; it cannot be opened again."""
    found = []
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += faults(page, width=width, mode="normal")
    return found


def test_a_bad_workbook_comes_back_with_its_problems_and_a_good_one_is_written(street):
    street.page.goto("/w/units/")
    street.tap("link", "导入 Excel")
    upload(street, workbook(HEADER, GOOD, BAD, ELSEWHERE))
    rows = street.page.get_by_role("row").filter(has_text=re.compile("区划代码|统一社会信用代码"))
    problems = [row.inner_text().split("\t")[:2] for row in rows.all()]
    assert ["3", "统一社会信用代码"] in problems
    assert ["4", "区划代码"] in problems
    assert judged(street.page) == []
    with street.page.expect_download() as download:
        street.tap("link", "下载标注了问题的 Excel")
    sheet = open_sheet(download.value.path().read_bytes())
    assert "大连湾机器人社" in str(sheet.rows)
    assert not MemberUnit.objects.filter(name__in=[GOOD[0], BAD[0]]).exists()

    street.tap("link", "重新上传")
    upload(street, workbook(HEADER, GOOD))
    assert judged(street.page) == []
    street.tap("button", "写入 1 行")
    assert "新增 1 行" in street.words()
    assert judged(street.page) == []
    assert MemberUnit.objects.filter(name=GOOD[0]).count() == 1


def test_what_is_no_workbook_is_refused_in_words(street):
    street.page.goto("/w/units/import/")
    upload(street, b"%PDF-1.7 not a workbook", name="units.pdf", kind="application/pdf")

    assert street.page.title().startswith("错误：")
    assert (
        ".xlsx" in street.page.get_by_role("alert").or_(street.page.locator("#errors")).inner_text()
    )
    assert judged(street.page) == []


def test_handing_over_ends_the_old_session_at_once(street, browser, sign_in):
    unit = MemberUnit.objects.get(name="蓝丝带志愿服务队")
    officer_of(unit.name, "story-before")
    old = Reader(browser(width=390))
    sign_in(old.page, "story-before")
    old.page.goto("/l/")
    assert "联络员月报" in old.words()

    street.page.goto(unit.get_absolute_url())
    street.tap("link", "更换联络员")
    street.type("联络员姓名", "郭晓明")
    street.type("手机", "13800009911")
    street.tap("button", "完成交接")
    assert "郭晓明现任" in street.words()

    old.page.reload()
    assert old.page.title().startswith("登录")
    assert Liaison.objects.current().get(unit=unit).person.name == "郭晓明"


def sheets_of_paper(page):
    return len(
        re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))
    )


def test_the_board_prints_on_one_page(street):
    street.page.goto("/w/")

    assert sheets_of_paper(street.page) == 1


@pytest.mark.parametrize(
    ("subject", "phone"), [("grid", "0411-87600000"), ("public service", "0411-87610001")]
)
@pytest.mark.parametrize(("display", "sheets"), [("", 1), ("22", 2)])
def test_what_a_neighbour_prints(subject, phone, display, sheets, browser, site):
    page = browser(width=390)
    put(page, site, "display", display)
    name = "grids:area" if subject == "grid" else "projects:public_item"
    page.goto(url_of((name, subject, "", "")))

    assert sheets_of_paper(page) <= sheets
    page.emulate_media(media="print")
    assert page.get_by_text(phone).first.is_visible()
    assert not page.get_by_role("navigation", name="主导航").is_visible()
