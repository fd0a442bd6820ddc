"""Stored suggestions: written by the nightly batch alone, a need's list as a whole."""

import csv
import json
from datetime import datetime
from io import StringIO
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

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
    needs = Demand.objects.filter(pk__in=fresh).order_by("pk").select_for_update(no_key=True)
    standing = list(needs.values_list("pk", flat=True))
    stored: dict[int, list[Line]] = {}
    rows = Match.objects.filter(demand__in=standing).order_by("demand", "rank")
    for need, *line in rows.values_list("demand", *Line._fields):
        stored.setdefault(need, []).append(Line(*line))
    changed = [need for need in standing if fresh[need] != stored.get(need, [])]
    Match.objects.filter(demand__in=[need for need in changed if need in stored]).delete()
    _insert([(need, *line, now) for need in changed for line in fresh[need]])
    return len(changed)


COLUMNS = ("demand_id", *Line._fields, "at")


def _insert(rows: list[tuple[Any, ...]]) -> None:
    """By COPY where there is one: a night writes a few thousand rows for each street."""
    if connection.vendor != "postgresql":
        made = [Match(**dict(zip(COLUMNS, row, strict=True))) for row in rows]
        Match.objects.bulk_create(made, batch_size=BATCH)
        return
    text = StringIO()
    writer = csv.writer(text)
    for *facts, parts_, at in rows:
        writer.writerow([*facts, json.dumps(parts_, ensure_ascii=False), at.isoformat()])
    text.seek(0)
    table, columns = Match._meta.db_table, ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)", text)


def forget_settled(*, now: datetime) -> int:
    """Take away what is stored for needs that no longer look for help; how many rows."""
    looking = open_needs(timezone.localdate(now)).values("pk")
    return Match.objects.exclude(demand__in=looking).delete()[0]
