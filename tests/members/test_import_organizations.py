"""Organisations, seats and memberships from workbooks, and out again."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from common.sheets import Importer, ImportRefused, export, open_sheet
from common.sheets.batches import import_workbook
from members.importers import MembershipImport, OrganizationImport, SeatImport
from members.models import Alliance, CommitteeSeat, PartyOrganization
from tests.books import workbook
from tests.conftest import START

HERE, STREET = "210211013001", "210211013"


def load(importer: Any, by, *rows: dict[str, Any]):
    titles = {column.name: column.title for column in importer.columns}
    names = sorted({name for row in rows for name in row}, key=list(titles).index)
    cells = [tuple(row.get(name, "") for name in names) for row in rows]
    data = workbook(tuple(titles[name] for name in names), *cells)
    return import_workbook(importer, data, by=by, now=timezone.now())


def counts(written) -> tuple[int, int, int]:
    return written.created, written.updated, written.unchanged


def problems(importer: Any, by, *rows: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        load(importer, by, *rows)
    return [f"{one.field}：{one.text}" for one in refused.value.checked.problems]


def row(name="第一党支部", kind="党支部", area_code=HERE, parent="", members=10, **more):
    facts = {"name": name, "kind": kind, "area_code": area_code, "parent": parent}
    return facts | {"member_count": members, "founded_on": START} | more


def again(importer: type[Importer], rows, by):
    data = export(importer, rows)
    return counts(import_workbook(importer, data, by=by, now=timezone.now()))


def test_a_tree_in_any_order_and_again(street, community, unit, military_unit, street_user):
    rows = [
        row(parent="街道党工委"),
        row("医院党委", "党委", unit=unit.name, members=0),
        row("部队党委", "党委", unit="驻街单位甲", members=5),
        row("街道党工委", "党工委", STREET, members=0),
    ]
    assert counts(load(OrganizationImport, street_user, *rows)) == (4, 0, 0)
    branch = PartyOrganization.objects.get(name="第一党支部")
    assert (branch.parent.name, branch.street, branch.member_count) == ("街道党工委", street, 10)
    owned = PartyOrganization.objects.exclude(unit=None).order_by("pk")
    assert [one.unit for one in owned] == [unit, military_unit]
    assert counts(load(OrganizationImport, street_user, *rows)) == (0, 0, 4)
    assert again(OrganizationImport, PartyOrganization.objects.for_list(), street_user) == (0, 0, 4)
    sheet = open_sheet(export(OrganizationImport, PartyOrganization.objects.for_list()))
    text = str([cells for _, cells in sheet.rows])
    assert "驻街单位甲党委" in text
    assert "部队党委" not in text
    changed = [row(parent="", members=11), *rows[1:]]
    assert counts(load(OrganizationImport, street_user, *changed)) == (0, 1, 3)
    branch.refresh_from_db()
    assert (branch.parent, branch.member_count) == (None, 11)


def test_what_is_wrong_is_said_row_by_row(street, community, other_community, unit, street_user):
    composite = PartyOrganization.objects.create(
        kind="branch", name="兼合式", area=community, is_composite=True, founded_on=START
    )
    for bad, said in {
        "没有这个区域，或不在您的管辖范围内": row(area_code="210211009001"),
        "没有这个上级党组织，或有多个同名": row(parent="没有的"),
        "党支部不能隶属于党支部": row(parent="兼合式"),
        "没有这家单位，或不在您的管辖范围内": row(unit="没有的"),
        "成立日期不能晚于今天": row(founded_on=date(2126, 1, 1)),
        "没有这个编号的党组织，或不在您的管辖范围内": row(key="x"),
        "兼合式党组织的党员计入原组织": row("兼合式", members=3),
        "与已登记的所属不一致": row("兼合式", members=0, unit=unit.name),
    }.items():
        assert any(bad in one for one in problems(OrganizationImport, street_user, said)), bad
    circle = [row("甲", "党委", parent="乙"), row("乙", "党委", parent="甲")]
    assert "上级党组织：上级的上级又是它自己" in problems(OrganizationImport, street_user, *circle)
    twice = problems(OrganizationImport, street_user, row(), row())
    assert any("是同一个党组织" in one for one in twice)
    assert list(PartyOrganization.objects.all()) == [composite]


def test_memberships(street, unit, unit2, other_unit, street_user):
    alliance = Alliance.objects.create(
        kind="functional", industry="金融", name="金融联合体", area=street, founded_on=START
    )
    facts = {"alliance": "金融联合体", "area_code": STREET, "unit_area_code": HERE}
    rows = [
        {**facts, "unit": unit.name, "part": "银行", "since": START},
        {**facts, "unit": unit2.name, "part": "保险", "since": START},
    ]
    assert counts(load(MembershipImport, street_user, *rows)) == (2, 0, 0)
    held = alliance.memberships.select_related("alliance__area", "unit__area")
    assert again(MembershipImport, held, street_user) == (0, 0, 2)
    rows[0]["part"] = "证券"
    assert counts(load(MembershipImport, street_user, *rows)) == (0, 1, 1)
    assert alliance.memberships.get(unit=unit).part == "证券"
    for wrong, said in (
        ({"alliance": "没有的"}, "没有这个联合体"),
        ({"unit": other_unit.name}, "没有这家单位"),
        ({"since": date(2020, 1, 1)}, "早于联合体成立"),
        ({"since": date(2126, 1, 1)}, "不能晚于今天"),
    ):
        found = problems(MembershipImport, street_user, {**rows[0], **wrong})
        assert any(said in one for one in found), said
    assert any("重复" in one for one in problems(MembershipImport, street_user, rows[0], rows[0]))


def test_seats(alliance, unit, street_user, community_user):
    facts = {"body": alliance.name, "area_code": STREET, "since": START}
    rows = [
        {**facts, "role": "书记", "name": "王建国", "phone": "13800000001"},
        {
            **facts,
            "role": "兼职委员",
            "name": "刘文博",
            "phone": "13800000002",
            "unit": unit.name,
            "unit_area_code": HERE,
        },
    ]
    assert counts(load(SeatImport, street_user, *rows)) == (2, 0, 0)
    assert set(CommitteeSeat.objects.values_list("status", flat=True)) == {"approved"}
    assert again(SeatImport, CommitteeSeat.objects.for_list(), street_user) == (0, 0, 2)
    longer = {**rows[0], "term_ends_on": date(2030, 1, 1)}
    assert counts(load(SeatImport, street_user, longer)) == (0, 1, 0)
    for wrong, said in (
        ({"body": "没有的"}, "没有这个工委"),
        ({"name": "李四"}, "与该手机号已登记的姓名不一致"),
        ({"phone": "138****9999"}, "手机号是遮盖的"),
        ({"phone": "1"}, "手机号应为 11 位数字"),
        ({"name": "李四", "phone": "13800000009"}, "该工委已有书记"),
        ({"role": "副书记"}, "与现任职务不一致"),
        ({"role": "兼职委员", "name": "甲", "phone": "13800000008"}, "来自哪个单位"),
        ({"since": date(2126, 1, 1)}, "不能晚于今天"),
        ({"term_ends_on": date(2020, 1, 1)}, "不能早于任职日期"),
    ):
        found = problems(SeatImport, street_user, {**rows[0], **wrong})
        assert any(said in one for one in found), (said, found)
    assert any("没有这个工委" in one for one in problems(SeatImport, community_user, rows[1]))


def test_an_organisation_of_a_unit_stays_where_the_unit_is(unit, grid, street_user):
    PartyOrganization.objects.create(
        kind="branch", name="医院支部", unit=unit, area=unit.area, founded_on=START
    )
    load(OrganizationImport, street_user, row("医院支部", members=3))
    key = str(PartyOrganization.objects.get().uuid)
    elsewhere = row("医院支部", area_code=grid.code, key=key)
    assert problems(OrganizationImport, street_user, elsewhere) == [
        "区划代码：与所属单位（联合体）所在区域不一致"
    ]
