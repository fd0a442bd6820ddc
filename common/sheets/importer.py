"""Importers: a register declares its columns; the frame reads, checks, writes all or nothing."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from common.sheets.columns import BadCell, Column
from common.sheets.reader import Sheet, open_sheet

SHOWN = 500  # problems kept for the page and the annotated copy; the rest are only counted


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell. `row` is the number in the file; `field` the column's title."""

    row: int
    field: str
    text: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"第 {self.row} 行 {self.field}：{self.text}"
        return f"{line}（{self.hint}）" if self.hint else line


@dataclass(frozen=True)
class Written:
    """How many rows made a new record, changed one, or found it as it should be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Change:
    """One record that a batch made (`before` is None), changed or removed, and its row."""

    obj: Model
    before: dict[str, Any] | None
    row: int | None
    removed: bool = False


class Row(dict[str, Any]):
    """One parsed row: column name → value. `check` may add keys of its own (the area found).

    `existing` is the record that the row would change; `check` sets it, the page counts by it.
    """

    def __init__(self, number: int, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.number = number
        self.existing: Any = None
        self.unchanged = False


class ImportRefused(ValidationError):
    """The workbook has problems, and nothing was written; `checked` holds them."""

    def __init__(self, checked: "Checked", text: str = "") -> None:
        self.checked = checked
        super().__init__(text or f"有 {checked.total_problems} 个问题，未写入任何数据。")


@dataclass(frozen=True)
class Checked:
    """The outcome of a check. `rows` are those without a problem of their own."""

    importer: "Importer"
    sheet: Sheet
    rows: list[Row]
    problems: list[Problem]
    total_problems: int

    @property
    def is_clean(self) -> bool:
        return not self.total_problems

    @property
    def created(self) -> int:
        return sum(row.existing is None for row in self.rows)

    @property
    def updated(self) -> int:
        return sum(row.existing is not None and not row.unchanged for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row.existing is not None and row.unchanged for row in self.rows)


class Importer(ABC):
    """Base of every register's import.

    A subclass sets `kind`, `title`, `columns`, and `unique`: keys that may stand once in a file,
    each a column name or a tuple of them. It fills in

    - `check(rows)`: what needs the database or several rows, one query for all rows, never one per
      row. Report with `self.problem(row, "name", text, hint)`; set `row.existing` (and
      `row.unchanged`) where the row meets a record. It sees the rows whose cells are all right;
      `self.every_row` also has the others (None in a bad cell), to look up a parent in the file.
    - `write(rows, by=, now=)`: write all rows, called inside one transaction, return Written.
    - `values(obj)`: the row that would import `obj` unchanged; the export of a register uses it.

    So that a batch can be undone, `write` calls `self.wrote(…)` for each record, in the order of
    its writes. `passing` names fields that change by themselves and do not stand in the way of an
    undo; `places` maps a model's label to the path of the area it belongs to (or to several, of
    which one counts), where that is not its `area` or that of its `unit` or `organization`;
    `after_undo` does what is more than records.

    `by` is the user whose scope bounds the import (a record outside it is unknown), or None at the
    command line; `now` is the moment of the import. `present` names the columns found in the file.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ()
    note: ClassVar[str] = ""
    passing: ClassVar[frozenset[str]] = frozenset()
    places: ClassVar[Mapping[str, str | Sequence[str]]] = {}
    do_not_call_in_templates: ClassVar[bool] = True  # pages show the class itself

    def __init__(self, by: Any, *, now: datetime) -> None:
        self.by, self.now = by, now
        self.present: frozenset[str] = frozenset()
        self.every_row: list[Row] = []
        self.changes: list[Change] = []
        self._problems: list[Problem] = []
        self._count = 0
        self._bad: set[int] = set()

    def check(self, rows: list[Row]) -> None:  # noqa: B027 - a register may have nothing to check
        """Report what the database or other rows forbid."""

    @abstractmethod
    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        """Write all rows; called inside one transaction."""

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        return {column.name: getattr(obj, column.name) for column in cls.columns}

    def problem(self, row: Row | int, field: str, text: str, hint: str = "") -> None:
        """Report a problem of a row at a column, given by `name` (or by a title as it is)."""
        number = row if isinstance(row, int) else row.number
        title = next((column.title for column in self.columns if column.name == field), field)
        self._bad.add(number)
        self._count += 1
        if len(self._problems) < SHOWN:
            self._problems.append(Problem(number, title, text, hint))

    def wrote(self, obj: Model, before: dict[str, Any] | None, row: Row | None = None) -> None:
        """Note a record that `write` made (`before` None) or changed, so that it can be undone.

        `before` maps the attnames of the fields that changed to their old values; nothing changed
        if it is empty.
        """
        if before != {}:
            self.changes.append(Change(obj, before, row.number if row else None))

    def removed(self, obj: Model, row: Row | None = None) -> None:
        """Note a record that `write` is about to remove, or has removed: an undo makes it again."""
        self.changes.append(Change(obj, None, row.number if row else None, removed=True))

    def wrote_between(
        self,
        before: Mapping[Any, Model],
        after: Mapping[Any, Model],
        rows: Mapping[Any, Row] | None = None,
    ) -> None:
        """Note how the records `before` differ from those `after` (both by key, see `kept`).

        For what is written by a statement that names no records. `rows` maps a key to its row.
        """
        rows = rows or {}
        for key in before.keys() - after.keys():
            self.removed(before[key], rows.get(key))
        for key, obj in after.items():
            if key not in before:
                self.wrote(obj, None, rows.get(key))
            elif old := differing(before[key], obj):
                self.wrote(obj, old, rows.get(key))

    @classmethod  # noqa: B027 - most registers are nothing but records
    def after_undo(cls, records: Sequence[Model], *, written_at: datetime, now: datetime) -> None:
        """Called at the end of an undo: `records` were made (and are gone) or changed."""

    def run_check(self, sheet: Sheet) -> Checked:
        """Check a whole sheet; nothing is written."""
        places = self._match_header(sheet)
        if not self._count:
            self.present = frozenset(column.name for column in places)
            self.every_row = [self._parse(number, cells, places) for number, cells in sheet.rows]
            self._check_unique()
            self.check(self._good_rows())
        problems = sorted(self._problems, key=lambda problem: problem.row)
        return Checked(self, sheet, self._good_rows(), problems, self._count)

    def _good_rows(self) -> list[Row]:
        return [row for row in self.every_row if row.number not in self._bad]

    def _match_header(self, sheet: Sheet) -> dict[Column, int]:
        """Where each column stands; the order in the file is free."""
        by_title = {column.title: column for column in self.columns}
        places: dict[Column, int] = {}
        for index, title in enumerate(sheet.header):
            column = by_title.get(title.removesuffix("*").strip())
            if title.endswith(READ_ONLY):
                continue
            if column is None:
                self._unknown_column(sheet, index)
            elif column in places:
                self.problem(sheet.header_row, title, "这一列出现了两次", "请只留一列")
            else:
                places[column] = index
        for column in self.columns:
            if column.required and column not in places:
                self.problem(sheet.header_row, column.title, "缺少这一列", "请使用最新模板")
        return places

    def _unknown_column(self, sheet: Sheet, index: int) -> None:
        """A column without a title is a fault only if cells stand in it."""
        title = sheet.header[index]
        is_used = title or any(cells[index] != "" for _, cells in sheet.rows)
        if title == PROBLEM_TITLE or not is_used:
            return
        hint = "模板中的列：" + "、".join(column.title for column in self.columns)
        self.problem(sheet.header_row, title or f"第 {index + 1} 列", "模板中没有这一列", hint)

    def _parse(self, number: int, cells: Sequence[Any], places: dict[Column, int]) -> Row:
        values: dict[str, Any] = {}
        for column in self.columns:
            try:
                place = places.get(column)
                cell = "" if place is None else cells[place]
                values[column.name] = column.parse(cell)
            except BadCell as error:
                values[column.name] = None
                self.problem(number, column.name, error.text, error.hint)
        return Row(number, values)

    def _check_unique(self) -> None:
        for key in self.unique:
            names = (key,) if isinstance(key, str) else key
            seen: dict[tuple[Any, ...], int] = {}
            for row in self.every_row:
                value = tuple(row[name] for name in names)
                if any(part in (None, "") for part in value):
                    continue
                first = seen.setdefault(value, row.number)
                if first != row.number:
                    self.problem(row, names[0], f"与第 {first} 行重复", "请只留一行")


PROBLEM_TITLE = "问题"
READ_ONLY = "（仅供查看）"  # ends the head of a column that an export adds and no import reads


def kept(rows: QuerySet[Any]) -> dict[Any, Any]:
    """The records as they are in this moment, by key: one query."""
    return {obj.pk: obj for obj in rows}


def differing(before: Model, after: Model) -> dict[str, Any]:
    """The old values of the fields in which two states of a record differ, by attname."""
    names = [field.attname for field in before._meta.concrete_fields]
    return {
        name: getattr(before, name)
        for name in names
        if getattr(before, name) != getattr(after, name)
    }


def check_workbook(importer: type[Importer], data: bytes, *, by: Any, now: datetime) -> Checked:
    """Read and check an .xlsx. Raises BadWorkbook if it cannot be read as a sheet at all."""
    return importer(by, now=now).run_check(open_sheet(data))


def lookup(rows: Iterable[Row], name: str) -> set[Any]:
    """The distinct values of a column, for one `filter(…__in=…)`."""
    return {row[name] for row in rows if row[name] not in (None, "")}
