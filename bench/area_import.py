"""Area import: numbering and writing a checked district, and how the checking grows."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import islice

from django.db import connection
from django.utils import timezone

from alliance.demo import synthetic
from bench.data import undone
from bench.measure import Row, Work, alternate
from bench.stage import Stage
from common.sheets import Checked, check_workbook, export
from grids.importers import AreaImport
from grids.models import Area

BAR = "1 area import"
CODE = synthetic.FIRST_CODE + 90_000  # a district that is not loaded


def bars(stage: Stage) -> Iterator[Row]:
    yield _writing(stage)
    yield from _checking(stage)


def workbook(count: int, districts: int = 2) -> bytes:
    """The first `count` areas of districts that nobody has, as a workbook of the register."""
    areas = (area for n in range(districts) for area in synthetic.areas_of(CODE + n))
    return export(AreaImport, islice(areas, count))


def _writing(stage: Stage) -> Row:
    now = timezone.now()
    count = len(synthetic.areas_of(CODE))
    checked = check_workbook(AreaImport, workbook(count), by=None, now=now)
    assert checked.is_clean, checked.problems[:3]
    works = {
        "ours": lambda: checked.importer.write(checked.rows, by=None, now=now),
        "limit": _copy_of(checked),
    }
    taken = alternate(
        {name: partial(_to_the_end, work) for name, work in works.items()},
        stage.size(11, 1),
        around=lambda name: undone(),
    )
    what = f"number and write {count:,} checked rows, over COPY of the same rows"
    return Row(BAR, what, taken["ours"] / taken["limit"], 5)


def _to_the_end(work: Work) -> None:
    """Foreign keys are looked at when a transaction ends: that is part of either write."""
    work()
    connection.check_constraints()


def _copy_of(checked: Checked) -> Work:
    """A work that writes, by one COPY of ready text, the very rows that the import writes."""
    columns = ", ".join(f'"{field.column}"' for field in Area._meta.concrete_fields)
    text = io.StringIO()
    with undone(), connection.cursor() as cursor:
        checked.importer.write(checked.rows, by=None, now=timezone.now())
        rows = f"SELECT {columns} FROM grids_area WHERE code LIKE '{CODE}%' ORDER BY id"
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT", text)

    def copy() -> None:
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY grids_area ({columns}) FROM STDIN", text)

    return copy


def _checking(stage: Stage) -> Iterator[Row]:
    sizes = [stage.size(size, size // 100) for size in (1000, 2000, 4000)]
    now = timezone.now()
    works: dict[str, Work] = {
        str(size): partial(check_workbook, AreaImport, workbook(size), by=None, now=now)
        for size in sizes
    }
    taken = alternate(works, stage.size(5, 1))
    per_row = [taken[str(size)] / size for size in sizes]
    for size, one in zip(sizes[1:], per_row[1:], strict=True):
        what = f"check {size:,} rows, over {sizes[0]:,}, per row"
        yield Row(BAR, what, one / per_row[0], 1.5)
