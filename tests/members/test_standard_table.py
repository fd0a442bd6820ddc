"""The standard table from registered organisations: to the digit, and what counts as what."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from common.sheets import open_sheet
from common.sheets.batches import import_workbook
from grids.importers import AreaImport, FiguresImport
from grids.models import Area
from members.importers import OrganizationImport, UnitImport
from members.models import Alliance, MemberUnit, PartyOrganization
from members.standard_table import standard_table
from tests.conftest import START

BOOKS = Path(__file__).resolve().parents[2] / "alliance" / "demo" / "books"
TODAY = date(2026, 11, 22)


@pytest.fixture
def dalianwan(db) -> Area:
    """The street as its workbooks register it."""
    books: dict[str, Any] = {
        "areas": AreaImport,
        "figures": FiguresImport,
        "units": UnitImport,
        "organizations": OrganizationImport,
    }
    for name, importer in books.items():
        data = (BOOKS / f"{name}.xlsx").read_bytes()
        import_workbook(importer, data, by=None, now=timezone.now())
    return Area.objects.get(code="210211013")


def numbers(table) -> dict[str, list[tuple[int, str]]]:
    return {
        row.label: [(cell.count, cell.share) for cell in row.cells]
        for row in (*table.party, *table.units)
    }


EXPECTED = {
    "党委（党总支）": [(35, ""), (21, ""), (14, "")],
    "党支部": [(404, ""), (141, ""), (263, "")],
    "党员": [(6825, "6 %"), (2721, "2.4 %"), (4104, "3.6 %")],
    "军警单位": [(6, "")],
    "大型央企国企": [(5, "")],
}


def test_the_street_of_the_study_comes_out_to_the_digit(
    dalianwan, client, street_free_user, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        table = standard_table(dalianwan, TODAY)
    assert numbers(table) == EXPECTED
    ground = [(line.label, line.total, line.share) for line in table.ground]
    assert ground == [
        ("区域面积", Decimal("69.55"), ""),
        ("村", 14, ""),
        ("社区", 1, ""),
        ("户籍人口", 52000, "46 %"),
        ("暂住人口", 61000, "54 %"),
        ("总人口", 113000, ""),
    ]
    assert not table.differs
    # Every figure opens exactly the records behind it.
    client.force_login(street_free_user(dalianwan))
    for row in (*table.party[:2], *table.units):
        for cell in row.cells:
            assert f"共 {cell.count} " in client.get(cell.url).content.decode()
    page = client.get(reverse("members:table", args=[dalianwan.uuid])).content.decode()
    for text in ("6,825", "6 %", "2,721", "2.4 %", "4,104", "3.6 %", "404", "141", "263", "一致"):
        assert text in page
    book = client.get(reverse("members:table", args=[dalianwan.uuid]), {"export": "xlsx"})
    rows = [cells for _, cells in open_sheet(book.content).rows]
    assert [row[2] for row in rows[6:]] == [6, 5, 35, 21, 14, 404, 141, 263, 6825, 2721, 4104]


@pytest.fixture
def street_free_user():
    """Makes a clerk of any street."""
    from tests.conftest import _user

    return lambda street: _user("clerk", "街道办", "street", street)


def organization(name, kind, area, **more) -> PartyOrganization:
    return PartyOrganization.objects.create(
        name=name, kind=kind, area=area, founded_on=START, **more
    )


def test_what_counts_as_what(street, community, unit, unit2, military_unit):
    local = MemberUnit.objects.create(name="街道机关", type="local", area=street, joined_on=START)
    alliance = Alliance.objects.create(
        kind="functional", industry="金融", name="甲", area=street, founded_on=START
    )
    organization("党工委", "work_committee", street, member_count=1)
    organization("大工委", "big_work", street)
    organization("村党委", "committee", community)
    organization("机关党总支", "general_branch", street, unit=local)
    organization("第一支部", "branch", community, member_count=10)
    organization("第一小组", "group", community, member_count=3)
    organization("兼合式支部", "branch", community, is_composite=True)
    organization("行业党委", "industry", street, alliance=alliance)
    organization("医院党总支", "general_branch", community, unit=unit, member_count=2)
    organization("部队党委", "committee", community, unit=military_unit)
    organization("供电所支部", "branch", community, unit=unit2, member_count=20)
    organization("撤销的", "branch", community, member_count=99, ended_on=TODAY)
    assert numbers(standard_table(street, TODAY)) == {
        "党委（党总支）": [(5, ""), (2, ""), (3, "")],
        "党支部": [(2, ""), (1, ""), (1, "")],
        "党员": [(36, ""), (14, ""), (22, "")],
        "军警单位": [(1, "")],
        "大型央企国企": [(0, "")],
    }
    organization("供电所党委", "committee", community, unit=unit2)
    assert numbers(standard_table(community, TODAY))["大型央企国企"] == [(1, "")]
    assert numbers(standard_table(street.parent, TODAY))["党委（党总支）"][0] == (6, "")


def test_a_difference_is_shown(client, street_user, street, community):
    figures = street.figures.create(
        on=START, source="街道申报", registered=100, transient=100, military_units=2
    )
    figures.party.create(system="local", committees=2, branches=1, members=30)
    organization("第一支部", "branch", community, member_count=40)
    table = standard_table(street, TODAY)
    cells = {row.label: row.cells[1] if row.cells[1:] else row.cells[0] for row in table.party}
    found = {label: (cell.declared, cell.count, cell.difference) for label, cell in cells.items()}
    assert found == {
        "党委（党总支）": (2, 0, "−2"),
        "党支部": (1, 1, ""),
        "党员": (30, 40, "+10"),
    }
    client.force_login(street_user)
    assert "+10" in client.get("/w/table/").content.decode()


def test_the_cost_does_not_grow(street, community, django_assert_num_queries):
    street.figures.create(on=START, source="街道申报", registered=100, transient=100)
    with django_assert_num_queries(6):
        standard_table(street, TODAY)
    for number in range(3):
        organization(f"{number}", "branch", community, member_count=number)
    with django_assert_num_queries(6):
        standard_table(street, TODAY)


def test_scope(client, street_user, other_street, grid, liaison_user):
    client.force_login(street_user)
    for area in (other_street, grid):
        assert client.get(reverse("members:table", args=[area.uuid])).status_code == 404
    assert client.post("/w/table/").status_code == 405
    client.force_login(liaison_user)
    assert client.get("/w/table/").status_code == 404
