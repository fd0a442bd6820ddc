"""Figures from a workbook, and the standard table that comes out of them to the digit."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.sheets import ImportRefused, export
from common.sheets.batches import import_workbook
from grids.figures import figures_of, share, street_table
from grids.importers import FiguresImport
from grids.models import Area, AreaFigures, PartyFigures
from tests.books import workbook

HEADER = [
    "区划代码",
    "统计日期",
    "来源",
    "户籍人口",
    "暂住人口",
    "面积（平方公里）",
    "军警单位数",
    "大型央企国企数",
    *[f"街道、社区（村）{x}" for x in ("党委（党总支）", "党支部", "党员")],
    *[f"军警企{x}" for x in ("党委（党总支）", "党支部", "党员")],
]
ON = date(2026, 6, 30)
TODAY = date(2026, 11, 10)
STREET = ["210211013", ON, "街道申报", 52_000, 61_000, 69.55, 6, 5, 21, 141, 2_721, 14, 263, 4_104]
SHORT = ["区划代码", "统计日期", "来源", "户籍人口"]


def take(header, *rows, by=None, now):
    return import_workbook(FiguresImport, workbook(header, *rows), by=by, now=now)


def problems(header, *rows, by=None, now) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        take(header, *rows, by=by, now=now)
    assert AreaFigures.objects.count() == 0
    return [str(problem) for problem in refused.value.checked.problems]


@pytest.fixture
def figures(street, now):
    return take(HEADER, STREET, now=now)


@pytest.fixture
def places(street):
    """Fourteen villages and one community, as the source counts them."""
    return Area.objects.bulk_create(
        Area(
            parent=street,
            kind="community",
            code=f"210211013{n:03}",
            name=f"村{n}",
            setting="rural" if n < 15 else "urban",
            valid_from=date(2026, 1, 1),
        )
        for n in range(1, 16)
    )


def test_the_standard_table_to_the_digit(figures, places, street):
    table = street_table(street, TODAY)
    assert [(line.label, line.total, line.share) for line in table.ground] == [
        ("区域面积", Decimal("69.55"), ""),
        ("村", 14, ""),
        ("社区", 1, ""),
        ("户籍人口", 52_000, "46 %"),
        ("暂住人口", 61_000, "54 %"),
        ("总人口", 113_000, ""),
        ("军警单位", 6, ""),
        ("大型央企国企", 5, ""),
    ]
    assert [(x.label, x.total, x.local, x.other) for x in table.party] == [
        ("党委（党总支）", 35, 21, 14),
        ("党支部", 404, 141, 263),
        ("党员", 6_825, 2_721, 4_104),
    ]
    members = table.party[2]
    assert (members.share, members.local_share, members.other_share) == ("6 %", "2.4 %", "3.6 %")
    assert (table.figures.source, table.figures.on) == ("街道申报", ON)


def test_the_table_takes_few_queries(figures, places, street, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        street_table(street, TODAY)


def test_figures_of_a_later_day_are_not_known_yet(figures, street):
    assert street_table(street, date(2026, 6, 29)) is None


def test_without_own_figures_the_areas_below_are_summed(places, street, now):
    party = [1, 2, 30, "", "", ""]
    for row in (
        ["210211013001", date(2026, 3, 31), "村", 999, 1, 9.5, 1, "", *party],
        ["210211013001", ON, "村", 100, 20, 1.25, 0, "", *party],
        ["210211013002", ON, "村", 200, "", 2.75, 0, "", *party],
    ):
        take(HEADER, row, now=now)
    found = figures_of(street, TODAY, party=True)
    assert (found.summed, found.source) == (2, "由 2 个下级区域的数据合计")
    assert (found.numbers["registered"], found.numbers["transient"]) == (300, None)
    assert (found.square_km, found.population) == (Decimal(4), None)
    assert found.party == {"local": {"committees": 2, "branches": 4, "members": 60}}
    assert figures_of(street, TODAY).party == {}


def test_the_table_without_party_figures_says_nothing_of_them(street, now):
    take(SHORT, ["210211013", ON, "街道", 10], now=now)
    table = street_table(street, TODAY)
    assert [line.total for line in table.party] == [None, None, None]
    assert table.figures.square_km is None


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.3 %"), (1, 1, "100 %"), (None, 3, ""), (1, None, ""), (1, 0, ""), (0, 5, "0 %")],
)
def test_shares(part, whole, text):
    assert share(part, whole) == text


def test_the_same_key_is_replaced_not_added(figures, street, now):
    changed = [*STREET]
    changed[3], changed[10] = 52_001, 2_722
    again = take(HEADER, STREET, now=now)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    written = take(HEADER, changed, now=now)
    assert (written.created, written.updated) == (0, 1)
    assert AreaFigures.objects.get().registered == 52_001
    assert PartyFigures.objects.get(system="local").members == 2_722
    assert PartyFigures.objects.count() == 2


def test_an_export_imports_unchanged(figures, street, now):
    rows = AreaFigures.objects.select_related("area").prefetch_related("party")
    data = export(FiguresImport, rows)
    written = import_workbook(FiguresImport, data, by=None, now=now)
    assert (written.created, written.updated, written.unchanged) == (0, 0, 1)


@pytest.mark.parametrize(
    ("place", "cell", "text"),
    [
        (0, "210299013", "第 2 行 区划代码：未知区划代码"),
        (1, date(2026, 11, 11), "第 2 行 统计日期：统计日期不能晚于今天"),
        (2, "", "第 2 行 来源：不能为空"),
        (3, -1, "第 2 行 户籍人口：不能小于 0"),
        (3, 3_000_000_000, "第 2 行 户籍人口：不能大于 2000000000"),
        (3, "很多", "第 2 行 户籍人口：“很多”不是数字"),
        (5, 0, "第 2 行 面积（平方公里）：不能小于 0.0001"),
        (9, "", "第 2 行 街道、社区（村）党支部：同一系统的三项要么都填、要么都不填"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_written(street, now, place, cell, text):
    row = [*STREET]
    row[place] = cell
    found = problems(HEADER, row, now=now)
    assert len(found) == 1
    assert found[0].startswith(text)


def test_a_key_twice(street, now):
    found = problems(SHORT, ["210211013", ON, "x", 1], ["210211013", ON, "x", 2], now=now)
    assert found == ["第 3 行 区划代码：与第 2 行重复（请只留一行）"]


def test_what_is_not_yours_is_unknown(other_street, street_user, now):
    found = problems(SHORT, ["210211009", ON, "x", 1], by=street_user, now=now)
    assert found[0].startswith("第 2 行 区划代码：未知区划代码")


def test_queries_do_not_grow_with_rows(places, now):
    def count(rows: int, source: str) -> int:
        lines = [[f"210211013{n:03}", ON, source, n] for n in range(1, rows + 1)]
        with CaptureQueriesContext(connection) as queries:
            take(SHORT, *lines, now=now)
        return len(queries)

    count(1, "a")
    assert count(3, "b") == count(15, "c")
