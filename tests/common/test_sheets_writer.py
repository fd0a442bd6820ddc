"""What is written reads back as it was: texts stay texts, dates dates, numbers numbers."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from common.sheets import Column, Problem, annotated, open_sheet, template, write_sheet
from common.sheets.writer import sheet_name
from tests.books import workbook
from tests.common.group_import import GroupImport

COLUMNS = [
    Column("name", "名称"),
    Column("code", "代码", "code"),
    Column("size", "人数", "int"),
    Column("area", "面积", "decimal"),
    Column("day", "日期", "date"),
    Column("open", "公开", "bool"),
    Column("tags", "关键词", "list"),
]


def test_values_read_back():
    row = {
        "name": "=1+1",
        "code": "0411",
        "size": 3,
        "area": Decimal("69.55"),
        "day": date(2026, 11, 22),
        "open": False,
        "tags": ["助餐", "送饭"],
    }
    data = write_sheet("登记", COLUMNS, [row, {"name": "https://example.test"}, {"name": True}])
    assert open_sheet(data).rows == (
        (2, ("=1+1", "0411", 3.0, 69.55, date(2026, 11, 22), "否", "助餐、送饭")),
        (3, ("https://example.test", "", "", "", "", "", "")),
        (4, ("是", "", "", "", "", "", "")),
    )


def test_no_cell_is_a_formula_or_a_link():
    data = write_sheet(
        "登记", COLUMNS[:1], [{"name": text} for text in ("=1+1", "@A1", "+1", "-1")]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 5
    assert [cell.value for cell in sheet["A"]][1:] == ["=1+1", "@A1", "+1", "-1"]


def test_header_is_frozen_and_codes_are_text_for_whoever_types_on():
    sheet = openpyxl.load_workbook(io.BytesIO(write_sheet("登记", COLUMNS, []))).active
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.print_title_rows == "$1:$1"


def test_note_stands_on_its_own_sheet():
    data = write_sheet("登记", COLUMNS[:1], [{"name": "甲"}], note="第一行\n第二行")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["登记", "说明"]
    assert [cell.value for cell in book["说明"]["A"]] == ["第一行", "第二行"]
    assert open_sheet(data).rows == ((2, ("甲",)),)


def test_moment_is_written_without_its_zone():
    moment = datetime.fromisoformat("2026-11-22T14:30:00")
    data = write_sheet("登记", COLUMNS[:1], [{"name": moment}])
    assert open_sheet(data).rows == ((2, (moment.date(),)),) or open_sheet(data).rows == (
        (2, (moment,)),
    )


def test_template_offers_choices_and_explains():
    book = openpyxl.load_workbook(io.BytesIO(template(GroupImport)))
    first, notes = book.worksheets
    assert [cell.value for cell in first[1]] == ["名称", "人数", "级别"]
    (validation,) = first.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1) == ("C2:C20001", '"街道,社区"')
    assert {row[0].value: row[1].value for row in notes.iter_rows(min_row=2)} == {
        "名称": "必填。全称。例：一组。",
        "人数": "可不填。整数。",
        "级别": "可不填。可填：街道、社区。",
    }


def test_template_with_a_note_and_too_many_choices_for_a_list():
    class Wide(GroupImport):
        note = "一行一个工作组。"
        columns = [Column("c", "类", "choice", choices={f"类别第{n}种": n for n in range(60)})]

    book = openpyxl.load_workbook(io.BytesIO(template(Wide)))
    assert list(book.worksheets[0].data_validations.dataValidation) == []
    assert book.worksheets[1]["B2"].value == "一行一个工作组。"


def test_annotated_copy_marks_the_cell():
    sheet = open_sheet(workbook(["名称", "代码"], ["甲", 411], ["乙", "0411"]))
    data = annotated(sheet, [Problem(2, "代码", "是数字"), Problem(1, "面积", "缺少这一列")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    first, notes = book.worksheets
    assert [cell.value for cell in first[2]] == ["甲", 411, "代码：是数字"]
    assert first["B2"].fill.fgColor.rgb == "FFFBE9DF"
    assert first["A2"].fill.fgColor.rgb == "00000000"
    assert first["C3"].value is None
    assert notes["B1"].value == "第 1 行 面积：缺少这一列"


def test_annotated_copy_keeps_row_numbers():
    sheet = open_sheet(workbook([""], [], ["名称"], [""], ["甲"]))
    assert (sheet.header_row, sheet.rows) == (3, ((5, ("甲",)),))
    again = open_sheet(annotated(sheet, [Problem(5, "名称", "不对", "改")]))
    assert again.rows == ((5, ("甲", "名称：不对（改）")),)


def test_sheet_names_are_what_excel_takes():
    assert sheet_name("单位[2026]/*?:\\' 表" + "长" * 40) == "单位2026 表" + "长" * 23
    assert sheet_name("[]") == "Sheet1"


def test_written_files_are_whole_zips():
    assert zipfile.ZipFile(io.BytesIO(write_sheet("登记", [], []))).testzip() is None
