"""Official papers: what stands in them, and the Word file."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from common.official import Heading, Paper, Table, Text, docx, page, pdf
from common.official.layout import Line, chinese, date_begins, flow, width
from common.official.measures import STYLES, mark_size
from common.official.paper import number_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FULL = Paper(
    title="关于召开2026年第四季度联席会议的通知",
    mark="大连湾街道区域化党建联合体文件",
    number="大连湾联〔2026〕3号",
    addressees="各成员单位",
    body=(
        Heading(1, "时间"),
        Text("周四。"),
        Heading(1, "议程"),
        Heading(2, "报告"),
        Heading(2, "讨论"),
        Heading(3, "甲"),
        Heading(3, "乙"),
        Heading(4, "子"),
        Heading(1, "要求"),
        Heading(2, "到会"),
        Text("区第二医院。", lead="出席："),
        Table(("单位", "签名"), (("区第二医院", ""),), (3, 1)),
    ),
    attachments=("回执", "名单"),
    signature="大连湾街道区域化党建联合体",
    dated=date(2026, 9, 6),
    note="内部使用",
    copies_to="区委组织部",
    printed_by="大连湾街道党建办",
)


def part(paper: Paper, name: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx.render(paper))) as package:
        return ElementTree.fromstring(package.read(name))


def lines(paper: Paper) -> list[str]:
    """The text of each paragraph of the Word file."""
    return ["".join(p.itertext()) for p in part(paper).iter(f"{W}p")]


def test_headings_are_counted_as_the_standard_says():
    signs = [line.text for line in flow(FULL) if isinstance(line, Line) and line.level]

    assert signs == [
        "一、时间",
        "二、议程",
        "（一）报告",
        "（二）讨论",
        "1.甲",
        "2.乙",
        "（1）子",
        "三、要求",
        "（一）到会",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals(number, text):
    assert chinese(number) == text


def test_a_number_has_the_year_in_its_brackets():
    assert number_text("海青联", 2026, 3) == "海青联〔2026〕3号"
    assert number_text("海青联", 2026, None) == "海青联〔2026〕　号"


def test_everything_stands_in_the_word_file_in_its_order():
    assert lines(FULL) == [
        "大连湾街道区域化党建联合体文件",
        "大连湾联〔2026〕3号",
        "关于召开2026年第四季度联席会议的通知",
        "各成员单位：",
        "一、时间",
        "周四。",
        "二、议程",
        "（一）报告",
        "（二）讨论",
        "1.甲",
        "2.乙",
        "（1）子",
        "三、要求",
        "（一）到会",
        "出席：区第二医院。",
        "单位",
        "签名",
        "区第二医院",
        "",
        "附件：1.回执",
        "2.名单",
        "大连湾街道区域化党建联合体",
        "2026年9月6日",
        "（内部使用）",
        "抄送：区委组织部。",
        "大连湾街道党建办2026年9月6日印发",
        "",
    ]


def test_one_attachment_has_no_number():
    assert "附件：回执" in lines(Paper(title="通知", attachments=("回执",)))


@pytest.mark.parametrize(
    ("name", "begins"),
    [("大连湾街道区域化党建联合体", 28 - 13 - 2 + 2), ("党建办", 28 - 2 - 6.5), ("", 28 - 2 - 6.5)],
)
def test_the_date_begins_two_characters_after_the_signature(name, begins):
    assert date_begins(name, "2026年12月1日") == begins
    assert width("2026年12月1日") == 6.5


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("text", "仿宋", "32"),
        ("h1", "黑体", "32"),
        ("h2", "楷体", "32"),
        ("h3", "仿宋", "32"),
        ("title", "方正小标宋简体", "44"),
        ("page", "宋体", "28"),
        ("foot", "仿宋", "28"),
    ],
)
def test_fonts_and_sizes_are_named_for_chinese_text(style, font, half_points):
    sheet = part(FULL, "word/styles.xml")
    found = next(s for s in sheet if s.get(f"{W}styleId") == f"paper-{style}")
    form = found.find(f"{W}rPr")
    assert form.find(f"{W}rFonts").get(f"{W}eastAsia") == font
    assert form.find(f"{W}sz").get(f"{W}val") == half_points


def test_the_page_has_the_measures_of_the_standard():
    sizes = part(FULL).find(f"{W}body/{W}sectPr")
    millimetre = 1440 / 25.4
    margins = sizes.find(f"{W}pgMar")
    found = {
        side: int(margins.get(f"{W}{side}")) / millimetre
        for side in ("top", "left", "right", "bottom")
    }
    assert {side: round(mm) for side, mm in found.items()} == {
        "top": 37,
        "left": 28,
        "right": 26,
        "bottom": 35,
    }
    assert sizes.find(f"{W}docGrid").get(f"{W}type") == "lines"


def test_pages_are_numbered_right_and_left_in_turn():
    assert part(FULL, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    aligned = [
        part(FULL, f"word/footer{n}.xml").find(f"{W}p/{W}pPr/{W}jc").get(f"{W}val") for n in (1, 2)
    ]
    assert sorted(aligned) == ["left", "right"]


def test_a_rare_font_has_a_stand_in():
    table = part(FULL, "word/fontTable.xml")
    fonts = {f.get(f"{W}name"): f.find(f"{W}altName") for f in table}
    assert fonts["方正小标宋简体"].get(f"{W}val") == "华文中宋"


def test_what_xml_cannot_hold_is_left_out_and_markup_is_text():
    paper = Paper(
        title="标\x00题\n第二行",
        body=(
            Text("一\x01二<b>&amp;\x0b\ufffe\ud800\n\n三\t四\r\n五"),
            Table(("列",), (("甲\n乙\x02<",),)),
        ),
        signature="署\x1f名",
    )
    assert lines(paper)[:4] == ["标题 第二行", "一二<b>&amp;", "三\t四", "五"]
    assert lines(paper)[4:] == ["列", "甲乙<", "署名"]


def test_a_table_of_two_thousand_rows_repeats_its_head_and_tears_no_row():
    rows = tuple((str(n), f"单位{n}") for n in range(2000))
    body = part(Paper(title="名单", body=(Table(("序号", "单位"), rows),)))
    made = list(body.iter(f"{W}tr"))
    assert len(made) == 2001
    assert made[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in made)


def test_a_row_has_as_many_cells_as_there_are_columns():
    body = part(Paper(title="名单", body=(Table(("甲", "乙"), (("1",), ("1", "2", "3"))),)))
    assert [len(row.findall(f"{W}tc")) for row in body.iter(f"{W}tr")] == [2, 2, 2]


def test_the_same_paper_is_the_same_file():
    assert docx.render(FULL) == docx.render(FULL)


@pytest.mark.parametrize(
    ("text", "size"), [("党建文件", 52), ("大连湾街道区域化党建联合体文件", 29), ("字" * 60, 22)]
)
def test_the_mark_fits_on_its_line(text, size):
    assert mark_size(text) == size


def test_every_style_has_a_name_of_its_own():
    assert len({style.name for style in STYLES.values()}) == len(STYLES)


def test_the_page_says_the_same():
    html = render_to_string("official/paper.html", {"paper": page.of(FULL)})
    for words in ("大连湾联〔2026〕3号", "一、时间", "（1）子", "附件：1.回执", "2026年9月6日印发"):
        assert words in html
    assert html.count("大连湾街道区域化党建联合体<") == 1
    markup = Paper(title="标题", body=(Text("<script>"), Table(("列",), (("<b>",),))))
    html = render_to_string("official/paper.html", {"paper": page.of(markup)})
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_date_without_signature_stands_alone():
    made = page.of(Paper(title="通知", dated=date(2026, 9, 6)))
    assert (made.signature, made.day) == ("", "2026年9月6日")


def test_who_reads_pages_does_not_carry_the_library():
    code = (
        "import sys; from common.official import docx, layout, page, paper;"
        "sys.exit('docx' in sys.modules or 'lxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_there_is_no_pdf_where_it_is_switched_off_or_missing(settings):
    assert pdf.program() == ""
    settings.SOFFICE = "no-such-program"
    assert pdf.program() == ""


def test_what_does_not_convert_says_what_to_do_instead(settings, tmp_path):
    failing = tmp_path / "soffice"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    settings.SOFFICE = str(failing)
    with pytest.raises(pdf.NoPdf, match="下载 Word"):
        pdf.of(b"no such file")


def test_what_hangs_is_ended_with_all_it_started(settings, tmp_path, monkeypatch):
    hanging, mark = tmp_path / "soffice", tmp_path / "alive"
    hanging.write_text(f"#!/bin/sh\n(sleep 2; touch {mark}) &\nsleep 30\n")
    hanging.chmod(0o755)
    settings.SOFFICE = str(hanging)
    monkeypatch.setattr(pdf, "SECONDS", 0.2)
    with pytest.raises(pdf.NoPdf):
        pdf.of(b"another")
    import time

    time.sleep(2.2)
    assert not mark.exists()


def test_one_conversion_at_a_time(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(pdf, "WAIT", 0.1)
    with pdf._alone(), pytest.raises(pdf.NoPdf, match="另一份"):
        pdf.of(b"a third")


def test_a_conversion_is_kept_by_its_content(settings, tmp_path):
    counting = tmp_path / "soffice"
    counting.write_text(
        "#!/bin/sh\n"
        f'echo x >> {tmp_path}/runs\nwhile [ "$1" != --outdir ]; do shift; done\n'
        'cp "$3" "$2/paper.pdf"\n'
    )
    counting.chmod(0o755)
    settings.SOFFICE = str(counting)
    assert pdf.of(b"content") == b"content" == pdf.of(b"content")
    assert (tmp_path / "runs").read_text().count("x") == 1
