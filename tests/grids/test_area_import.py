"""Areas from a workbook: checked as a whole, planted in one block, only within one's scope."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from common.sheets import ImportRefused, export
from common.sheets.batches import import_workbook
from common.tree import check
from grids.importers import AreaImport
from grids.models import Area, AreaHistory
from tests.books import workbook

HEADER = ["区划代码", "名称", "层级", "上级代码", "城乡", "范围", "启用日期"]
SHORT = ["区划代码", "名称"]


def take(header, *rows, by=None, now):
    return import_workbook(AreaImport, workbook(header, *rows), by=by, now=now)


def problems(header, *rows, by=None, now) -> list[str]:
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(ImportRefused) as refused:
        take(header, *rows, by=by, now=now)
    assert list(Area.objects.order_by("pk").values()) == before
    return [str(problem) for problem in refused.value.checked.problems]


def test_a_whole_district_in_any_order(db, now):
    written = take(
        HEADER,
        ["210211013001001", "第1网格", "网格", "210211013001", "", "幸福里 1–8 幢", ""],
        ["210211", "甘井子区", "区", "", "", "", date(2026, 1, 1)],
        ["210211013001", "海青村", "社区（村）", "", "农村", "", ""],
        ["210211013", "大连湾街道", "", "210211", "", "", ""],
        ["210211013001001001", "一号楼", "", "", "", "", ""],
        now=now,
    )
    assert (written.created, written.updated, written.unchanged) == (5, 0, 0)
    assert check(Area) == 0
    grid = Area.objects.get(code="210211013001001")
    assert (grid.kind, grid.parent.name, grid.boundary) == ("grid", "海青村", "幸福里 1–8 幢")
    assert (grid.valid_from, grid.setting) == (date(2026, 11, 10), "urban")
    assert Area.objects.get(code="210211").valid_from == date(2026, 1, 1)
    assert Area.objects.get(code="210211013001").setting == "rural"
    assert Area.objects.get(kind="micro").parent == grid


def test_the_trail_names_every_code(db, now):
    take(SHORT, ["210211", "区"], ["210211013", "街道"], now=now)
    entry = LogEntry.objects.get(additional_data__verb="import")
    assert entry.changes == {"areas": ["", "210211 210211013"]}
    assert entry.object_repr == "区"


def test_known_codes_are_renamed_with_history(grid, street_user, now):
    rows = ["210211013001001", "幸福里网格", "", "", "农村", "幸福里 1–9 幢", ""]
    written = take(HEADER, rows, by=street_user, now=now)
    assert (written.created, written.updated) == (0, 1)
    grid = Area.objects.get(pk=grid.pk)
    assert (grid.name, grid.setting, grid.boundary) == ("幸福里网格", "rural", "幸福里 1–9 幢")
    assert AreaHistory.objects.get().name == "第1网格"
    entry = LogEntry.objects.get(additional_data__verb="update")
    assert entry.changes["name"] == ["第1网格", "幸福里网格"]


def test_a_new_boundary_alone_leaves_no_history(grid, now):
    take(["区划代码", "名称", "范围"], ["210211013001001", "第1网格", "新范围"], now=now)
    assert Area.objects.get(pk=grid.pk).boundary == "新范围"
    assert AreaHistory.objects.count() == 0


def test_two_names_on_one_day_leave_one_version(grid, now):
    take(SHORT, ["210211013001001", "甲"], now=now)
    take(SHORT, ["210211013001001", "乙"], now=now)
    assert list(AreaHistory.objects.values_list("name", flat=True)) == ["第1网格"]


def test_columns_left_out_leave_what_is_there(grid, now):
    written = take(SHORT, ["210211013001001", "第1网格"], now=now)
    assert (written.created, written.updated, written.unchanged) == (0, 0, 1)
    assert Area.objects.get(pk=grid.pk).boundary == "幸福里小区 1–8 幢"


def test_an_export_imports_unchanged(grid, street_user, now):
    areas = Area.objects.visible_to(street_user).order_by("code")
    written = import_workbook(AreaImport, export(AreaImport, areas), by=street_user, now=now)
    assert (written.created, written.updated, written.unchanged) == (0, 0, 3)


def test_codes_are_exported_as_text(grid, tmp_path):
    file = tmp_path / "areas.xlsx"
    file.write_bytes(export(AreaImport, [grid]))
    cells = [cell.value for cell in load_workbook(file).worksheets[0][2]]
    assert cells[:4] == ["210211013001001", "第1网格", "网格", "210211013001"]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (["21021101300", "x", "", "", "", "", ""], "第 2 行 区划代码：有 11 位"),
        ([210211014.0, "x", "", "", "", "", ""], "第 2 行 区划代码：是数字，代码应为文本"),
        (["210211014", "", "", "", "", "", ""], "第 2 行 名称：不能为空"),
        (["210211014", "长" * 61, "", "", "", "", ""], "第 2 行 名称：有 61 个字"),
        (
            ["210211014", "x", "网格", "", "", "", ""],
            "第 2 行 层级：与代码位数不符：9 位的代码是街道（乡镇）（请改正层级或代码）",
        ),
        (
            ["210211014", "x", "", "210212", "", "", ""],
            "第 2 行 上级代码：与区划代码不符，应为 210211（上级代码是区划代码的开头）",
        ),
        (
            ["210211", "x", "", "210211", "", "", ""],
            "第 2 行 上级代码：与区划代码不符，应为 空",
        ),
        (["210211014", "x", "", "", "郊区", "", ""], "第 2 行 城乡：“郊区”不在可选范围内"),
        (
            ["210299001", "x", "", "", "", "", ""],
            "第 2 行 区划代码：上级 210299 不存在（请先导入上级，或把上级写进同一张表）",
        ),
        (
            ["210211", "甘井子区", "", "", "", "", date(2025, 1, 1)],
            "第 2 行 启用日期：与已登记的 2026-01-01 不同（启用日期不能由导入修改）",
        ),
    ],
)
def test_a_wrong_row_is_named_and_nothing_written(district, now, row, text):
    found = problems(HEADER, row, ["210211015", "好街道", "", "", "", "", ""], now=now)
    assert len(found) == 1
    assert found[0].startswith(text)


def test_a_code_twice(district, now):
    found = problems(SHORT, ["210211014", "甲"], ["210211014", "乙"], now=now)
    assert found == ["第 3 行 区划代码：与第 2 行重复（请只留一行）"]


def test_a_missing_column(district, now):
    found = problems(["区划代码"], ["210211014"], now=now)
    assert len(found) == 1
    assert found[0].startswith("第 1 行 名称：缺少这一列")


@pytest.mark.parametrize(
    "code",
    ["210211009", "210211009001", "210211009001009", "210299", "210211", "210211014"],
)
def test_what_is_not_yours_is_unknown(grid, other_grid, street_user, now, code):
    found = problems(SHORT, [code, "x"], by=street_user, now=now)
    assert found == ["第 2 行 区划代码：未知区划代码（请核对代码；只能导入本人负责范围内的区域）"]


def test_an_auditor_writes_nowhere(grid, auditor, now):
    assert len(problems(SHORT, [grid.code, "x"], by=auditor, now=now)) == 1


def test_children_of_a_row_that_is_refused_are_refused_too(street, other_street, street_user, now):
    rows = [["210211009001", "社区"], ["210211009001001", "网格"]]
    assert len(problems(SHORT, *rows, by=street_user, now=now)) == 2


def test_queries_do_not_grow_with_rows(district, now):
    def count(street: str, rows: int) -> int:
        below = [[f"{street}{n:03}", f"社区{n}"] for n in range(1, rows)]
        with CaptureQueriesContext(connection) as queries:
            take(SHORT, [street, "街道"], *below, now=now)
        return len(queries)

    count("210211001", 1)
    assert count("210211002", 3) == count("210211003", 40)  # fewer than one INSERT holds
