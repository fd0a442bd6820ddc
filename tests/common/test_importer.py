"""Checking a sheet: header, every kind of cell, keys. All is reported, nothing written."""

from datetime import date, datetime, time
from decimal import Decimal
from time import process_time

import pytest
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models

from common.sheets import (
    BadCell,
    Column,
    Importer,
    ImportRefused,
    Problem,
    Written,
    check_workbook,
    export,
    open_sheet,
    template,
)
from common.sheets.batches import ChangedMeanwhile, import_workbook
from tests.books import workbook
from tests.common.group_import import GroupImport


def check(importer, data, now):
    return check_workbook(importer, data, by=None, now=now)


def lines(checked) -> list[str]:
    return [str(problem) for problem in checked.problems]


# --- cells ------------------------------------------------------------------------------------


class Level(models.TextChoices):
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"


CODE = Column("code", "代码", "code", lengths=(6, 9))
AREA = Column("area", "面积", "decimal", places=2, least=0)
COUNT = Column("count", "户数", "int", least=0, most=100)
LEVEL = Column("level", "级别", "choice", choices=Level)
TEXT = Column("name", "名称", max_length=4)
LONG = Column("long", "说明", multiline=True)
DAY = Column("day", "日期", "date")
YES = Column("yes", "公开", "bool")
PHONE = Column("phone", "电话", "phone")
LIST = Column("list", "关键词", "list", max_length=2)
LETTERS = Column("letters", "字母", validators=[RegexValidator("^[a-z]+$", "只能是小写字母")])


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (CODE, "021021", "021021"),
        (CODE, "２１０ ２１１", "210211"),
        (CODE, "", ""),
        (AREA, 69.55, Decimal("69.55")),
        (AREA, 0.1 + 0.2, Decimal("0.30")),
        (AREA, "1,234.5", Decimal("1234.50")),
        (AREA, "", None),
        (COUNT, 12.0, 12),
        (COUNT, "１２", 12),
        (LEVEL, "街道", "street"),
        (LEVEL, "", None),
        (TEXT, "大连湾", "大连湾"),
        (TEXT, 360.0, "360"),
        (TEXT, 2.5, "2.5"),
        (TEXT, "", ""),
        (LONG, "一\n二", "一\n二"),
        (DAY, date(2026, 11, 22), date(2026, 11, 22)),
        (DAY, datetime(2026, 11, 22, 8), date(2026, 11, 22)),  # noqa: DTZ001 - Excel knows no zone
        (DAY, "2026-11-22", date(2026, 11, 22)),
        (DAY, "2026/1/2", date(2026, 1, 2)),
        (DAY, "２０２６年11月22日", date(2026, 11, 22)),
        (YES, "是", True),
        (YES, "否", False),
        (YES, True, True),
        (YES, False, False),
        (PHONE, "0411-87600000", "0411-87600000"),
        (PHONE, "138 0000 1234", "13800001234"),
        (PHONE, 13800001234.0, "13800001234"),
        (LIST, "送饭、助餐，送饭;", ["送饭", "助餐"]),
        (LIST, "、", []),
        (LIST, "", []),
        (LETTERS, "abc", "abc"),
        (Column("x", "列", default="甲"), "", "甲"),
    ],
)
def test_cell_is_taken(column, cell, value):
    assert column.parse(cell) == value
    shown = column.show(value)
    assert column.parse(float(shown) if isinstance(shown, int | Decimal) else shown) == value


@pytest.mark.parametrize(
    ("column", "cell", "words", "hint"),
    [
        (CODE, 210211.0, "是数字，代码应为文本", "请把该列设为“文本”格式后重新填写"),
        (CODE, True, "是日期或逻辑值，代码应为文本", "请把该列设为“文本”格式后重新填写"),
        (CODE, "21021A", "“21021A”不是代码，只能由数字组成", ""),
        (CODE, "210", "有 3 位，应为 6、9 位", ""),
        (AREA, "很大", "“很大”不是数字", "只填数字，不带单位"),
        (AREA, "NaN", "“NaN”不是数字", "只填数字，不带单位"),
        (AREA, "1e30", "“1e30”不是数字", "只填数字，不带单位"),
        (AREA, True, "应为数字", ""),
        (AREA, 1.234, "“1.234”最多 2 位小数", ""),
        (AREA, -1.0, "不能小于 0", ""),
        (COUNT, 1.5, "“1.5”应为整数", ""),
        (COUNT, 101.0, "不能大于 100", ""),
        (LEVEL, "省", "“省”不在可选范围内", "可填：街道、社区"),
        (TEXT, "大连湾街道", "有 5 个字，最多 4 个字", "请删短"),
        (
            TEXT,
            date(2026, 1, 8),
            "应为文字，这里却是日期、时间或逻辑值",
            "请把该列设为“文本”格式后重新填写",
        ),
        (TEXT, 912102110000000000.0, "数字太长，末几位已丢失", "请把该列设为“文本”格式后重新填写"),
        (TEXT, "甲\n乙", "单元格里有换行或制表符", "请改成一行"),
        (
            TEXT,
            "甲\x07",
            "含有不可见的控制字符（U+0007）",
            "请删去该单元格，用键盘重新输入",
        ),
        (
            TEXT,
            "甲\u202e乙",
            "含有不可见的控制字符（U+202E）",
            "请删去该单元格，用键盘重新输入",
        ),
        (DAY, "昨天", "“昨天”不是日期", "请写成 2026-11-22 的样子"),
        (DAY, "2026-02-30", "“2026-02-30”不是日期", "请写成 2026-11-22 的样子"),
        (DAY, 20261122.0, "“20261122”不是日期", "请写成 2026-11-22 的样子"),
        (PHONE, 87600000.0, "是数字，电话应为文本", "请把该列设为“文本”格式后重新填写"),
        (PHONE, time(1), "是日期或逻辑值，电话应为文本", "请把该列设为“文本”格式后重新填写"),
        (
            PHONE,
            "12",
            "电话应为手机号，或带区号的座机号，例如 0411-87600000。",
            "只填号码",
        ),
        (LIST, "助餐、上门送", "有 3 个字，最多 2 个字", "请删短"),
        (LETTERS, "ABC", "只能是小写字母", ""),
        (Column("x", "列", required=True, hint="写全称"), "", "不能为空", "写全称"),
        (Column("x", "列", "list", required=True), "、", "不能为空", ""),
    ],
)
def test_cell_is_refused(column, cell, words, hint):
    with pytest.raises(BadCell) as caught:
        column.parse(cell)
    assert (caught.value.text, caught.value.hint) == (words, hint)


def test_validator_may_raise_its_own_words():
    def refuse(_: str) -> None:
        raise BadCell("校验位不对", "请核对营业执照")

    with pytest.raises(BadCell) as caught:
        Column("x", "列", validators=[refuse]).parse("甲")
    assert (caught.value.text, caught.value.hint) == ("校验位不对", "请核对营业执照")


# --- header -----------------------------------------------------------------------------------


def test_order_of_columns_is_free(db, now):
    checked = check(GroupImport, workbook(["级别", "名称*"], ["街道", "一组"]), now)
    assert checked.rows == [{"name": "一组", "size": None, "level": "street"}]
    assert checked.importer.present == {"name", "level"}
    assert (checked.created, checked.updated, checked.unchanged) == (1, 0, 0)


def test_wrong_header_is_reported_whole_and_rows_are_not_read(db, now):
    data = workbook(["人数", "人数", "单位", "", ""], [1, 2, "甲", "", "乙"])
    assert lines(check(GroupImport, data, now)) == [
        "第 1 行 人数：这一列出现了两次（请只留一列）",
        "第 1 行 单位：模板中没有这一列（模板中的列：名称、人数、级别）",
        "第 1 行 第 5 列：模板中没有这一列（模板中的列：名称、人数、级别）",
        "第 1 行 名称：缺少这一列（请使用最新模板）",
    ]


def test_column_of_an_annotated_copy_is_ignored(db, now):
    assert check(GroupImport, workbook(["名称", "问题"], ["一组", "不能为空"]), now).is_clean


# --- rows -------------------------------------------------------------------------------------


def test_every_problem_is_reported_and_nothing_written(db, now):
    data = workbook(
        ["名称", "人数", "级别"],
        ["一组", "多", "省"],
        ["", 1, ""],
        ["禁组", 1, ""],
        ["二组", 1, ""],
        ["二组", 1, ""],
    )
    with pytest.raises(ImportRefused) as caught:
        import_workbook(GroupImport, data, by=None, now=now)
    assert lines(caught.value.checked) == [
        "第 2 行 人数：“多”不是数字（只填数字，不带单位）",
        "第 2 行 级别：“省”不在可选范围内（可填：街道、社区）",
        "第 3 行 名称：不能为空（全称）",
        "第 4 行 名称：不能以“禁”开头",
        "第 6 行 名称：与第 5 行重复（请只留一行）",
    ]
    assert caught.value.messages == ["有 5 个问题，未写入任何数据。"]
    assert Group.objects.count() == 0


def test_rows_with_a_bad_cell_can_still_be_looked_up(db, now):
    checked = check(GroupImport, workbook(["名称", "人数"], ["一组", "多"], ["二组", 1]), now)
    assert [row["name"] for row in checked.rows] == ["二组"]
    assert [row["name"] for row in checked.importer.every_row] == ["一组", "二组"]


def test_first_five_hundred_problems_are_kept_and_all_counted(db, now):
    checked = check(GroupImport, workbook(["名称"], *([f"禁{n}"] for n in range(600))), now)
    assert len(checked.problems) == 500
    assert checked.total_problems == 600


def test_problem_of_a_row_number_and_a_free_title(now):
    importer = GroupImport(None, now=now)
    importer.problem(7, "整行", "不对")
    assert importer._problems == [Problem(7, "整行", "不对")]


def test_good_file_is_written_once_and_then_changes_nothing(db, now):
    data = workbook(["名称"], ["一组"], ["二组"])
    assert import_workbook(GroupImport, data, by=None, now=now) == Written(created=2)
    assert import_workbook(GroupImport, data, by=None, now=now) == Written(unchanged=2)
    assert Group.objects.count() == 2


def test_export_imports_again_unchanged(db, now):
    Group.objects.create(name="=1+1")
    Group.objects.create(name="0411")
    data = export(GroupImport, Group.objects.order_by("pk"), note="说明")
    checked = check(GroupImport, data, now)
    assert lines(checked) == []
    assert (checked.created, checked.updated, checked.unchanged) == (0, 0, 2)


def test_filled_in_template_is_taken(db, now):
    header = open_sheet(workbook(["x"], ["y"]))  # a template alone has no rows
    assert header.header == ("x",)
    titles = [column.title for column in GroupImport.columns]
    assert check(GroupImport, workbook(titles, ["一组", 3, "社区"]), now).is_clean
    assert template(GroupImport).startswith(b"PK")


def test_record_written_by_another_meanwhile(db, now):
    class Careless(GroupImport):
        def write(self, rows, *, by, now):
            Group.objects.create(name="一组")
            return super().write(rows, by=by, now=now)

    with pytest.raises(ChangedMeanwhile) as caught:
        import_workbook(Careless, workbook(["名称"], ["一组"]), by=None, now=now)
    assert caught.value.messages == ["写入时数据已被他人修改，未写入任何数据。请看检查结果后重试。"]
    assert Group.objects.count() == 0


def test_an_importer_that_cannot_write_is_not_made_at_all(now):
    class Bare(Importer):
        kind, title, columns = "bare", "空", [TEXT]

    with pytest.raises(TypeError, match="write"):
        Bare(None, now=now)


def test_an_importer_may_do_without_checks_and_values_of_its_own(db, now):
    class Plain(Importer):
        kind, title, columns = "plain", "空", [TEXT]

        def write(self, rows, *, by, now):
            return Written(created=len(rows))

    data = workbook(["名称"], ["甲"])
    assert check(Plain, data, now).is_clean
    assert Plain.values(Plain.columns[0]) == {"name": "name"}
    assert import_workbook(Plain, data, by=None, now=now) == Written(created=1)


def test_checking_takes_one_query_and_linear_time(db, now, django_assert_num_queries):
    def seconds(count: int) -> float:
        sheet = open_sheet(workbook(["名称", "人数"], *([f"{n}", n] for n in range(count))))
        started = process_time()
        with django_assert_num_queries(1):
            assert GroupImport(None, now=now).run_check(sheet).is_clean
        return process_time() - started

    seconds(100)
    assert seconds(20_000) / seconds(4_000) < 12  # 5 when linear, 25 when quadratic
