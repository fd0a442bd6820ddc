"""What a listing is declared from, and what its template is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from common.listing.listing import Listing

Choices = Sequence[tuple[Any, str]]


@dataclass(frozen=True, eq=False)
class ListColumn:
    """One column. `value` is a dotted path or a function of the object; the cell shows its text.

    `sort` names the fields of ascending order; a column without it cannot be sorted. `link` makes
    the cell a link: True for get_absolute_url(), or a function of the object. `tag` gives the css
    class of a state label ("tag-late"). `css` is a class of the cell ("r" aligns figures).
    """

    key: str
    title: str
    value: str | Callable[[Any], Any] = ""
    _: KW_ONLY
    sort: tuple[str, ...] = ()
    link: bool | Callable[[Any], str] = False
    tag: Callable[[Any], str] | None = None
    css: str = ""
    shown: bool = True
    kind: str = "text"

    def of(self, obj: Any) -> Any:
        if callable(self.value):
            return self.value(obj)
        for part in (self.value or self.key).split("."):
            obj = getattr(obj, part, None)
            obj = obj() if callable(obj) else obj
        return obj

    def url(self, obj: Any) -> str:
        if callable(self.link):
            return self.link(obj)
        return obj.get_absolute_url() if self.link else ""


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter of the URL. `narrow(queryset, value)` applies it; the default compares `field`.

    With `choices` (or a function of the listing that gives them: one query at most) it is a select
    and any other value is ignored; without, it is a text search over `fields`.
    """

    key: str
    title: str
    _: KW_ONLY
    choices: Choices | Callable[[Listing], Choices] | None = None
    field: str = ""
    fields: tuple[str, ...] = ()
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    placeholder: str = ""

    def apply(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if self.narrow:
            return self.narrow(rows, value)
        if self.choices is not None:
            return rows.filter(**{self.field or self.key: value})
        wanted = (Q(**{f"{field}__icontains": value}) for field in self.fields)
        return rows.filter(Q(*wanted, _connector=Q.OR))


@dataclass(frozen=True)
class Head:
    """A column's head. `direction` is ascending, descending, or "" when not sorted by it."""

    column: ListColumn
    url: str
    direction: str


@dataclass(frozen=True)
class Cell:
    column: ListColumn
    text: Any
    url: str
    tag: str


@dataclass(frozen=True)
class Line:
    obj: Any
    cells: list[Cell]


@dataclass(frozen=True)
class Field:
    """A filter as the form shows it."""

    filter: Filter
    value: str
    options: Choices

    @property
    def label(self) -> str:
        return str(dict(self.options).get(self.value, self.value))


@dataclass(frozen=True)
class Action:
    """A bulk action: its button posts the ticked rows (`pick`) to `url`, a confirm page."""

    label: str
    url: str
