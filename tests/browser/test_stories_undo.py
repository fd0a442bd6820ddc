"""A clerk imports the wrong sheet, and takes it back."""

import pytest

from members.models import MemberUnit
from tests.books import workbook
from tests.browser.reader import Reader
from tests.browser.test_stories_staff import judged, upload

HEADER = ["单位名称", "类型", "区划代码"]
WRONG = ["撤销试用商行", "非公企业", "210211013001"]


@pytest.fixture
def street(browser, sign_in):
    page = browser()
    sign_in(page, "street")
    return Reader(page)


def test_a_wrong_import_is_taken_back(street):
    street.page.goto("/w/units/import/")
    upload(street, workbook(HEADER, WRONG))
    street.tap("button", "写入 1 行")
    assert MemberUnit.objects.filter(name=WRONG[0]).exists()

    street.tap("link", "撤销这批导入")
    assert judged(street.page) == []
    unit = MemberUnit.objects.get(name=WRONG[0])
    MemberUnit.objects.filter(pk=unit.pk).update(industry="批发")
    street.tap("button", "整批撤销")
    assert "写入之后又被修改：行业" in street.words()
    assert judged(street.page) == []

    MemberUnit.objects.filter(pk=unit.pk).update(industry="")
    street.tap("link", "不撤销，返回")
    street.tap("link", "撤销这批导入")
    street.tap("button", "整批撤销")
    assert "整批撤销，登记册恢复为导入之前的内容" in street.words()
    assert judged(street.page) == []
    assert not MemberUnit.objects.filter(name=WRONG[0]).exists()

    street.tap("link", "导入记录")
    assert "已撤销" in street.words()
