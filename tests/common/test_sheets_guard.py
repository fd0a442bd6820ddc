"""What must not pass the guard, each with words that say what to do; and what must pass."""

import io
import struct
import time
import tracemalloc
import zipfile
from datetime import date

import pytest

from common.sheets import BadWorkbook, guard, open_sheet, package
from tests.books import HEADER_ROW, MAIN, OFFICE, parts, raw, text, workbook, zipped

GOOD = f'<row r="2">{text("A2", "甲")}{text("B2", "0411")}</row>'


def refusal(data: bytes) -> tuple[type[BadWorkbook], str]:
    with pytest.raises(BadWorkbook) as caught:
        open_sheet(data)
    return type(caught.value), caught.value.messages[0]


def test_minimal_workbook_is_read():
    sheet = open_sheet(raw(GOOD))
    assert sheet.header == ("名称", "代码")
    assert sheet.rows == ((2, ("甲", "0411")),)


def test_not_a_workbook():
    kind, words = refusal("名称,代码\n甲,0411".encode())
    assert kind is guard.NotXlsx
    assert words == "这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"


def test_old_xls():
    kind, words = refusal(guard.OLE + b"\0" * 600)
    assert (kind, words) == (
        guard.NotXlsx,
        "这是旧版 .xls 文件，请另存为 .xlsx 格式后再上传。",
    )


def test_encrypted_workbook():
    _, words = refusal(guard.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert words == "文件设了打开密码，请取消密码后另存，再上传。"


def test_zip_of_something_else():
    _, words = refusal(zipped({"content.xml": "<office/>"}))
    assert words == "这不是 .xlsx 工作簿（可能是 .ods、.xlsb 或压缩包），请另存为 .xlsx。"


@pytest.mark.parametrize("cut", [40, 400])
def test_cut_short(cut):
    kind, words = refusal(raw(GOOD)[:-cut])
    assert kind is guard.NotXlsx
    assert words == "文件已损坏，无法打开。请在 Excel 或 WPS 中另存一份再上传。"


def test_damaged_bytes_inside():
    data = bytearray(raw(GOOD))
    place = data.index(b"xl/worksheets/sheet1.xml") + 40
    data[place : place + 20] = b"\xff" * 20
    assert refusal(bytes(data))[0] is guard.NotXlsx


def test_too_many_bytes():
    kind, words = refusal(b"PK" + b"\0" * guard.MAX_BYTES)
    assert (kind, words) == (guard.TooBig, "文件超过 5 MB，请拆成几个文件分别导入。")


def test_zip_bomb_by_its_header():
    bomb = parts(HEADER_ROW + GOOD) | {"xl/media/a.xml": b"0" * (guard.MAX_UNZIPPED + 1)}
    data = zipped(bomb)
    assert len(data) < 100_000
    started = time.perf_counter()
    kind, words = refusal(data)
    assert time.perf_counter() - started < 1  # nothing is unpacked: this takes milliseconds
    assert kind is guard.UnsafeWorkbook
    assert words == "文件解压后超过 40 MB，请删去空白行列和图片后另存，或拆成几个文件。"


def test_zip_bomb_whose_header_lies():
    data = bytearray(zipped(parts(HEADER_ROW + GOOD) | {"xl/media/a.xml": b"0" * (50 << 20)}))
    size = struct.pack("<L", 50 << 20)
    while size in data:
        place = data.index(size)
        data[place : place + 4] = struct.pack("<L", 100)
    tracemalloc.start()
    kind, _ = refusal(bytes(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kind is guard.NotXlsx
    assert peak < 5 << 20


def test_too_many_parts():
    many = {f"xl/media/{number}.xml": "<a/>" for number in range(guard.MAX_MEMBERS)}
    kind, words = refusal(zipped(parts(GOOD) | many))
    assert kind is guard.TooBig
    assert words == "工作簿里的工作表、图片等部件太多，请只保留要导入的一张表。"


def test_same_part_twice():
    buffer = io.BytesIO(raw(GOOD))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(buffer.getvalue())[0] is guard.UnsafeWorkbook


def test_zip_with_password():
    data = bytearray(raw(GOOD))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refusal(bytes(data))[1] == "压缩包设了密码，请取消密码后再上传。"


def test_entities():
    lol = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert refusal(raw(GOOD, before=lol)) == (
        guard.UnsafeWorkbook,
        "文件内含自定义实体，不是正常的工作簿。",
    )


@pytest.mark.parametrize("before", ['<?xml version="1.0" encoding="GBK"?>', "\0\0"])
def test_other_encodings(before):
    assert refusal(raw(GOOD, before=before))[0] is guard.UnsafeWorkbook


def test_utf16_part():
    wide = parts(HEADER_ROW + GOOD)
    wide["xl/worksheets/sheet1.xml"] = str(
        parts(HEADER_ROW + GOOD, before="")["xl/worksheets/sheet1.xml"]
    ).encode("utf-16")
    assert refusal(zipped(wide))[0] is guard.UnsafeWorkbook


def test_broken_xml():
    assert refusal(raw("<row")) == (
        guard.NotXlsx,
        "工作簿内部的内容已损坏。请在 Excel 或 WPS 中另存一份再上传。",
    )


@pytest.mark.parametrize("missing", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_without_its_sheet(missing):
    some = parts(HEADER_ROW + GOOD)
    del some[missing]
    assert "没有工作表" in refusal(zipped(some))[1]


def test_without_any_sheet():
    some = parts(HEADER_ROW + GOOD)
    some["xl/workbook.xml"] = "<workbook><sheets/></workbook>"
    assert "没有工作表" in refusal(zipped(some))[1]


def test_what_the_library_cannot_read():
    a_string_that_is_missing = '<row r="2"><c r="A2" t="s"><v>7</v></c></row>'
    assert refusal(raw(a_string_that_is_missing)) == (
        guard.NotXlsx,
        "工作簿无法读取。请在 Excel 或 WPS 中另存为 .xlsx 后再上传。",
    )


def test_chart_as_first_sheet():
    some = parts(HEADER_ROW + GOOD)
    links = str(some["xl/_rels/workbook.xml.rels"])
    some["xl/_rels/workbook.xml.rels"] = links.replace("/worksheet", "/chartsheet")
    assert "没有工作表" in refusal(zipped(some))[1]


def test_what_is_read_is_what_was_walked():
    """The package may name two workbooks; the library must not read the one that nobody checked."""
    some = parts(HEADER_ROW + GOOD)
    other = parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    some["xl/worksheets/sheet2.xml"] = other["xl/worksheets/sheet1.xml"]
    links = str(some["xl/_rels/workbook.xml.rels"])
    second = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    some["xl/_rels/workbook.xml.rels"] = links.replace("</Rel", f"{second}</Rel")
    assert open_sheet(zipped(some)).rows == ((2, ("甲", "0411")),)


def test_workbook_elsewhere_in_the_package():
    some = {name.replace("xl/", "book/"): part for name, part in parts(HEADER_ROW + GOOD).items()}
    some["_rels/.rels"] = str(some["_rels/.rels"]).replace("/xl/", "/book/")
    assert len(open_sheet(zipped(some)).rows) == 1


def test_days_counted_from_1904():
    some = parts(HEADER_ROW + '<row r="2"><c r="A2" s="1"><v>1</v></c></row>')
    some["xl/workbook.xml"] = str(some["xl/workbook.xml"]).replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    some["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'
    some["xl/_rels/workbook.xml.rels"] = str(some["xl/_rels/workbook.xml.rels"]).replace(
        "</Rel", f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Rel'
    )
    assert open_sheet(zipped(some)).rows == ((2, (date(1904, 1, 2), "")),)


def test_formula_cell_is_named():
    row = f'<row r="2">{text("A2", "甲")}<c r="B2"><f>1+1</f><v>2</v></c></row>'
    assert refusal(raw(row)) == (
        guard.FormulaCells,
        "B2 是公式，请改成数值或文本（复制后“选择性粘贴—数值”）。",
    )


def test_many_formula_cells_are_counted():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>A1</f><v>1</v></c></row>' for n in range(2, 14))
    words = refusal(raw(rows))[1]
    assert words.startswith("A2、A3、A4、A5、A6、A7、A8、A9、A10、A11等 12 个单元格 是公式")


def test_formula_without_an_address():
    assert refusal(raw("<row><c/><c><f>1</f></c></row>"))[1].startswith("B2 是公式")


def test_error_cell_is_named():
    row = f'<row r="2">{text("A2", "甲")}<c r="B2" t="e"><v>#N/A</v></c></row>'
    assert refusal(raw(row))[1] == "B2 是错误值（如 #N/A），请改正后再上传。"


def test_formula_with_an_error_is_named_once():
    row = '<row r="2"><c r="B2" t="e"><f>NA()</f><v>#N/A</v></c></row>'
    assert refusal(raw(row))[1].startswith("B2 是公式")


def test_formula_on_another_sheet_does_not_matter():
    some = parts(HEADER_ROW + GOOD)
    some["xl/worksheets/sheet2.xml"] = parts('<row r="1"><c r="A1"><f>1</f></c></row>')[
        "xl/worksheets/sheet1.xml"
    ]
    assert len(open_sheet(zipped(some)).rows) == 1


def test_fifty_thousand_rows():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 50_002))
    assert refusal(raw(rows)) == (guard.TooBig, "超过 20,000 行，请拆成几个文件分别导入。")


def test_one_cell_at_the_far_end_does_not_fill_the_memory():
    assert refusal(raw('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))[0] is guard.TooBig
    assert refusal(raw('<row r="2"><c r="XFD2"><v>1</v></c></row>')) == (
        guard.TooBig,
        "超过 60 列，请只保留模板里的列。",
    )


def test_formatted_but_empty_cells_do_not_count():
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert len(open_sheet(raw(GOOD + far)).rows) == 1


def test_twenty_thousand_rows_pass():
    data = workbook(["名称"], *(["甲"] for _ in range(guard.MAX_ROWS)))
    assert len(open_sheet(data).rows) == guard.MAX_ROWS


@pytest.mark.parametrize("row", ['<row r="x"/>', '<row><c r="7A"><v>1</v></c></row>'])
def test_unreadable_addresses(row):
    assert refusal(raw(row))[0] is guard.NotXlsx


def test_nothing_below_the_header():
    assert refusal(raw(""))[1] == "第一张工作表里没有可导入的数据行。请在表头下面填写后再上传。"


def test_texts_are_trimmed_and_blank_rows_left_out():
    rows = f'<row r="4">{text("A4", "　甲 乙&#x200B; ")}{text("B4", " ")}</row>'
    assert open_sheet(raw(rows)).rows == ((4, ("甲 乙", "")),)


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_column_letters(letters, number):
    assert package.column_number(letters) == number
    assert package.column_letters(number) == letters
