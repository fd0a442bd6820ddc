"""manage.py import_areas, import_figures, import_posts: the importers of the pages."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from grids.models import Area, AreaFigures, GridPost
from tests.books import workbook

ON = date(2026, 6, 30)


def test_the_commands_load_a_district(db, tmp_path):
    files = {
        "areas": workbook(
            ["区划代码", "名称"], ["210211", "甘井子区"], ["210211013", "大连湾街道"]
        ),
        "figures": workbook(["区划代码", "统计日期", "来源", "户数"], ["210211013", ON, "申报", 9]),
        "posts": workbook(
            ["区划代码", "岗位", "姓名", "值班电话", "任职自"],
            ["210211013", "网格指导员", "某", "0411-87600000", ON],
        ),
    }
    for name, data in files.items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(data)
        call_command(f"import_{name}", file, verbosity=0)
    street = Area.objects.get(code="210211013")
    assert AreaFigures.objects.get().area == street
    assert GridPost.objects.get().area == street


def test_a_wrong_workbook_ends_with_an_error(db, tmp_path, capsys):
    file = tmp_path / "areas.xlsx"
    file.write_bytes(workbook(["区划代码", "名称"], ["210211013", "无上级"]))
    with pytest.raises(CommandError):
        call_command("import_areas", file)
    assert "第 2 行 区划代码：上级 210211 不存在" in capsys.readouterr().err
    assert Area.objects.count() == 0
