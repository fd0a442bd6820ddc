"""Filtering a register by the streets and communities in the reader's scope."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from common.listing import Listing
from grids.models import Area


def places(listing: Listing) -> Sequence[tuple[Any, str]]:
    """The streets and communities in the reader's scope, to filter by."""
    areas = Area.objects.visible_to(listing.user).filter(kind__in=["street", "community"])
    return [(area.code, area.name) for area in areas.current().order_by("code")]


def at_place(prefix: str = "") -> Any:
    """A filter function by the code of a street or community (9 or 12 digits)."""

    def narrow(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        level = "street" if len(code) == 9 else "community"
        return rows.filter(**{f"{prefix}{level}__code": code})

    return narrow
