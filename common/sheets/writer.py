"""Writing workbooks: registers, templates, and an upload given back with its problems marked."""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from common.sheets.columns import Column
from common.sheets.importer import PROBLEM_TITLE, READ_ONLY, Importer, Problem
from common.sheets.reader import Sheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A text stays the text it is: "=1+1" no formula, "http…" no link, "0411" no number.
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "remove_timezone": True,
}
STYLES = {
    "header": {
        "bold": True,
        "bg_color": "#F3EFE8",
        "border": 1,
        "border_color": "#857F75",
        "text_wrap": True,
    },
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "bad": {"bg_color": "#FBE9DF", "font_color": "#9C3A0A"},
    "bad_date": {"bg_color": "#FBE9DF", "font_color": "#9C3A0A", "num_format": "yyyy-mm-dd"},
    "note": {"text_wrap": True, "valign": "top"},
}
LAST_ROW = 20_000  # how far a template's drop-down lists reach


class _Book:
    """A workbook under construction, with the styles all sheets share."""

    def __init__(self, mark: str = "") -> None:
        # Imported where it is used: only a worker that writes a workbook carries the library.
        from xlsxwriter import Workbook  # noqa: PLC0415

        self.buffer = io.BytesIO()
        self.book = Workbook(self.buffer, PLAIN)
        self.mark = mark
        self.styles = {name: self.book.add_format(style) for name, style in STYLES.items()}

    def sheet(self, title: str, columns: Sequence[Column], *, at: int = 0) -> "Worksheet":
        """A sheet with its frozen header in line `at`; what is no number is text to Excel."""
        sheet = self.book.add_worksheet(sheet_name(title))
        for index, column in enumerate(columns):
            style = self.styles[{"date": "date"}.get(column.kind, "text")]
            numeric = column.kind in ("int", "decimal")
            sheet.set_column(index, index, _width(column), None if numeric else style)
            sheet.write_string(at, index, column.title, self.styles["header"])
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        sheet.set_landscape()
        self.print_mark(sheet, title)
        return sheet

    def print_mark(self, sheet: "Worksheet", title: str) -> None:
        """Head and foot of every printed page: the title, whose copy it is, the page's number."""
        if self.mark:
            mark = _printed(self.mark)
            sheet.set_header(f"&L{_printed(title)}&R{mark}")
            sheet.set_footer(f"&L{mark}&R第 &P 页，共 &N 页")

    def put(
        self, sheet: "Worksheet", row: int, column: int, value: Any, style: str | None = None
    ) -> None:
        """One cell by the type of its value; whatever is no number or date is written as text."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.styles.get(style or ""))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.styles["bad_date" if style else "date"])
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            sheet.write_number(row, column, value, self.styles.get(style or ""))
        else:
            text = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
            sheet.write_string(row, column, text[:32767], self.styles[style or "text"])

    def close(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: 31 characters, none of []:*?/\\ ."""
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Sheet1"


def _printed(text: str) -> str:
    """Text for the head of a page, where "&" begins a code and 255 characters are the most."""
    return text[:60].replace("&", "&&")


def _width(column: Column) -> float:
    widths = {"date": 12, "int": 10, "decimal": 12, "bool": 8, "code": 18, "phone": 16, "list": 24}
    return column.width or max(widths.get(column.kind, 20), 2 * len(column.title) + 2)


def write_sheet(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[dict[str, Any]],
    *,
    note: str = "",
    mark: str = "",
) -> bytes:
    """An .xlsx of one register: `rows` map column names to values, as an importer would hold them.

    `note` (what the rows are, as of when) goes onto a second sheet: the first imports again.
    `mark` (who exported it, when) is printed on every page.
    """
    book = _Book(mark)
    sheet = book.sheet(title, columns)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            book.put(sheet, last, index, column.show(row.get(column.name)))
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    if note:
        _write_notes(book, [(line, "") for line in note.splitlines()])
    return book.close()


def _write_notes(book: _Book, lines: Iterable[tuple[str, str]]) -> None:
    sheet = book.book.add_worksheet("说明")
    book.print_mark(sheet, "说明")
    sheet.set_column(0, 0, 24, book.styles["note"])
    sheet.set_column(1, 1, 80, book.styles["note"])
    for row, cells in enumerate(lines):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, book.styles["note"])


def export(
    importer: type[Importer],
    objects: Iterable[Any],
    *,
    told: Sequence[tuple[Column, Callable[[Any], Any]]] = (),
    note: str = "",
    mark: str = "",
) -> bytes:
    """The register as its own importer takes it: importing it again changes nothing.

    `told` are columns to read, behind the others: their heads say that no import reads them.
    """
    more = [replace(column, title=column.title + READ_ONLY) for column, _ in told]
    rows = (
        importer.values(one)
        | {column.name: of(one) for column, (_, of) in zip(more, told, strict=True)}
        for one in objects
    )
    return write_sheet(importer.title, [*importer.columns, *more], rows, note=note, mark=mark)


def template(importer: type[Importer]) -> bytes:
    """An empty sheet to fill in, with drop-down lists; hints and examples on a second sheet."""
    book = _Book()
    sheet = book.sheet(importer.title, importer.columns)
    for index, column in enumerate(importer.columns):
        labels = _labels(column)
        if labels and len(",".join(labels)) <= 255:  # Excel's limit for a list written in place
            sheet.data_validation(1, index, LAST_ROW, index, {"validate": "list", "source": labels})
        if column.required:
            sheet.write_comment(0, index, "必填")
    _write_notes(book, _hints(importer))
    return book.close()


def _labels(column: Column) -> list[str]:
    return list(column.labels()) if column.kind in ("choice", "bool") else []


def _hints(importer: type[Importer]) -> Iterable[tuple[str, str]]:
    yield "怎样填写", "在第一张表的表头下面逐行填写；列的顺序可以变，表头文字不能变；不要使用公式。"
    if importer.note:
        yield "", importer.note
    for column in importer.columns:
        example = f"例：{column.shown_example}。" if column.shown_example else ""
        yield column.title, ("必填。" if column.required else "可不填。") + column.guide + example


def annotated(sheet: Sheet, problems: Sequence[Problem]) -> bytes:
    """The uploaded rows back, cells with a problem marked, each row's problems in a last column."""
    book = _Book()
    keep = [index for index, title in enumerate(sheet.header) if title != PROBLEM_TITLE]
    columns = [Column(str(index), sheet.header[index]) for index in keep]
    columns.append(Column("problems", PROBLEM_TITLE, width=60))
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    out = book.sheet("请修改", columns, at=sheet.header_row - 1)
    for row, cells in sheet.rows:
        _write_annotated(book, out, row - 1, [cells[index] for index in keep], columns, by_row[row])
    if by_row[sheet.header_row]:
        _write_notes(book, [("表头", str(problem)) for problem in by_row[sheet.header_row]])
    return book.close()


def _write_annotated(
    book: _Book,
    out: "Worksheet",
    number: int,
    cells: Sequence[Any],
    columns: Sequence[Column],
    problems: Sequence[Problem],
) -> None:
    bad = {problem.field for problem in problems}
    for index, cell in enumerate(cells):
        book.put(out, number, index, cell, "bad" if columns[index].title in bad else None)
    lines = [f"{p.field}：{p.text}" + (f"（{p.hint}）" if p.hint else "") for p in problems]
    book.put(out, number, len(cells), "\n".join(lines), "bad" if lines else None)
