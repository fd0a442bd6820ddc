"""Bulk actions: what was ticked on a list."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from common.listing.listing import SIZES

PICKS = max(SIZES)  # one page of check boxes


def selected(request: HttpRequest, rows: QuerySet[Any]) -> list[Any]:
    """The ticked objects of a bulk action, as far as `rows` (already scoped) has them.

    Reads `pick`, the UUIDs that the check boxes post, one page of them at most; what is no UUID or
    out of scope is left out.
    """
    picked = [one for one in map(_uuid, request.POST.getlist("pick")[:PICKS]) if one]
    return list(rows.filter(uuid__in=picked).order_by("pk"))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
