"""Spreadsheets: what an import or export of a register is made of."""

from common.sheets.columns import BadCell, Column
from common.sheets.guard import BadWorkbook
from common.sheets.importer import (
    Checked,
    Importer,
    ImportRefused,
    Problem,
    Row,
    Written,
    check_workbook,
    kept,
    lookup,
)
from common.sheets.reader import Sheet, open_sheet
from common.sheets.writer import annotated, export, template, write_sheet

__all__ = [
    "BadCell",
    "BadWorkbook",
    "Checked",
    "Column",
    "ImportRefused",
    "Importer",
    "Problem",
    "Row",
    "Sheet",
    "Written",
    "annotated",
    "check_workbook",
    "export",
    "kept",
    "lookup",
    "open_sheet",
    "template",
    "write_sheet",
]
