"""A liaison officer's own items, all three lists in one."""

from django.db.models import Value

from members.models import User
from projects.converters import KINDS
from projects.models import Item

ORDER = ["lapsed", "returned", "draft", "submitted", "published", "withdrawn"]  # what asks for work
FIELDS = ("uuid", "title", "status", "created_at", "valid_until", "return_note")


def own_items(user: User) -> list[Item]:
    """Items of the user's units with FIELDS alone, what asks for work first; one query."""
    parts = [
        kind.objects.of_units_of(user).order_by().annotate(kind=Value(name)).values("kind", *FIELDS)
        for name, kind in KINDS.items()
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    items = [KINDS[row.pop("kind")](**row) for row in rows]
    items.sort(key=lambda item: item.created_at, reverse=True)
    return sorted(items, key=lambda item: ORDER.index(item.status))
