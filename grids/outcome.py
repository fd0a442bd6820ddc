"""What became of an area that ended: its successors, who ended with it, and what went along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from grids.followers import FOLLOWERS
from grids.models import Area, AreaSuccessor, AreaTransfer


@dataclass(frozen=True)
class Outcome:
    """`ended` went over into `heirs` on `on`; `below` moved along; `moved`: (kind, how many)."""

    on: date
    ended: list[Area]
    heirs: list[Area]
    below: list[Area]
    moved: list[tuple[str, int]]


def outcome_of(area: Area) -> Outcome | None:
    """What became of `area`, or None when it went over into nothing. Five queries."""
    links = list(area.successors.select_related("successor").order_by("successor__code", "pk"))
    if not links:
        return None
    heirs, on = [link.successor for link in links], links[0].on
    alike = AreaSuccessor.objects.filter(successor=heirs[0], on=on).values("area")
    ended = list(Area.objects.filter(pk__in=alike).order_by("code"))
    below = Area.objects.filter(history__parent__in=ended, history__until=on)
    kinds = AreaTransfer.objects.filter(area__in=ended, on=on).order_by()
    counts = dict(kinds.values_list("model").annotate(n=Count("pk")))
    moved = [(FOLLOWERS[key].label, counts[key]) for key in FOLLOWERS if key in counts]
    return Outcome(on, ended, heirs, list(below.distinct().order_by("code")), moved)
