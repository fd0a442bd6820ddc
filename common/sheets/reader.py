"""Reading a guarded workbook: its first sheet as a header and numbered rows."""

import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.sheets.guard import BadWorkbook, NotXlsx
from common.sheets.package import first_sheet

Cell = str | float | bool | date | datetime | time | timedelta

# Left behind by copying from web pages.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u2060\u00ad"))
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class EmptySheet(BadWorkbook):
    """A workbook without a header or without a row below it."""


@dataclass(frozen=True)
class Sheet:
    """The first sheet. `rows` are (row number in the file, cells as long as the header)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    header_row: int = 1


def open_sheet(data: bytes) -> Sheet:
    """Read an uploaded .xlsx. Texts come trimmed, an empty cell as "", wholly empty rows left out.

    Raises a BadWorkbook whose Chinese message says what is wrong with the file and what to do.
    """
    table = _cells(first_sheet(data))
    numbered = enumerate(table, start=1)
    filled = [(number, row) for number, row in numbered if any(cell != "" for cell in row)]
    if len(filled) < 2:
        raise EmptySheet("第一张工作表里没有可导入的数据行。请在表头下面填写后再上传。")
    (header_row, titles), *rows = filled
    header = tuple(str(title) for title in titles)
    return Sheet(header, tuple((number, tuple(row)) for number, row in rows), header_row)


def _cells(data: bytes) -> list[list[Cell]]:
    # Imported where it is used: a web worker that reads no workbook does not carry the library.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise NotXlsx("工作簿无法读取。请在 Excel 或 WPS 中另存为 .xlsx 后再上传。") from error
    return [[clean(cell) for cell in row] for row in table]


def clean(cell: Cell) -> Cell:
    """A text without surrounding spaces (full-width ones too) and invisible marks."""
    return cell.translate(INVISIBLE).strip() if isinstance(cell, str) else cell


def odd_character(text: str) -> str | None:
    """The first control or direction character of `text`, as "U+0007"; line breaks pass."""
    for character in text:
        is_control = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        if is_control or character in DIRECTION:
            return f"U+{ord(character):04X}"
    return None
