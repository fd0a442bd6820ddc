"""What the lists of this room share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from common.listing import Listing
from grids.models import Area


def staff_url(area: Area) -> str:
    """The area's page at the staff door."""
    return reverse("grids:area_detail", args=[area.uuid])


def streets(listing: Listing) -> Sequence[tuple[Any, str]]:
    """The streets within the reader's scope, to choose from: one query."""
    found = listing.user.areas().current().filter(kind=Area.Kind.STREET)  # type: ignore[union-attr]
    return list(found.order_by("code").values_list("pk", "name"))
