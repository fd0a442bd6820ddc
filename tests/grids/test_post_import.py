"""Posts from a workbook: a new head takes over, the rest is added or changed."""

from datetime import date

import pytest

from common.sheets import ImportRefused, export
from common.sheets.batches import import_workbook
from grids.importers import PostImport
from grids.models import GridPost
from tests.books import workbook

HEADER = [
    "区划代码",
    "岗位",
    "姓名",
    "替岗人",
    "值班电话",
    "服务时间",
    "同意公开日期",
    "任职自",
]
GRID = "210211013001001"
PHONE = "0411-87600101"
SINCE = date(2026, 3, 1)
NEW = [GRID, "专职网格员", "王芳", "", PHONE, "工作日", "", SINCE]
HELD = [
    GRID,
    "网格长",
    "陈桂芳",
    "刘海",
    PHONE,
    "每天 8:00–20:00",
    date(2026, 1, 1),
    date(2026, 1, 1),
]
HEAD = [GRID, "网格长", "李强", "", PHONE, "", date(2026, 3, 1), SINCE]


def take(*rows, by=None, now):
    return import_workbook(PostImport, workbook(HEADER, *rows), by=by, now=now)


def problems(*rows, by=None, now) -> list[str]:
    before = list(GridPost.objects.order_by("pk").values())
    with pytest.raises(ImportRefused) as refused:
        take(*rows, by=by, now=now)
    assert list(GridPost.objects.order_by("pk").values()) == before
    return [str(problem) for problem in refused.value.checked.problems]


def test_new_posts_are_added(grid, post, street_user, now):
    written = take(NEW, by=street_user, now=now)
    assert (written.created, written.updated, written.unchanged) == (1, 0, 0)
    added = GridPost.objects.get(name="王芳")
    assert (added.area, added.role, added.since) == (grid, "full_time", SINCE)
    assert (added.duty_phone, added.consent_on, added.until) == (PHONE, None, None)


def test_a_new_head_takes_over(grid, post, now):
    assert take(HEAD, now=now).created == 1
    post.refresh_from_db()
    assert post.until == SINCE
    assert GridPost.objects.get(role="head", until=None).name == "李强"


def test_a_known_post_is_changed_or_left(grid, post, now):
    assert take(HELD, now=now).unchanged == 1
    changed = [*HELD[:4], "0411-87600199", *HELD[5:]]
    assert take(changed, now=now).updated == 1
    post.refresh_from_db()
    assert post.duty_phone == "0411-87600199"


def test_an_export_imports_unchanged(grid, post, now):
    data = export(PostImport, GridPost.objects.select_related("area"))
    assert import_workbook(PostImport, data, by=None, now=now).unchanged == 1


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (["210299001001001", *NEW[1:]], "第 2 行 区划代码：未知区划代码"),
        ([GRID, "楼长", *NEW[2:]], "第 2 行 岗位：“楼长”不在可选范围内"),
        ([*NEW[:2], "", *NEW[3:]], "第 2 行 姓名：不能为空"),
        ([*NEW[:2], "长" * 41, *NEW[3:]], "第 2 行 姓名：有 41 个字"),
        ([*NEW[:4], "八七六", *NEW[5:]], "第 2 行 值班电话：电话应为手机号"),
        ([*NEW[:6], date(2026, 11, 11), SINCE], "第 2 行 同意公开日期：同意公开日期不能晚于今天"),
        ([*NEW[:7], ""], "第 2 行 任职自：不能为空"),
        ([*HELD[:7], SINCE], "第 2 行 任职自：与已登记的 2026-01-01 不同"),
        ([*HEAD[:7], date(2025, 1, 1)], "第 2 行 任职自：早于现任网格长陈桂芳的任职日 2026-01-01"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_written(grid, post, now, row, text):
    found = problems(row, now=now)
    assert len(found) == 1
    assert found[0].startswith(text)


def test_two_heads_of_one_grid_in_a_file(grid, now):
    found = problems(HELD, HEAD, now=now)
    assert found == ["第 3 行 岗位：与第 2 行是同一区域的网格长（一个区域只有一名网格长）"]


def test_what_is_not_yours_is_unknown(grid, other_street_user, now):
    found = problems(NEW, by=other_street_user, now=now)
    assert found[0].startswith("第 2 行 区划代码：未知区划代码")
