"""The one list contract: filters, sort, columns and page in the URL; a count with its definition.

Also Excel of exactly what is filtered. See `Listing`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from common.listing.parts import Action, Cell, Field, Filter, Head, Line, ListColumn
from common.sheets.columns import Column
from common.sheets.importer import Importer
from common.sheets.reader import odd_character
from common.sheets.writer import export, write_sheet

SIZES = (20, 50, 100)
LONGEST_SEARCH = 60
FEW = 2  # filters that a phone shows all


class Listing:
    """A register's list, read from the request; queries run when the template asks.

    A subclass sets `title`, `unit` (the count's measure word), `definition` (what is counted),
    `columns`, `filters`, `sort` (a column's key, "-" before it for descending), and `importer` if
    the export shall import again; `told` are the keys of columns that such an export adds to be
    read, not imported. Give it a queryset that is already scoped, with what its columns
    follow in select_related; sort and page add no query per row. Unknown parameters are ignored.
    """

    title: ClassVar[str]
    unit: ClassVar[str] = "条"
    definition: ClassVar[str] = ""
    columns: ClassVar[Sequence[ListColumn]]
    filters: ClassVar[Sequence[Filter]] = ()
    sort: ClassVar[str] = ""
    importer: ClassVar[type[Importer] | None] = None
    told: ClassVar[Sequence[str]] = ()
    empty: ClassVar[str] = "没有符合条件的记录。"

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        actions: Sequence[Action] = (),
    ) -> None:
        self.params: QueryDict = request.GET
        self.user = request.user
        self.path = request.path
        self.base = rows
        self.actions = actions

    # --- what the URL asks for ----------------------------------------------------------------

    @cached_property
    def fields(self) -> list[Field]:
        return [self._field(one) for one in self.filters]

    def _field(self, one: Filter) -> Field:
        options = one.choices(self) if callable(one.choices) else (one.choices or ())
        options = [(str(value), label) for value, label in options]
        value = self.params.get(one.key, "").strip()
        allowed = value in dict(options) if one.choices is not None else not odd_character(value)
        return Field(one, value[:LONGEST_SEARCH] if allowed else "", options)

    @cached_property
    def sorted_by(self) -> tuple[ListColumn | None, bool]:
        """The column to sort by and whether descending: as asked, else the default."""
        for wanted in (self.params.get("sort", ""), self.sort):
            for column in self.columns:
                if column.sort and column.key == wanted.removeprefix("-"):
                    return column, wanted.startswith("-")
        return None, False

    @cached_property
    def size(self) -> int:
        size = self.params.get("size", "")
        return next((one for one in SIZES if str(one) == size), SIZES[0])

    @cached_property
    def shown_columns(self) -> list[ListColumn]:
        wanted = set(self.params.getlist("cols"))
        chosen = [column for column in self.columns if column.key in wanted]
        return chosen or [column for column in self.columns if column.shown]

    @property
    def wants_export(self) -> bool:
        return self.params.get("export") == "xlsx"

    # --- what the database answers ------------------------------------------------------------

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        rows = self.base
        for field in self.fields:
            if field.value:
                rows = self.narrowed(rows, field)
        return rows.order_by(*self._ordering())

    def narrowed(self, rows: QuerySet[Any], field: Field) -> QuerySet[Any]:
        """The rows that the filter leaves; a list whose filter asks for the reader overrides it."""
        return field.filter.apply(rows, field.value)

    def _ordering(self) -> list[OrderBy]:
        """Empty values last on every database, and the key as tie-break: pages are stable."""
        column, down = self.sorted_by
        names = [*(column.sort if column else ()), "pk"]
        fields = [(F(name.removeprefix("-")), down != name.startswith("-")) for name in names]
        return [
            field.desc(nulls_last=True) if descending else field.asc(nulls_last=True)
            for field, descending in fields
        ]

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.filtered, self.size).get_page(self.params.get("page"))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @cached_property
    def lines(self) -> list[Line]:
        columns, rows = self.shown_columns, list(self.page)
        self.prepare(rows)
        return [Line(obj, [self._cell(obj, one) for one in columns]) for obj in rows]

    def prepare(self, rows: list[Any]) -> None:
        """Give the rows to be shown or exported what columns need and no join can fetch."""

    def _cell(self, obj: Any, column: ListColumn) -> Cell:
        tag = column.tag(obj) if column.tag else ""
        return Cell(column, _shown(column.of(obj)), column.url(obj), tag)

    # --- addresses ----------------------------------------------------------------------------

    def url(self, **changes: str | int | None) -> str:
        """This list with parameters changed (None removes one); a change leads back to page 1."""
        params = self.params.copy()
        for key in ("page", "export"):
            params.pop(key, None)
        for key, value in changes.items():
            params.pop(key, None)
            if value is not None:
                params[key] = str(value)
        query = params.urlencode()
        return f"{self.path}?{query}" if query else self.path

    @property
    def export_url(self) -> str:
        return self.url(export="xlsx")

    @property
    def clear_url(self) -> str:
        return self.url(**{one.key: None for one in self.filters})

    @cached_property
    def chips(self) -> list[tuple[str, str, bool]]:
        """Active filters as ui/chips.html takes them: words, the URL without it, chosen."""
        return [
            (f"{one.filter.title}：{one.label}", self.url(**{one.filter.key: None}), True)
            for one in self.fields
            if one.value
        ]

    @property
    def filter_text(self) -> str:
        return "；".join(words for words, _, _ in self.chips) or "全部"

    @property
    def first_fields(self) -> list[Field]:
        """Above the fold on a phone: the field to search in; of few filters none is folded."""
        if len(self.fields) <= FEW:
            return self.fields
        searches = [one for one in self.fields if one.filter.choices is None]
        return (searches or self.fields)[:1]

    @property
    def folded_fields(self) -> list[Field]:
        return [one for one in self.fields if one not in self.first_fields]

    @property
    def is_unfolded(self) -> bool:
        return any(one.value for one in self.folded_fields)

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.shown_columns]

    def _head(self, column: ListColumn) -> Head:
        current, down = self.sorted_by
        direction = "" if column is not current else "descending" if down else "ascending"
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, self.url(sort=turned) if column.sort else "", direction)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Sort, size and columns, as hidden inputs of the filter form."""
        names = ("sort", "size", "cols")
        return [(name, value) for name in names for value in self.params.getlist(name)]

    @property
    def kept_filters(self) -> list[tuple[str, str]]:
        """Filters, sort and size, as hidden inputs of the form that chooses columns."""
        filters = [(one.filter.key, one.value) for one in self.fields if one.value]
        return filters + [(name, value) for name, value in self.kept if name != "cols"]

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        return [(size, self.url(size=size), size == self.size) for size in SIZES]

    # --- Excel --------------------------------------------------------------------------------

    def export(self, *, now: datetime) -> bytes:
        """All filtered rows, not only the page; with an importer, so that they import again.

        Who exported them and when stands in the notes and on every printed page.
        """
        moment = timezone.localtime(now)
        lines = [
            f"{self.title}：{self.filter_text}",
            f"口径：{self.definition}",
            f"导出人：{self.user}（{self.user.get_username()}）",
            f"导出时间：{moment:%Y-%m-%d %H:%M}",
        ]
        mark = f"{self.user}（{self.user.get_username()}）{moment:%Y-%m-%d %H:%M} 导出"
        note = "\n".join(line for line in lines if not line.endswith("："))
        if self.importer:
            rows = list(self.filtered)
            self.prepare(rows)
            return export(self.importer, rows, told=self._told(), note=note, mark=mark)
        columns = [Column(one.key, one.title, one.kind) for one in self.shown_columns]
        return write_sheet(self.title, columns, self._export_rows(), note=note, mark=mark)

    def _told(self) -> list[tuple[Column, Callable[[Any], Any]]]:
        """In front of a name an importer's column might bear, so that none is written over."""
        return [
            (Column(f"told_{one.key}", one.title, one.kind), partial(_told, one))
            for one in self.columns
            if one.key in self.told
        ]

    def _export_rows(self) -> Iterable[dict[str, Any]]:
        rows = list(self.filtered)
        self.prepare(rows)
        for obj in rows:
            yield {column.key: _shown(column.of(obj), dates=True) for column in self.shown_columns}


def _told(column: ListColumn, obj: Any) -> Any:
    return _shown(column.of(obj), dates=True)


def _shown(value: Any, *, dates: bool = False) -> Any:
    """A value as the reader sees it; a number or (for Excel) a date stays what it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if hasattr(value, "isoformat") and not dates:
        return value.isoformat()
    return "" if value is None else value
