"""`import_… FILE.xlsx [--check]`: the same checks at the command line, all rows or none."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from common.management.import_command import ImportCommand
from tests.books import workbook
from tests.common.group_import import GroupImport


class Command(ImportCommand):
    importer = GroupImport


@pytest.fixture
def run(db, tmp_path):
    def run(data: bytes, *options: str) -> tuple[str, str, str]:
        """What went to stdout and stderr, and the error that ended the command."""
        file = tmp_path / "groups.xlsx"
        file.write_bytes(data)
        out, err, end = StringIO(), StringIO(), ""
        try:
            call_command(Command(), str(file), *options, stdout=out, stderr=err)
        except CommandError as error:
            end = f"{error.returncode}：{error}"
        return out.getvalue(), err.getvalue(), end

    return run


def test_good_file_is_written(run):
    out, err, end = run(workbook(["名称"], ["一组"]))
    assert (out, err, end) == ("已写入：新增 1、更新 0、无变化 0。\n", "", "")
    assert Group.objects.count() == 1


def test_check_writes_nothing(run):
    out, _, _ = run(workbook(["名称"], ["一组"]), "--check")
    assert out == "检查通过：1 行，其中新增 1、更新 0、无变化 0。\n"
    assert Group.objects.count() == 0


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_wrong_rows_are_reported_one_by_one(run, options):
    out, err, end = run(workbook(["名称", "人数"], ["一组", "多"], ["", 1]), *options)
    assert out == ""
    assert err.splitlines() == [
        "第 2 行 人数：“多”不是数字（只填数字，不带单位）",
        "第 3 行 名称：不能为空（全称）",
    ]
    assert end == "1：有 2 个问题，未写入任何数据。"
    assert Group.objects.count() == 0


def test_report_ends_after_five_hundred(run):
    _, err, end = run(workbook(["名称"], *([f"禁{n}"] for n in range(502))))
    assert err.splitlines()[-1] == "……另有 2 个问题未列出。"
    assert end == "1：有 502 个问题，未写入任何数据。"


def test_not_a_workbook(run):
    assert run(b"a,b")[2].startswith("1：这不是 Excel 工作簿")


def test_no_such_file(db):
    with pytest.raises(CommandError, match=r"无法读取 /nowhere\.xlsx"):
        call_command(Command(), "/nowhere.xlsx")


def test_record_written_by_another_meanwhile(db, tmp_path):
    class Careless(GroupImport):
        def write(self, rows, *, by, now):
            Group.objects.create(name="一组")
            return super().write(rows, by=by, now=now)

    class Late(ImportCommand):
        importer = Careless

    file = tmp_path / "groups.xlsx"
    file.write_bytes(workbook(["名称"], ["一组"]))
    with pytest.raises(CommandError, match="写入时数据已被他人修改"):
        call_command(Late(), str(file))
    assert Group.objects.count() == 0
