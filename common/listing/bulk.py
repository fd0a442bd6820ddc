"""Bulk actions: what was ticked on a list."""

import uuid
from collections.abc import Iterable
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
    picked = uuids_of(request.POST.getlist("pick")[:PICKS])
    return list(rows.filter(uuid__in=picked).order_by("pk"))


def uuids_of(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of `texts` that are UUIDs, in their order."""
    return [one for one in map(_uuid, texts) if one]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def picks(objects: list[Any]) -> list[tuple[str, str]]:
    """Hidden inputs by which a confirm page posts the same choice again, now with `confirm`."""
    return [*(("pick", str(obj.uuid)) for obj in objects), ("confirm", "1")]


def is_confirmed(request: HttpRequest) -> bool:
    """The reader has seen the confirm page and pressed its button."""
    return request.POST.get("confirm") == "1"
