"""The importers of organisations and services: a second sheet is undone, the first one stays.

Each story is two sheets: what is there, and what changes and adds to it.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import get_resolver

from common.sheets import Importer
from common.sheets.urls import REGISTERS
from grids.importers import StationImport, TeamImport
from members.importers.check_ins import CheckInImport
from members.importers.contacts import ContactImport
from members.importers.memberships import MembershipImport
from members.importers.organizations import OrganizationImport
from members.importers.rosters import RosterImport
from members.importers.seats import SeatImport
from members.importers.support import SupportImport
from members.models import Alliance, PartyOrganization
from tests.common import test_undo_importers
from tests.common.undoing import everything, imported, undone
from tests.conftest import START

HERE, GRID = "210211013001", "210211013001001"
BRANCH = "幸福里小区兼合式党支部"
MONEY = "金融服务业联合体"
Sheet = Sequence[Sequence[Any]]

STORIES: dict[type[Importer], tuple[Sheet, Sheet]] = {
    StationImport: (
        [
            ["区划代码", "名称", "类型", "地址", "电话", "开放时间", "启用日期"],
            [HERE, "海青站", "党群服务站", "海青街", "12345", "周一 8:30–11:30", START],
        ],
        [
            ["区划代码", "名称", "类型", "地址", "电话", "开放时间", "经度", "纬度", "启用日期"],
            [HERE, "海青站", "党群服务站", "新址", "12345", "周二 9:00–12:00", 121.6, 39.03, START],
            [HERE, "海湾点", "党群服务点", "海湾里", "12345", "", "", "", START],
        ],
    ),
    TeamImport: (
        [
            ["区划代码", "组团名称", "力量", "服务网格代码", "组建日期"],
            [HERE, "第一服务组团", "社区民警2、志愿者5", GRID, START],
        ],
        [
            ["区划代码", "组团名称", "力量", "服务网格代码", "说明", "组建日期"],
            [HERE, "第一服务组团", "社区民警3、医护人员1", "", "新", START],
            [HERE, "第二服务组团", "志愿者5", GRID, "", START],
        ],
    ),
    OrganizationImport: (
        [
            ["名称", "类型", "区划代码", "直属党员数"],
            ["海青社区党总支", "党总支", HERE, 0],
            ["海青社区第一党支部", "党支部", HERE, 20],
        ],
        [
            ["名称", "类型", "区划代码", "上级党组织", "直属党员数"],
            ["海青社区第一党支部", "党支部", HERE, "海青社区新党委", 23],
            ["海青社区新党委", "党委", HERE, "", 0],
            ["海青社区第二党支部", "党支部", HERE, "海青社区新党委", 9],
        ],
    ),
    MembershipImport: (
        [
            ["联合体", "区划代码", "单位名称", "单位区划代码", "分组或环节"],
            [MONEY, "210211013", "区第二医院", HERE, "银行"],
        ],
        [
            ["联合体", "区划代码", "单位名称", "单位区划代码", "分组或环节"],
            [MONEY, "210211013", "区第二医院", HERE, "保险"],
            [MONEY, "210211013", "大连湾供电所", HERE, "银行"],
        ],
    ),
    SeatImport: (
        [
            ["联合体或党组织", "区划代码", "职务", "姓名", "手机"],
            [MONEY, "210211013", "书记", "王芳", "13812340001"],
        ],
        [
            ["联合体或党组织", "区划代码", "职务", "姓名", "手机", "任职自"],
            [MONEY, "210211013", "书记", "王芳", "13812340001", START],
            [MONEY, "210211013", "专职委员", "李强", "13812340002", START],
        ],
    ),
    SupportImport: (
        [["单位名称", "区划代码", "包联区划代码"], ["区第二医院", HERE, GRID]],
        [
            ["单位名称", "区划代码", "包联区划代码", "自", "至"],
            ["区第二医院", HERE, GRID, START, START],
            ["大连湾供电所", HERE, HERE, START, ""],
        ],
    ),
    RosterImport: (
        [
            ["党组织名称", "区划代码", "姓名", "手机", "类别"],
            [BRANCH, HERE, "王建军", "13812340001", "离岛党员"],
        ],
        [
            ["党组织名称", "区划代码", "姓名", "手机", "类别", "组织关系所在党组织", "特长"],
            [BRANCH, HERE, "王建军", "13812340001", "离岛党员", "东极镇党支部", "电工"],
            [BRANCH, HERE, "李敏", "13812340002", "离岛党员", "东极镇党支部", ""],
        ],
    ),
    CheckInImport: (
        [["社区代码", "姓名", "手机"], [HERE, "张明远", "13812340001"]],
        [
            ["社区代码", "姓名", "手机", "特长", "组织关系所在党组织"],
            [HERE, "张明远", "13812340001", "理发", ""],
            [HERE, "李敏", "13812340002", "电工", "东极镇党支部"],
        ],
    ),
    ContactImport: (
        [
            ["党组织名称", "区划代码", "网格代码", "门牌范围", "户数"],
            [BRANCH, HERE, GRID, "3 幢", 20],
        ],
        [
            [
                "党组织名称",
                "区划代码",
                "网格代码",
                "党员姓名",
                "党员手机",
                "门牌范围",
                "户数",
                "人数",
            ],
            [BRANCH, HERE, GRID, "", "", "3 幢", 24, ""],
            [BRANCH, HERE, GRID, "王建军", "13812340001", "5 幢", "", 30],
        ],
    ),
}


@pytest.fixture
def cast(grid, unit, unit2, branch, street, liaison_user):
    Alliance.objects.create(
        kind="functional", name=MONEY, industry="金融", area=street, founded_on=START
    )


@pytest.mark.parametrize("importer", STORIES)
def test_what_the_first_sheet_wrote_is_as_it_was(importer, cast, district_user, now):
    first, second = STORIES[importer]
    imported(importer, *first, by=district_user, now=now)
    before = everything()
    batch = imported(importer, *second, by=district_user, now=now)
    assert (batch.created > 0, batch.updated) == (True, 1)
    undone(batch, importer, by=district_user, now=now)
    assert everything() == before


def test_no_importer_is_left_out():
    assert get_resolver().url_patterns  # the rooms' addresses are read
    told = {*STORIES, *test_undo_importers.IMPORTERS}
    importers = {register.importer for register in REGISTERS.values()}
    ours = {one for one in importers if not one.__module__.startswith("tests.")}
    assert ours - told == set()


def test_organisations_are_moved_back_in_their_tree(cast, district_user, now):
    first, second = STORIES[OrganizationImport]
    imported(OrganizationImport, *first, by=district_user, now=now)
    batch = imported(OrganizationImport, *second, by=district_user, now=now)
    moved = PartyOrganization.objects.get(name="海青社区第一党支部")
    assert moved.parent.name == "海青社区新党委"
    undone(batch, OrganizationImport, by=district_user, now=now)
    moved.refresh_from_db()
    assert (moved.parent, moved.level, moved.member_count) == (None, 0, 20)
