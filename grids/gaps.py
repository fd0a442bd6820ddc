"""What is missing for an area in this room: somebody responsible."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from grids.models import Area, GridPost

if TYPE_CHECKING:
    from collections.abc import Collection

Role = GridPost.Role
# A head is followed by a head; whoever works in a grid full time, also by an all-round worker.
KEY_ROLES: tuple[Collection[str], ...] = ((Role.HEAD,), (Role.FULL_TIME, Role.ALL_ROUND))


def standing(kind: str, day: date) -> QuerySet[Area]:
    """Areas of the kind that there are on `day`."""
    areas: QuerySet[Area] = Area.objects.filter(kind=kind, valid_from__lte=day)
    return areas.filter(Q(valid_to=None) | Q(valid_to__gt=day))


def gaps(day: date) -> dict[str, QuerySet[Area]]:
    """Grids with a gap on `day`, by the kind of gap; nothing is read yet.

    no_post: nobody holds any post of the grid itself (an answer from above does not fill it).
    vacated: somebody was head (or worked full time) there, and nobody is or does now.
    """
    grids = standing(Area.Kind.GRID, day)
    held = GridPost.objects.on(day)
    return {
        "no_post": grids.exclude(pk__in=held.values("area")),
        "vacated": grids.filter(_vacated(day)),
    }


def _vacated(day: date) -> Q:
    """That one of the key roles was held until `day` or before, and is held by nobody."""
    wanted = Q()
    for roles in KEY_ROLES:
        of_role = GridPost.objects.filter(role__in=roles)
        former = of_role.filter(until__lte=day).values("area")
        wanted |= Q(pk__in=former) & ~Q(pk__in=of_role.on(day).values("area"))
    return wanted
