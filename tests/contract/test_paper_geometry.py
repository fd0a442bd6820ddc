"""Papers printed by LibreOffice: where the lines lie in the PDF (GB/T 9704-2012, 5.2 and 7)."""

import io
import itertools
from collections import defaultdict
from datetime import date

import pytest

from common.official import Heading, Paper, Table, Text, docx, pdf

MM = 72 / 25.4  # points
LONG = Paper(
    title="关于召开联席会议的通知",
    mark="大连湾街道区域化党建联合体文件",
    number="大连湾联〔2026〕3号",
    addressees="各成员单位",
    body=(Text("汉" * (26 + 28 * 60)), Heading(1, "议程")),
    signature="大连湾街道区域化党建联合体",
    dated=date(2026, 12, 1),
)

PRINTED: dict[Paper, bytes] = {}


@pytest.fixture
def printed(settings, tmp_path):
    """Pages of a paper, each as {distance of a line from above in mm: its characters}."""
    settings.SOFFICE, settings.DATA_DIR = "soffice", tmp_path
    assert pdf.program(), "libreoffice-writer-nogui is not installed"

    def pages(paper: Paper):
        from pdfminer.high_level import extract_pages

        data = PRINTED.get(paper) or PRINTED.setdefault(paper, pdf.of(docx.render(paper)))
        assert data.startswith(b"%PDF")
        return [lines_of(one) for one in extract_pages(io.BytesIO(data))]

    return pages


def lines_of(sheet):
    from pdfminer.layout import LTChar

    lines = defaultdict(list)

    def look(found):
        if isinstance(found, LTChar):
            lines[round((sheet.height - found.y1) / MM, 1)].append(found)
        elif hasattr(found, "__iter__"):
            for one in found:
                look(one)

    look(sheet)
    assert (round(sheet.width / MM), round(sheet.height / MM)) == (210, 297)
    return {y: sorted(chars, key=lambda c: c.x0) for y, chars in sorted(lines.items())}


def text(chars) -> str:
    return "".join(char.get_text() for char in chars)


def body(lines):
    """Without the page's number, which stands below the type area."""
    return {y: chars for y, chars in lines.items() if y < 262}


def test_a_full_page_has_22_lines_of_28_characters(printed):
    second = body(printed(LONG)[1])

    assert [len(chars) for chars in second.values()] == [28] * 22
    tops = list(second)
    steps = [below - above for above, below in itertools.pairwise(tops)]
    assert steps == pytest.approx([28.95 / MM] * 21, abs=0.2)


def test_the_type_area_is_where_the_standard_has_it(printed):
    second = body(printed(LONG)[1])
    left = min(chars[0].x0 for chars in second.values()) / MM
    right = max(chars[-1].x1 for chars in second.values()) / MM
    tops = list(second)

    assert left == pytest.approx(28, abs=0.5)
    assert right == pytest.approx(28 + 156, abs=1)
    assert 37 <= tops[0] <= 37 + 3  # a character is lower than its line
    assert tops[-1] + 16 / MM <= 37 + 225


def test_a_paragraph_begins_two_characters_in(printed):
    first = body(printed(LONG)[0])
    begins = next(chars for chars in first.values() if text(chars).startswith("汉"))
    assert len(begins) == 26
    assert begins[0].x0 / MM == pytest.approx(28 + 2 * 15.75 / MM, abs=0.5)


def test_the_head_stands_as_far_below_as_it_should(printed):
    first = printed(LONG)[0]
    where = {text(chars): (y, chars) for y, chars in first.items()}
    mark, _ = where["大连湾街道区域化党建联合体文件"]
    title, chars = where["关于召开联席会议的通知"]

    assert mark == pytest.approx(37 + 35, abs=1.5)
    assert chars[0].height == pytest.approx(22, abs=0.2)
    middle = (chars[0].x0 + chars[-1].x1) / 2 / MM
    assert middle == pytest.approx(28 + 156 / 2, abs=0.5)
    assert any(one.startswith("汉") for one in where)  # the first page shows some of the text
    assert title > mark


def test_the_page_number_stands_below_right_and_left_in_turn(printed):
    pages = printed(LONG)
    for number, lines in enumerate(pages[:2], start=1):
        y, chars = next((y, c) for y, c in lines.items() if y > 262)
        assert text(chars) == f"— {number} —"
        assert chars[0].height == pytest.approx(14, abs=0.2)
        dash = y + 14 / 2 / MM
        assert dash == pytest.approx(262 + 7, abs=1)
        if number == 1:
            assert chars[-1].x1 / MM == pytest.approx(184 - 14 / MM, abs=1)
        else:
            assert chars[0].x0 / MM == pytest.approx(28 + 14 / MM, abs=1)


def test_the_date_begins_two_characters_after_the_signature(printed):
    where = {text(chars): chars for lines in printed(LONG) for chars in lines.values()}
    signature, day = where["大连湾街道区域化党建联合体"], where["2026年12月1日"]

    assert (day[0].x0 - signature[0].x0) / MM == pytest.approx(2 * 15.75 / MM, abs=0.5)
    assert signature[-1].x1 / MM == pytest.approx(184 - 2 * 15.75 / MM, abs=0.5)


def test_a_long_table_repeats_its_head_and_opens(printed):
    rows = tuple((str(n), f"单位{n}", "") for n in range(1, 301))
    pages = printed(Paper(title="签到表", body=(Table(("序号", "单位", "签名"), rows, (1, 3, 2)),)))
    heads = [any(text(chars) == "序号单位签名" for chars in lines.values()) for lines in pages]
    shown = "".join(text(chars) for lines in pages for chars in lines.values())

    assert len(pages) > 5
    assert all(heads)
    edge = min(chars[0].x0 for lines in pages for chars in body(lines).values()) / MM
    assert edge == pytest.approx(28 + 5.4 / MM, abs=1)  # the margin inside a cell
    assert "单位300" in shown


def test_whatever_was_typed_opens(printed):
    odd = "引号“”、<b>&amp;\x01\x0b\ud800😀\n第二行\r\n第三行" + "长" * 3000
    pages = printed(Paper(title=odd[:60], body=(Text(odd), Table((odd[:9],), ((odd,),)))))
    assert len(pages) >= 5
