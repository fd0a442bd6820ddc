"""A paper as a Word file. The library is imported where it is used: it is large (see render)."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from common.official import measures as m
from common.official.layout import Line, flow, foot
from common.official.paper import Paper, Table, clean

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CELL_MARGIN = 108  # twentieths of a point, by which a table would stand out to the left
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same paper is the same file


def render(paper: Paper) -> bytes:
    """The .docx of the paper; the same bytes for the same paper."""
    # Imported where it is used: only a worker that writes papers carries the library.
    from docx import Document  # noqa: PLC0415

    document = Document()
    _set_up(document, paper)
    body = document.element.body
    sizes = body.sectPr
    for xml in _body(paper):
        sizes.addprevious(_parsed(xml))
    buffer = io.BytesIO()
    document.save(buffer)
    return _dateless(buffer.getvalue())


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml  # noqa: PLC0415 - see render

    return parse_xml(xml)


def _dateless(data: bytes) -> bytes:
    """The same package without the moment at which it was packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- the frame: page, styles, footers ---------------------------------------------------------


def _set_up(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author = clean(paper.title)[:255], clean(paper.signature)[:255]
    properties.comments = ""
    _page(document.sections[0])
    _styles(document.styles.element)
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    settings.element.append(_parsed(f'<w:characterSpacingControl {W} w:val="doNotCompress"/>'))
    _stand_ins(document)


def _page(section: Any) -> None:
    from docx.shared import Mm  # noqa: PLC0415 - see render

    section.page_width, section.page_height = Mm(m.PAGE[0]), Mm(m.PAGE[1])
    section.top_margin, section.left_margin = Mm(m.TOP), Mm(m.LEFT)
    section.right_margin, section.bottom_margin = Mm(m.RIGHT), Mm(m.BOTTOM)
    # The footer is measured from below; two thirds of its line lie under the dash's upper edge.
    under_dash = m.STYLES["page"].line * 2 / 3 / m.POINTS
    section.footer_distance = Mm(m.BOTTOM - m.PAGE_NUMBER_BELOW - under_dash)
    section.header_distance = Mm(15)
    grid = section._sectPr.find("{*}docGrid")
    if grid is not None:
        section._sectPr.remove(grid)
    pitch = round(m.LINE * 20)
    section._sectPr.append(_parsed(f'<w:docGrid {W} w:type="lines" w:linePitch="{pitch}"/>'))
    for side, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        side.is_linked_to_previous = False
        paragraph = side.paragraphs[0]._p
        paragraph.addprevious(_parsed(_page_number(align)))
        paragraph.getparent().remove(paragraph)


def _page_number(align: str) -> str:
    """— 1 — one character from the edge: right on odd pages, left on even ones (7.5)."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    edge = round(m.STYLES["page"].size * 20)
    indent = f'<w:ind w:{align}="{edge}"/>'
    return (
        f'<w:p {W}><w:pPr><w:pStyle w:val="paper-page"/>{indent}<w:jc w:val="{align}"/></w:pPr>'
        f"{dash.format('— ')}{field}{dash.format(' —')}</w:p>"
    )


def _styles(element: Any) -> None:
    for style in element.findall("{*}style"):
        if style.get(style.keys()[0]) and style.find("{*}name").get(_w("val")) == "Normal":
            element.remove(style)
    for xml in _style_sheet():
        element.append(_parsed(xml))


def _w(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415 - see render

    return str(qn(f"w:{name}"))


def _style_sheet() -> Iterator[str]:
    normal = m.STYLES["text"]._replace(first=0)
    yield (
        f'<w:style {W} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/>{_paragraph_form(normal)}{_run_form(normal)}</w:style>"
    )
    for key, style in m.STYLES.items():
        yield (
            f'<w:style {W} w:type="paragraph" w:customStyle="1" w:styleId="paper-{key}">'
            f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f"{_paragraph_form(style)}{_run_form(style)}</w:style>"
        )


def _paragraph_form(style: m.Style) -> str:
    keep = "<w:keepNext/>" if style.with_next else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    wide = style.size + style.spacing
    left, first = round(style.left * wide * 20), round(style.first * wide * 20)
    indent = f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"'
    grid = "" if style.line == m.LINE else '<w:snapToGrid w:val="0"/>'
    return (
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/>'
        f'<w:autoSpaceDN w:val="0"/>{grid}'
        f'<w:spacing w:before="{round(style.above * 20)}" w:after="0" '
        f'w:line="{round(style.line * 20)}" w:lineRule="exact"/><w:ind w:left="{left}" {indent}/>'
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
    )


def _run_form(style: m.Style) -> str:
    return (
        f'<w:rPr>{_fonts(style.font)}<w:color w:val="{style.colour}"/>'
        f'<w:spacing w:val="{round(style.spacing * 20)}"/><w:kern w:val="0"/>'
        f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )


def _fonts(font: str) -> str:
    kinds = " ".join(f'w:{kind}="{font}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f"<w:rFonts {kinds}/>"


def _stand_ins(document: Any) -> None:
    """Name in the font table what may stand in for a font that few machines have."""
    table = next(p for p in document.part.package.iter_parts() if "fontTable" in p.partname)
    entries = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{other}"/></w:font>'
        for font, other in m.STANDS_IN.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


# --- what stands in it ------------------------------------------------------------------------


def _body(paper: Paper) -> Iterator[str]:
    under_rule = not paper.mark
    for piece in flow(paper):
        if isinstance(piece, Table):
            yield _table(piece)
            continue
        if piece.style == "title" and under_rule:
            yield _line(piece, '<w:spacing w:before="0"/>')  # nothing stands above it
            continue
        ruled = piece.style == "number" or (piece.style == "mark" and not paper.number)
        yield _line(piece, _rule() if ruled and paper.mark else "")
    if lines := foot(paper):
        yield _foot(lines)
        yield f'<w:p {W}><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'


def _rule() -> str:
    """The red line as wide as the type area, 4 mm below (7.2.7)."""
    space = round(m.RULE_BELOW * m.POINTS)
    edge = f'w:val="single" w:sz="12" w:space="{space}" w:color="{m.RED}"'
    return f"<w:pBdr><w:bottom {edge}/></w:pBdr>"


def _line(line: Line, form: str = "") -> str:
    style = m.STYLES[line.style]
    left = round(line.left * (style.size + style.spacing) * 20)
    indent = f'<w:ind w:left="{left}"/>' if left else ""
    own = ""
    if line.style == "mark":
        half = round(m.mark_size(line.text) * 2)
        own = f'<w:rPr><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        form += f'<w:spacing w:line="{half * 12}" w:lineRule="exact"/>'
    lead = f"<w:r><w:rPr>{_fonts(m.HEI)}</w:rPr>{_words(line.lead)}</w:r>" if line.lead else ""
    return (
        f'<w:p {W}><w:pPr><w:pStyle w:val="paper-{line.style}"/>{form}{indent}</w:pPr>'
        f"{lead}<w:r>{own}{_words(line.text)}</w:r></w:p>"
    )


def _words(text: str) -> str:
    """The text of a run: what stands on lines of its own goes there."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n"))
    return "<w:br/>".join(lines)


def _table(table: Table) -> str:
    """156 mm wide; the head comes again on every page, and no row is torn."""
    whole = round(m.WIDTH * m.POINTS * 20)
    shares = table.shares or (1,) * len(table.head)
    widths = [whole * share // sum(shares) for share in shares]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    height = '<w:trHeight w:val="680" w:hRule="atLeast"/>' if table.tall else ""
    rows = [_row(table.head, widths, "head", f"<w:cantSplit/>{height}<w:tblHeader/>")]
    rows += [_row(row, widths, "cell", f"<w:cantSplit/>{height}") for row in table.rows]
    return (
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/>'
        f'<w:tblInd w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: tuple[str, ...], widths: list[int], style: str, form: str) -> str:
    """A row of as many cells as there are columns, whatever it was given."""
    padded = (*cells, *[""] * len(widths))[: len(widths)]
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="paper-{style}"/></w:pPr>'
        f"<w:r>{_words(text)}</w:r></w:p></w:tc>"
        for text, width in zip(padded, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{form}</w:trPr>{made}</w:tr>"


def _foot(lines: list[tuple[str, str]]) -> str:
    """版记 at the foot of the last page: thick lines above and below, thin ones between (7.4).

    LibreOffice 7 lets it follow the text instead.
    """
    whole, edge = round(m.WIDTH * m.POINTS * 20), 'w:val="single" w:space="0" w:color="auto"'
    indent = round(m.STYLES["foot"].size * 20)
    rows = "".join(
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{whole}" w:type="dxa"/>'
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="paper-foot"/><w:tabs><w:tab w:val="right" '
        f'w:pos="{whole - indent}"/></w:tabs></w:pPr><w:r>{_words(left)}</w:r>'
        f"{f'<w:r><w:tab/></w:r><w:r>{_words(right)}</w:r>' if right else ''}</w:p></w:tc></w:tr>"
        for left, right in lines
    )
    return (
        f'<w:tbl {W}><w:tblPr><w:tblpPr w:topFromText="400" w:vertAnchor="margin" '
        'w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        f'<w:tblW w:w="{whole}" w:type="dxa"/>'
        f'<w:tblBorders><w:top {edge} w:sz="8"/><w:bottom {edge} w:sz="8"/>'
        f'<w:insideH {edge} w:sz="6"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{whole}"/></w:tblGrid>{rows}</w:tbl>'
    )
