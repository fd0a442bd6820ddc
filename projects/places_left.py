"""Places of a service, pieces of a resource that are left: engagements under way take them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from projects.models import Engagement, Item, Resource, Service

NUMBER: dict[str, str] = {Service.KIND: "places", Resource.KIND: "pieces"}  # the field that says it


def taken(kind: type[Item], keys: Iterable[int]) -> dict[int, int]:
    """Key of an item → how much live engagements use of it: its `quantity`, or 1. One query."""
    live = Engagement.objects.filter(status__in=Engagement.LIVE)
    of_these = live.filter(**{f"{kind.KIND}__in": list(keys)}).order_by()
    return dict(of_these.values_list(kind.KIND).annotate(used=Sum(Coalesce("quantity", 1))))


def places_left(kind: type[Item], numbers: Mapping[int, int | None]) -> dict[int, int]:
    """Key → places left, for those of `numbers` (key → how many there are) that say a number.

    One query, and none where nothing says a number. Never less than 0.
    """
    said = {key: number for key, number in numbers.items() if number is not None}
    used = taken(kind, said) if said else {}
    return {key: max(number - used.get(key, 0), 0) for key, number in said.items()}


def left_of(item: Any) -> int | None:
    """Places left of one item; None where it says no number."""
    if item.KIND not in NUMBER:
        return None
    return places_left(type(item), {item.pk: getattr(item, NUMBER[item.KIND])}).get(item.pk)
