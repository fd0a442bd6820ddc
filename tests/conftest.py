"""The fixed cast: one district with two streets, their units, and everybody who signs in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from grids.models import Area, GridPost
from members.models import (
    Alliance,
    AllianceMembership,
    Liaison,
    MemberUnit,
    PartyOrganization,
    Person,
    PioneerPost,
    Posting,
    User,
)
from projects import memory
from projects.models import Category, Synonym
from projects.seeds import seed_categories

START = date(2026, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: str, clock: str = "09:00") -> datetime:
    """That minute in Shanghai: at("2026-11-22", "14:30")."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@pytest.fixture
def now() -> datetime:
    return at("2026-11-10")


def _area(kind: str, code: str, name: str, parent: Area | None, **more) -> Area:
    return Area.objects.create(
        kind=kind, code=code, name=name, parent=parent, valid_from=START, **more
    )


@pytest.fixture
def district(db) -> Area:
    return _area("district", "210211", "甘井子区", None)


@pytest.fixture
def street(district) -> Area:
    return _area("street", "210211013", "大连湾街道", district)


@pytest.fixture
def other_street(district) -> Area:
    return _area("street", "210211009", "红旗街道", district)


@pytest.fixture
def community(street) -> Area:
    return _area("community", "210211013001", "海青社区", street)


@pytest.fixture
def other_community(other_street) -> Area:
    return _area("community", "210211009001", "锦绣社区", other_street)


@pytest.fixture
def grid(community) -> Area:
    return _area("grid", "210211013001001", "第1网格", community, boundary="幸福里小区 1–8 幢")


@pytest.fixture
def other_grid(other_community) -> Area:
    return _area("grid", "210211009001001", "第1网格", other_community, boundary="锦绣园 1–6 幢")


@pytest.fixture
def post(grid) -> GridPost:
    return GridPost.objects.create(
        area=grid,
        role="head",
        name="陈桂芳",
        stand_in="刘海",
        duty_phone="0411-87600101",
        availability="每天 8:00–20:00",
        consent_on=START,
        since=START,
    )


def _user(username: str, name: str, role: str | None = None, area: Area | None = None) -> User:
    user = User.objects.create_user(username=username, password="a-long-pass-1", name=name)
    if role and area:
        Posting.objects.create(user=user, role=role, area=area, since=START)
    return user


@pytest.fixture
def district_user(district) -> User:
    return _user("district", "区管理员", "district", district)


@pytest.fixture
def street_user(street) -> User:
    return _user("street", "周敏", "street", street)


@pytest.fixture
def community_user(community) -> User:
    return _user("community", "孙丽", "community", community)


@pytest.fixture
def grid_user(grid) -> User:
    return _user("grid", "网格员甲", "grid", grid)


@pytest.fixture
def tutor_user(street) -> User:
    return _user("tutor", "辅导员甲", "tutor", street)


@pytest.fixture
def auditor(district) -> User:
    return _user("auditor", "审计员", "auditor", district)


@pytest.fixture
def other_street_user(other_street) -> User:
    return _user("otherstreet", "吴强", "street", other_street)


def _unit(name: str, area: Area, type_: str = "public", **more) -> MemberUnit:
    return MemberUnit.objects.create(name=name, area=area, type=type_, joined_on=START, **more)


@pytest.fixture
def unit(community) -> MemberUnit:
    return _unit("区第二医院", community)


@pytest.fixture
def unit2(community) -> MemberUnit:
    return _unit("大连湾供电所", community, "state")


@pytest.fixture
def military_unit(community) -> MemberUnit:
    return _unit("某部警卫连", community, "military", alias="驻街单位甲")


@pytest.fixture
def other_unit(other_community) -> MemberUnit:
    return _unit("红旗小学", other_community, "school")


def _liaison(unit: MemberUnit, user: User, name: str) -> Liaison:
    person = Person.objects.create(name=name, user=user)
    return Liaison.objects.create(unit=unit, person=person, since=START)


@pytest.fixture
def liaison_user(unit) -> User:
    user = _user("liaison", "李建国")
    _liaison(unit, user, "李建国")
    return user


@pytest.fixture
def liaison2_user(unit2) -> User:
    user = _user("liaison2", "赵丽华")
    _liaison(unit2, user, "赵丽华")
    return user


@pytest.fixture
def other_liaison_user(other_unit) -> User:
    user = _user("otherliaison", "钱伟")
    _liaison(other_unit, user, "钱伟")
    return user


@pytest.fixture
def alliance(street, unit, unit2) -> Alliance:
    """The street's regional alliance with both units of the community."""
    alliance = Alliance.objects.create(
        name="大连湾街道区域化党建联合体", area=street, founded_on=START
    )
    for member in (unit, unit2):
        AllianceMembership.objects.create(alliance=alliance, unit=member, since=START)
    return alliance


@pytest.fixture
def category(db) -> Category:
    """The first category; planted by a migration, and flushed by tests with real transactions."""
    seed_categories(Category, Synonym)
    return Category.objects.get(code="meals")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process keeps in memory for a minute must not outlive a test's rows."""
    memory.forget()


@pytest.fixture
def branch(community) -> PartyOrganization:
    """The composite branch of an estate in the community."""
    return _organization("幸福里小区兼合式党支部", community, is_composite=True)


@pytest.fixture
def other_branch(other_community) -> PartyOrganization:
    return _organization("锦绣园兼合式党支部", other_community, is_composite=True)


@pytest.fixture
def unit_branch(unit, community) -> PartyOrganization:
    """The branch of the unit for which `liaison_user` speaks."""
    return _organization("区第二医院党支部", community, unit=unit, member_count=20)


@pytest.fixture
def service_post(branch, community) -> PioneerPost:
    """A post of one place that members who check in may claim."""
    return PioneerPost.objects.create(
        organization=branch, area=community, kind="service", name="楼道照明岗", since=START
    )


def _organization(name: str, area: Area, **more) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="branch", name=name, area=area, founded_on=START, **more
    )
