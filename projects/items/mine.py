"""A liaison officer's own items, all three lists in one."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Value

from members.models import User
from notices.sources import NO_DATE
from projects.items.converters import KINDS
from projects.models import Demand, Item

ORDER = ["lapsed", "returned", "draft", "published", "submitted", "withdrawn"]
FIELDS = ("uuid", "title", "status", "created_at", "valid_until", "return_note")
AHEAD = timedelta(days=14)  # a confirmation that ends so soon is asked for


def own_items(user: User) -> list[Item]:
    """Items of the user's units with FIELDS alone, by state and the newest first; one query."""
    parts = [
        kind.objects.of_units_of(user)
        .order_by()
        .annotate(kind=Value(name), met=met_on(kind))
        .values("kind", "met", *FIELDS)
        for name, kind in KINDS.items()
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    items = [item_of(row) for row in rows]
    items.sort(key=lambda item: item.created_at, reverse=True)
    return sorted(items, key=lambda item: ORDER.index(item.status))


def met_on(kind: type[Item]) -> Any:
    """The day a demand was met, as a column that all three lists have."""
    return F("met_on") if kind is Demand else NO_DATE


def item_of(row: dict[str, Any]) -> Item:
    """The item of a row with `kind` and `met`."""
    kind, met = KINDS[row.pop("kind")], row.pop("met")
    return kind(**row, **({"met_on": met} if kind is Demand else {}))


def is_met(item: Item) -> bool:
    return isinstance(item, Demand) and item.met_on is not None


def asks_for_work(item: Item, today: date) -> bool:
    """To be finished, mended, or confirmed: lapsed already or within AHEAD."""
    if is_met(item):
        return False
    if item.status == Item.Status.PUBLISHED and item.valid_until:
        return item.valid_until <= today + AHEAD
    return item.is_editable or item.status == Item.Status.LAPSED
