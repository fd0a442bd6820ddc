"""“My grid”: which grid a resident lives in, remembered by a plain cookie and nowhere else."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from grids.models import Area

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - reads a cookie, answers nothing

COOKIE = "my_grid"
KEPT = 365 * 24 * 3600  # seconds
KINDS = (Area.Kind.GRID, Area.Kind.MICRO)


def my_grid(request: HttpRequest) -> Area | None:
    """The current grid that the visitor chose, or None: one query at most."""
    try:
        chosen = uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    grids = Area.objects.current().filter(kind__in=KINDS)
    return grids.select_related("street", "community", "parent").filter(uuid=chosen).first()
