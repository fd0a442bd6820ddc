"""Every importer: after the undo each table holds exactly what it held before the import."""

from datetime import date, timedelta

import pytest

from common.fields import blind_index
from common.models import ImportRow
from grids.importers import AreaImport, CalendarImport, FiguresImport, PostImport
from grids.importers.calendar import FIXED
from grids.models import AreaFigures, GridPost, PartyFigures, WorkDay, WorkYear
from members.importers import LiaisonImport, UnitImport
from members.models import (
    Alliance,
    AllianceMembership,
    MemberUnit,
    PartyOrganization,
    Person,
    SignInLink,
)
from projects.importers.lists import DemandImport, ResourceImport, ServiceImport
from projects.importers.pairings import PairingImport
from projects.importers.works import ProjectImport
from projects.models import Pairing
from tests.common.undoing import everything, imported, undone
from tests.conftest import START

LATER = timedelta(minutes=5)


def areas(cast):
    """A community renamed, a boundary changed, a new community with a grid below it."""
    return AreaImport, [
        ["区划代码", "名称", "范围"],
        ["210211013001", "海青新社区", "海青街以南"],
        ["210211013001001", "第1网格", "幸福里小区 1–9 幢"],
        ["210211013002", "海湾社区", ""],
        ["210211013002001", "第1网格", "海湾里"],
    ]


def figures(cast):
    """Known figures with party figures: one system stays, one goes; and new ones."""
    known = AreaFigures.objects.create(
        area=cast.community, on=START, source="年报", households=100, square_km="1.5000"
    )
    for system in ("local", "other"):
        PartyFigures.objects.create(
            figures=known, system=system, committees=1, branches=2, members=30
        )
    party = [f"街道、社区（村）{x}" for x in ("党委（党总支）", "党支部", "党员")]
    return FiguresImport, [
        ["区划代码", "统计日期", "来源", "户数", "面积（平方公里）", *party],
        ["210211013001", START, "年报", 120, 1.75, 1, 3, 33],
        ["210211013001001", START, "年报", 20, 0.25, 0, 1, 9],
    ]


def posts(cast):
    """Another head takes over, a worker's phone changes, a worker is new."""
    GridPost.objects.create(
        area=cast.grid, role="full_time", name="王芳", duty_phone="0411-87600102", since=START
    )
    return PostImport, [
        ["区划代码", "岗位", "姓名", "值班电话", "任职自"],
        ["210211013001001", "网格长", "赵刚", "0411-87600101", date(2026, 11, 1)],
        ["210211013001001", "专职网格员", "王芳", "0411-87600199", START],
        ["210211013001001", "兼职网格员", "何平", "0411-87600103", START],
    ]


def calendar(cast):
    """A year seeded otherwise becomes official; a day of the December before joins it."""
    for year in (2026, 2027):
        WorkYear.objects.create(year=year, official=year == 2026, source="库", changed_at=cast.now)
    WorkDay.objects.create(date=date(2027, 1, 1), year_id=2027, is_workday=False, name="元旦节")
    WorkDay.objects.create(date=date(2027, 2, 6), year_id=2027, is_workday=False, name="春节前")
    WorkDay.objects.create(date=date(2026, 12, 31), year_id=2026, is_workday=False, name="旧")
    free = [[date(2027, *day), "放假", "节日"] for day in FIXED]
    eve = [[date(2026, 12, 31), "放假", "元旦"], [date(2026, 12, 27), "上班", "调休"]]
    return CalendarImport, [["日期", "上班/放假", "名称"], *free, *eve]


def calendar_of_an_unknown_year(cast):
    free = [[date(2027, *day), "放假", "节日"] for day in FIXED]
    return CalendarImport, [
        ["日期", "上班/放假", "名称"],
        *free,
        [date(2026, 12, 31), "放假", "元旦"],
    ]


def units(cast):
    """A unit changed, one moved to another community (leaving an alliance), one new."""
    for area in (cast.community, cast.other_community):
        Alliance.objects.create(name=f"{area}联合体", area=area, founded_on=START)
    here = Alliance.objects.get(area=cast.community)
    AllianceMembership.objects.create(alliance=here, unit=cast.unit, since=START)
    MemberUnit.objects.filter(pk=cast.unit.pk).update(credit_code="91350100M000100Y43")
    PartyOrganization.objects.create(
        kind="branch", name="医院支部", unit=cast.unit, area=cast.community, founded_on=START
    )
    return UnitImport, [
        ["单位名称", "代称", "类型", "区划代码", "地址", "统一社会信用代码"],
        ["区第二人民医院", "", "机关事业单位", "210211009001", "新址", "91350100M000100Y43"],
        ["大连湾供电所", "", "国有企业", "210211013001", "海青路 1 号", ""],
        ["海湾小学", "", "学校", "210211013001", "", ""],
        ["某部五连", "驻街单位乙", "军警单位", "210211013001", "", ""],
    ]


def liaisons(cast):
    """An officer relieved, by somebody new; one known already; a unit without."""
    Person.objects.create(name="郑爽", phone="13900001111", phone_index=blind_index("13900001111"))
    MemberUnit.objects.create(name="海湾小学", area=cast.community, type="school", joined_on=START)
    old = cast.liaison_user.person
    SignInLink.objects.create(
        person=old,
        token_hash="0" * 64,
        made_by=cast.street_user,
        made_at=cast.now,
        expires_at=cast.now + timedelta(days=30),
    )
    return LiaisonImport, [
        ["单位名称", "区划代码", "联络员姓名", "手机"],
        ["区第二医院", "210211013001", "孙立", "13800002222"],
        ["大连湾供电所", "210211013001", "郑爽", "13900001111"],
        ["海湾小学", "210211013001", "孙立", "13800002222"],
    ]


def items(importer, *more):
    head = ["单位名称", "名称", "类别", "联系岗位", "联系电话"]
    row = ["大连湾供电所", "志愿服务", "助餐", "办公室", "0411-87600001"]
    titles, values = zip(*more, strict=True) if more else ((), ())
    return importer, [[*head, *titles], [*row, *values]]


def resources(cast):
    return items(ResourceImport, ("资源形式", "场地"))


def services(cast):
    return items(ServiceImport, ("服务对象", "老人"), ("地点", "大厅"), ("服务时间", "周一"))


def demands(cast):
    return items(DemandImport, ("希望解决日期", date(2026, 12, 1)))


def projects(cast):
    """One planned, one that has begun; a third, known already, stays as it is."""
    head = ["牵头单位", "牵头单位区划代码", "项目名称", "层级", "目标和做法", "启动日期"]
    rows = [["亮灯", START], ["护学", ""]]
    place, facts = ["大连湾供电所", "210211013001"], ["社区微品牌", "换灯"]
    return ProjectImport, [head, *([*place, name, *facts, day] for name, day in rows)]


def pairings(cast):
    """One that stands is prolonged, and one with another organisation is new."""
    first, second, third = (
        PartyOrganization.objects.create(
            kind="branch", name=name, area=cast.community, founded_on=START
        )
        for name in ("第一党支部", "第二党支部", "第三党支部")
    )
    until = date(2027, 1, 1)
    Pairing.objects.create(helper=first, helped=second, plan="义诊", since=START, until=until)
    here, later = "210211013001", date(2028, 1, 1)
    sides = ["帮扶方党组织", "帮扶方区划代码", "受助方党组织", "受助方区划代码"]
    return PairingImport, [
        [*sides, "帮扶计划", "结对日期", "约定期满"],
        [first.name, here, second.name, here, "每月义诊", START, later],
        [first.name, here, third.name, here, "送课", START, later],
    ]


@pytest.fixture
def cast(
    request, now, grid, post, unit, unit2, other_community, liaison_user, street_user, category
):
    class Cast:
        def __getattr__(self, name):
            return request.getfixturevalue(name)

    return Cast()


IMPORTERS = {
    AreaImport,
    FiguresImport,
    PostImport,
    CalendarImport,
    UnitImport,
    LiaisonImport,
    ResourceImport,
    ServiceImport,
    DemandImport,
    ProjectImport,
    PairingImport,
}
STORIES = [
    areas,
    figures,
    posts,
    calendar,
    calendar_of_an_unknown_year,
    units,
    liaisons,
    resources,
    services,
    demands,
    projects,
    pairings,
]


@pytest.mark.parametrize("story", STORIES)
def test_everything_is_as_it_was(story, cast, district_user, now):
    importer, rows = story(cast)
    before = everything()
    batch = imported(importer, *rows, by=district_user, now=now)
    assert everything() != before
    undone(batch, importer, by=district_user, now=now + LATER)
    assert everything() == before
    assert not ImportRow.objects.exists()
