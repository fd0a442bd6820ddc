"""A liaison officer's own items, all three lists in one."""

from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from members.models import User
from projects.converters import KINDS
from projects.models import Demand, Item

ORDER = ["lapsed", "returned", "draft", "published", "submitted", "withdrawn"]
FIELDS = ("uuid", "title", "status", "created_at", "valid_until", "return_note")
AHEAD = timedelta(days=14)  # a confirmation that ends so soon is asked for


def own_items(user: User) -> list[Item]:
    """Items of the user's units with FIELDS alone, by state and the newest first; one query."""
    parts = [
        kind.objects.of_units_of(user)
        .order_by()
        .annotate(kind=Value(name), met=_is_met(kind))
        .values("kind", "met", *FIELDS)
        for name, kind in KINDS.items()
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    items = [_item(row) for row in rows]
    items.sort(key=lambda item: item.created_at, reverse=True)
    return sorted(items, key=lambda item: ORDER.index(item.status))


def _is_met(kind: type[Item]) -> ExpressionWrapper | Value:
    """Whether the asking side said that the demand is met; of the other lists nothing is."""
    if kind is not Demand:
        return Value(False, BooleanField())  # a boolean on PostgreSQL, too, for the union
    return ExpressionWrapper(Q(met_on__isnull=False), BooleanField())


def _item(row: dict[str, Any]) -> Item:
    """The row as an item of its list; `met` says of it that nothing is asked any more."""
    kind, met = KINDS[row.pop("kind")], row.pop("met")
    item = kind(**row)
    item.met = bool(met)  # type: ignore[attr-defined]
    return item


def asks_for_work(item: Item, today: date) -> bool:
    """To be finished, mended, or confirmed: lapsed already or within AHEAD."""
    if getattr(item, "met", False):
        return False
    if item.status == Item.Status.PUBLISHED and item.valid_until:
        return item.valid_until <= today + AHEAD
    return item.is_editable or item.status == Item.Status.LAPSED
