"""Meetings planned, reports opened, their officers reminded: each beside the bare writing of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.data import sql, undone
from bench.measure import Row, Work, alternate
from bench.stage import Stage
from grids.calendar import ensure_years
from meetings.actions import planning, reports
from meetings.facts import facts_of
from meetings.models import LiaisonReport, Meeting
from meetings.notices.reports import first_reminder
from notices.actions import raise_notices_from
from notices.models import Notice

PLANNING, OPENING = "12 quarter planned", "13 month's reports opened"
REMINDING, FILLING = "14 reports reminded", "15 report pre-filled"


def bars(stage: Stage) -> Iterator[Row]:
    now = timezone.make_aware(datetime.combine(timezone.localdate().replace(day=1), time(9)))
    ensure_years([now.year, now.year + 1], now=now)
    planning.give_default_rules()
    yield from _beside_bare(stage, PLANNING, Meeting, lambda: _plan(now))
    reports.open_month(now)
    due = LiaisonReport.objects.order_by("due_on").values_list("due_on", flat=True)[0]
    LiaisonReport.objects.all().delete()
    yield from _beside_bare(stage, OPENING, LiaisonReport, lambda: reports.open_month(now)[0])
    reports.open_month(now)
    soon = now + timedelta(days=due.day - 6)  # five days ahead of it
    yield from _beside_bare(stage, REMINDING, Notice, lambda: _remind(soon))
    yield _filling(now)


def _remind(now: datetime) -> int:
    return raise_notices_from(first_reminder(now), kind="report_due", now=now)


def _plan(now: datetime) -> int:
    return planning.plan(planning.active_rules(), now=now)[0]


def _beside_bare(
    stage: Stage, bar: str, model: type[Model], work: Callable[[], int]
) -> Iterator[Row]:
    """`work` makes rows of `model`; its limit copies the same rows from a table of them."""
    with _written(model, work) as (count, bare):
        works: dict[str, Work] = {"ours": work, "limit": lambda: sql(bare)}
        taken = alternate(works, stage.size(9, 1), around=lambda name: undone())
        yield Row(bar, f"{count:,} rows, over the raw INSERT … SELECT of the same", 
                  taken["ours"] / taken["limit"], 1.5)  # fmt: skip
        with undone():
            work()
            yield Row(bar, "rows of a second run", work(), 0, unit="")


@contextmanager
def _written(model: type[Model], work: Callable[[], int]) -> Iterator[tuple[int, str]]:
    """How many rows `work` makes, and the statement that writes the same; none is left behind."""
    table = model._meta.db_table
    columns = ", ".join(
        f'"{field.column}"' for field in model._meta.local_fields
        if field.name not in ("id", "uuid")  # given by the database, as to the portal's
    )  # fmt: skip
    before = _greatest(table)
    count = work()
    assert count
    sql(f'CREATE TABLE bench_rows AS SELECT {columns} FROM "{table}" WHERE id > {before}')
    sql(f'DELETE FROM "{table}" WHERE id > {before}')
    sql(f'VACUUM ANALYZE "{table}"')
    into = f'INSERT INTO "{table}" ({columns})'
    yield count, f"{into} SELECT {columns} FROM bench_rows ON CONFLICT DO NOTHING"
    sql("DROP TABLE bench_rows")


def _greatest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return int(cursor.fetchone()[0])


def _filling(now: datetime) -> Row:
    report = LiaisonReport.objects.filter(unit__shares__isnull=False).order_by("pk")[0]
    with CaptureQueriesContext(connection) as seen:
        facts_of(report, now=now)
    return Row(FILLING, "queries", len(seen), 8, unit="")
