"""Places of a service that are left: engagements under way take them, and free them again.

The pieces of a resource are counted by the slots of its bookings, hour by hour, not here.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Sum
from django.db.models.functions import Coalesce

from projects.models import Engagement, Item, Resource, Service

NUMBER: dict[str, str] = {Service.KIND: "places", Resource.KIND: "pieces"}  # the field that says it


def taken(services: Iterable[int]) -> dict[int, int]:
    """Key of a service → how much live engagements use of it: their `quantity`, or 1. One query."""
    live = Engagement.objects.filter(status__in=Engagement.LIVE, service__in=list(services))
    return dict(live.order_by().values_list("service").annotate(used=Sum(Coalesce("quantity", 1))))


def places_left(places: Mapping[int, int | None]) -> dict[int, int]:
    """Key of a service → places left, for those of `places` (key → how many) that say a number.

    One query, and none where nothing says a number. Never less than 0.
    """
    said = {key: number for key, number in places.items() if number is not None}
    used = taken(said) if said else {}
    return {key: max(number - used.get(key, 0), 0) for key, number in said.items()}


def left_of(item: Item) -> int | None:
    """Places left of one service; None of any other item, and where it says no number."""
    return places_left({item.pk: item.places}).get(item.pk) if isinstance(item, Service) else None
