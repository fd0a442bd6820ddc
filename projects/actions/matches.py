"""Stored suggestions: written by the nightly batch alone, a need's list as a whole."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from projects.matching import batch
from projects.matching.points import Kind
from projects.matching.reach import open_needs
from projects.matching.reasons import Part, parts
from projects.models import Demand, Match

BATCH = 1000


class Line(NamedTuple):
    """A row of Match without its need, key and moment."""

    rank: int
    unit_id: int
    resource_id: int | None
    service_id: int | None
    score: int
    parts: list[list[str | int]]


def match_place(district: int | None, street: int | None, *, now: datetime) -> tuple[int, int]:
    """Suggest anew for every open need there; (needs, lists that changed)."""
    fresh = {
        ask.pk: [_line(ask, rank, one) for rank, one in enumerate(kept, start=1)]
        for ask, kept in batch.match(district, street, now=now)
    }
    return len(fresh), replace(fresh, now=now)


def _line(ask: batch.Ask, rank: int, kept: batch.Kept) -> Line:
    found, offer = kept
    said: list[Part] = parts(ask, found, offer)
    return Line(
        rank,
        offer.unit_id if offer else found.pk,
        found.pk if found.kind == Kind.RESOURCE else None,
        found.pk if found.kind == Kind.SERVICE else None,
        found.score,
        [list(one) for one in said],
    )


@transaction.atomic
def replace(fresh: dict[int, list[Line]], *, now: datetime) -> int:
    """Store the list of each need; what is stored already stays as it is. How many changed.

    The needs are locked, so that of two runs at once the later finds the lists of the earlier.
    """
    list(_locked(fresh))
    stored: dict[int, list[Line]] = {}
    rows = Match.objects.filter(demand__in=fresh).order_by("demand", "rank")
    for need, *line in rows.values_list("demand", *Line._fields):
        stored.setdefault(need, []).append(Line(*line))
    changed = [need for need, lines in fresh.items() if lines != stored.get(need, [])]
    Match.objects.filter(demand__in=[need for need in changed if need in stored]).delete()
    rows_ = [Match(demand_id=need, at=now, **line._asdict()) for need in changed for line in fresh[need]]
    Match.objects.bulk_create(rows_, batch_size=BATCH)
    return len(changed)


def _locked(needs: Iterable[int]) -> Iterable[int]:
    rows = Demand.objects.filter(pk__in=list(needs)).order_by("pk")
    return rows.select_for_update(no_key=True).values_list("pk", flat=True)


def forget_settled(*, now: datetime) -> int:
    """Take away what is stored for needs that no longer look for help; how many rows."""
    from django.utils import timezone

    open_ = open_needs(timezone.localdate(now)).values("pk")
    return Match.objects.filter(~Q(demand__in=open_)).delete()[0]
