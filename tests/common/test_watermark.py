"""Whose copy an export is: in its notes, on every printed page, and in the audit trail."""

import io
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from auditlog.models import LogEntry

from common.sheets import Column, template, write_sheet
from common.sheets.importer import Problem
from common.sheets.reader import open_sheet
from common.sheets.writer import annotated
from members.importers import UnitImport
from members.models import User
from tests.books import workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def heads(data: bytes) -> list[tuple[str, str]]:
    """Header and footer of every sheet, as they stand in the file."""
    found = []
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")):
        tree = ElementTree.fromstring(archive.read(name))
        head, foot = (tree.findtext(f".//{MAIN}{part}") for part in ("oddHeader", "oddFooter"))
        found.append((head or "", foot or ""))
    return found


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def test_every_page_of_both_sheets_says_who_and_when(staff, unit):
    data = staff.get("/w/units/?export=xlsx").content
    (head, foot), (notes_head, notes_foot) = heads(data)
    day = openpyxl.load_workbook(io.BytesIO(data))["说明"]["A4"].value.partition("：")[2]
    mark = f"周敏（street）{day} 导出"
    assert (head, foot) == (f"&L成员单位&R{mark}", f"&L{mark}&R第 &P 页，共 &N 页")
    assert (notes_head, notes_foot) == (f"&L说明&R{mark}", foot)


def test_the_notes_say_it_too(staff, unit):
    book = openpyxl.load_workbook(io.BytesIO(staff.get("/w/units/?export=xlsx").content))
    lines = [row[0].value for row in book["说明"].iter_rows()]
    assert lines[0] == "成员单位：全部"
    assert lines[2] == "导出人：周敏（street）"
    assert lines[3].startswith("导出时间：20")


def test_the_export_imports_again(staff, unit):
    sheet = open_sheet(staff.get("/w/units/?export=xlsx").content)
    assert sheet.header == tuple(column.title for column in UnitImport.columns)
    assert len(sheet.rows) == 1


def test_an_ampersand_in_a_name_is_no_code(staff, unit):
    User.objects.update(name="A&D &P")
    (head, _), _ = heads(staff.get("/w/units/?export=xlsx").content)
    assert head.startswith("&L成员单位&RA&&D &&P（street）")


def test_a_long_name_fits_into_the_255_characters():
    data = write_sheet("甲&" * 60, [Column("name", "名称")], [], mark="乙&" * 100)
    ((head, foot),) = heads(data)
    assert head == "&L" + "甲&&" * 30 + "&R" + "乙&&" * 30
    assert len(head) < 255
    assert foot.startswith("&L乙&&")


def test_templates_and_annotated_copies_bear_no_mark():
    sheet = open_sheet(workbook(["名称"], ["甲"]))
    for data in (template(UnitImport), annotated(sheet, [Problem(2, "名称", "错")])):
        assert set(heads(data)) == {("", "")}


def test_the_trail_says_who_exported_what(staff, client, unit, auditor, street_user):
    staff.get("/w/units/?type=public&q=13912345678&export=xlsx")
    entry = LogEntry.objects.get(additional_data__verb="export")
    assert entry.actor == street_user
    client.force_login(auditor)
    html = client.get("/w/audit/").content.decode()
    assert "<td>导出 Excel</td>" in html
    assert "成员单位：0 家；" in html
    assert "类型：机关事业单位" in html
    assert "139****5678" in html
    assert "13912345678" not in html


def test_the_standard_table_says_it_as_well(staff):
    data = staff.get("/w/table/?export=xlsx").content
    lines = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(data))["说明"].iter_rows()]
    made = dict(line.split("：", 1) for line in lines if "：" in line)
    assert made["导出人"] == "周敏（street）"
    assert heads(data)[0][1].startswith(f"&L周敏（street）{made['导出时间']} 导出")
    entry = LogEntry.objects.get(additional_data__verb="export")
    assert entry.additional_data["reason"] == "大连湾街道基本情况表"
