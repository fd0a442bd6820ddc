"""Population groups: declared, summed, in and out as a workbook, on the staff page."""

from datetime import date

import pytest

from common.sheets import ImportRefused, export
from common.sheets.batches import import_workbook
from grids.figures import figures_of
from grids.importers import FiguresImport
from grids.models import Area, AreaFigures, AreaGroup
from tests.books import workbook
from tests.conftest import START

DAY = date(2026, 11, 10)
HEADER = ["区划代码", "统计日期", "来源", "户籍人口", "暂住人口"]
GROUPS = ["原住村民（未动迁）人数", "就地农转非人数", "迁入居民人数", "其他人数"]
ROW = ["210211013001", START, "村统计", 600, 400]


def declare(area, registered=600, transient=400, **groups) -> AreaFigures:
    figures = AreaFigures.objects.create(
        area=area, on=START, source="x", registered=registered, transient=transient
    )
    for group, people in groups.items():
        AreaGroup.objects.create(figures=figures, group=group, people=people)
    return figures


@pytest.fixture
def village(street) -> Area:
    return Area.objects.create(
        kind="community", code="210211013201", name="前滩村", parent=street, valid_from=START
    )


def test_groups_with_their_share_of_the_population(community):
    declare(community, settled=500, native=310)
    found = figures_of(community, DAY, party=True)
    assert found.group_lines == [("原住村民（未动迁）", 310, "31 %"), ("迁入居民", 500, "50 %")]


def test_the_share_is_of_the_groups_where_the_population_is_unknown(community):
    declare(community, transient=None, native=1, settled=3)
    assert [line[2] for line in figures_of(community, DAY, party=True).group_lines] == [
        "25 %",
        "75 %",
    ]


def test_a_street_sums_its_villages(street, community, village):
    declare(community, native=100, settled=300)
    declare(village, native=50, other=1)
    found = figures_of(street, DAY, party=True)
    assert found.groups == {"native": 150, "settled": 300, "other": 1}
    assert found.source == "由 2 个下级区域的数据合计"
    declare(street, native=7)
    assert figures_of(street, DAY, party=True).groups == {"native": 7}


def test_a_sum_is_unknown_where_a_part_is_unknown(street, community, village):
    declare(community, native=100)
    declare(village)
    assert figures_of(street, DAY, party=True).group_lines == []


def test_the_staff_page_shows_them_and_residents_see_none(client, community, street_user):
    declare(community, native=310, settled=500)
    public = client.get(f"/grid/{community.uuid}/").content.decode()
    assert "原住村民" not in public
    client.force_login(street_user)
    html = client.get(f"/w/areas/{community.uuid}/").content.decode()
    assert (
        '<th scope="row">原住村民（未动迁）</th><td class="r">310</td><td class="r">31 %</td>'
    ) in html


def take(header, row, now):
    return import_workbook(FiguresImport, workbook(header, row), by=None, now=now)


def groups() -> dict[str, int]:
    return dict(AreaGroup.objects.values_list("group", "people"))


def test_a_workbook_writes_changes_and_keeps_groups(community, now):
    assert take(HEADER + GROUPS, [*ROW, 310, "", 500, 0], now).created == 1
    assert groups() == {"native": 310, "settled": 500, "other": 0}
    assert take(HEADER + GROUPS, [*ROW, 310, "", 500, 0], now).unchanged == 1
    assert take(HEADER + GROUPS, [*ROW, 300, 10, "", ""], now).updated == 1
    assert groups() == {"native": 300, "converted": 10}
    assert take(HEADER, [*ROW[:3], 601, 400], now).updated == 1
    assert groups() == {"native": 300, "converted": 10}


def test_more_people_in_groups_than_live_there(community, now):
    with pytest.raises(ImportRefused) as refused:
        take(HEADER + GROUPS, [*ROW, 600, "", 401, ""], now)
    [problem] = refused.value.checked.problems
    assert str(problem) == (
        "第 2 行 原住村民（未动迁）人数：各人群合计 1001 人，"
        "多于户籍和暂住人口合计 1000 人（请核对人数）"
    )


def test_the_export_imports_again(community, now):
    declare(community, native=310, settled=500)
    rows = AreaFigures.objects.select_related("area").prefetch_related("party", "groups")
    data = export(FiguresImport, rows)
    assert import_workbook(FiguresImport, data, by=None, now=now).unchanged == 1
