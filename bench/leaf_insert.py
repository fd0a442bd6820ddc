"""One leaf more: which rows it writes, and whether other districts make it dearer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection

from bench.data import standing_on, undone, value
from bench.measure import Row, Work, alternate
from bench.stage import Stage
from grids.models import Area

BAR = "2 leaf insert"
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"


def bars(stage: Stage) -> Iterator[Row]:
    total, outside = _rows_written()
    what = f"rows written outside the leaf's district, of {total:,} written in all"
    yield Row(BAR, what, outside, 0, unit="")
    what = f"cost among {stage.scale} districts, over one alone"
    if stage.scale == 1:
        yield Row(BAR, what, None, 1.5, note="needs SCALE > 1")
        return
    works: dict[str, Work] = {stage.all: insert, stage.one: insert}
    taken = alternate(works, stage.size(21, 1), around=_within)
    yield Row(BAR, what, taken[stage.all] / taken[stage.one], 1.5)


def insert() -> Area:
    """A new grid at the front of the first community: every number behind it changes."""
    community = Area.objects.filter(kind="community").order_by("code")[0]
    code = f"{community.code}000"
    return Area.objects.create(
        kind="grid", code=code, name="新网格", parent=community, valid_from=date(2026, 1, 1)
    )


@contextmanager
def _within(database: str) -> Iterator[None]:
    with standing_on(database):
        with undone():  # a connection that has just been opened knows no plans yet
            insert()
        with undone():
            yield


def _rows_written() -> tuple[int, int]:
    """How many rows of any table one insert writes, and how many areas elsewhere it touches."""
    with undone():
        district = Area.objects.filter(kind="community").order_by("code")[0].district_id
        before, others = value(WRITTEN), _versions(district)
        insert()
        total, touched = value(WRITTEN) - before, _versions(district)
    return total, len(touched.items() ^ others.items())


def _versions(district: int | None) -> dict[int, str]:
    """Which transaction last wrote each area outside `district`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, xmin::text FROM grids_area WHERE district_id IS DISTINCT FROM %s",
            [district],
        )
        return dict(cursor.fetchall())
