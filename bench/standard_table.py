"""The standard table of a district and its streets: whether other districts make it dearer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bench.data import standing_on
from bench.measure import Row, Work, alternate
from bench.stage import Stage
from grids.models import Area
from members.standard_table import standard_table

BAR = "9 standard table"
TODAY = date(2026, 11, 22)


def bars(stage: Stage) -> Iterator[Row]:
    what = f"cost of a district's tables among {stage.scale} districts, over one alone"
    if stage.scale == 1:
        yield Row(BAR, what, None, 1.5, note="needs SCALE > 1")
        return
    works: dict[str, Work] = {stage.all: tables, stage.one: tables}
    taken = alternate(works, stage.size(21, 1), around=_within)
    yield Row(BAR, what, taken[stage.all] / taken[stage.one], 1.5)


def tables() -> int:
    """The table of the first district and of each of its streets."""
    district = Area.objects.filter(kind="district").order_by("code")[0]
    areas = [district, *Area.objects.filter(parent=district).order_by("code")]
    return sum(row.cells[0].count for area in areas for row in standard_table(area, TODAY).party)


@contextmanager
def _within(database: str) -> Iterator[None]:
    with standing_on(database):
        tables()  # a connection that has just been opened knows no plans yet
        yield
