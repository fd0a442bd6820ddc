"""The year sheet of a unit: /w/units/<uuid>/year/ and /l/year/."""

from datetime import date

import pytest
from django.utils import timezone

from grids.models import AreaHistory
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.actions.liaisons import appoint
from members.actions.support import add_support
from members.models import CheckIn, Liaison, PartyOrganization
from members.year_sheet import Period, sections_of
from projects.actions import items as actions
from projects.models import Demand, Resource, Service
from tests.conftest import START, at
from tests.contract.conftest import listed

YEAR = Period(2026, date(2026, 11, 22))
TITLES = [
    "给出", "帮别人办的对接", "得到", "别人帮办的对接", "项目", "群众点单",
    "联络员月报", "意见建议", "会议", "决议", "培训和辅导", "联络员", "党组织和党员", "联合体",
    "包联、组团和报到",
]  # fmt: skip


@pytest.fixture
def side(unit, community, category):
    from types import SimpleNamespace

    return SimpleNamespace(unit=unit, community=community)


def told(unit, user, period=YEAR) -> dict[str, list[tuple[str, str, str]]]:
    return {
        section.title: [(str(line.day or ""), line.text, line.note) for line in section.lines]
        for section in sections_of(unit, period, user)
    }


def test_the_sections_stand_in_their_order(unit, street_user):
    assert [section.title for section in sections_of(unit, YEAR, street_user)] == TITLES


def test_given_names_who_confirmed(unit, side, street_user, liaison_user):
    service = listed(Service, side, street_user, title="义诊")
    room = listed(Resource, side, street_user, title="会议室")
    listed(Resource, side, street_user, "draft", title="草稿")
    old = listed(Service, side, street_user, title="去年的", last_confirmed=date(2025, 4, 1))
    for item in (room, old):
        type(item).objects.filter(pk=item.pk).update(published_at=at("2025-03-01"))
    actions.confirm(service, by=liaison_user, now=timezone.now())
    year = Period(timezone.localdate().year, timezone.localdate())
    rows = told(unit, street_user, year)["给出"]
    assert [(day, text) for day, text, _ in rows] == [
        ("2025-03-01", "会议室"),
        ("2026-11-02", "义诊"),
    ]
    assert rows[0][2].endswith("周敏")
    assert rows[1][2].endswith("李建国")


def test_asked_reports_and_meetings_of_the_year(unit, side, street_user, alliance):
    listed(Demand, side, street_user, title="缺会议室")
    listed(Demand, side, street_user, title="去年的", created_at=at("2025-12-31"))
    report = {"unit": unit, "area": unit.area, "submitted_by": street_user}
    LiaisonReport.objects.create(
        **report, month=date(2026, 3, 1), due_on=date(2026, 3, 25), status="submitted",
        submitted_at=at("2026-03-20"), practice="办了义诊。\n还有别的。", problems="长" * 50,
    )  # fmt: skip
    LiaisonReport.objects.create(
        **report, month=date(2026, 4, 1), due_on=date(2026, 4, 25), status="submitted",
        submitted_at=at("2026-04-20"), no_change=True,
    )  # fmt: skip
    LiaisonReport.objects.create(
        unit=unit, area=unit.area, month=date(2026, 5, 1), due_on=date(2026, 5, 25)
    )
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=2, weekday=2)
    for period, state, why in (
        ("2026-01-01", "held", ""), ("2026-04-01", "cancelled", "停电"), ("2025-10-01", "held", ""),
    ):  # fmt: skip
        day = date.fromisoformat(period)
        was = at(f"{day:%Y-%m}-20")
        facts = {"notified_at": was, "held_at": was if state == "held" else None}
        Meeting.objects.create(
            rule=rule, period=day, starts_at=was, status=state, cancel_reason=why, **facts
        )
    rows = told(unit, street_user)
    assert rows["得到"] == [("2026-11-01", "缺会议室", "一般　已发布")]
    assert rows["联络员月报"] == [
        ("", "3 月　待审核", f"特色做法：办了义诊。　存在问题：{'长' * 40}…"),
        ("", "4 月　待审核", "本月无变化"),
    ]
    assert rows["会议"] == [("2026-01-20", "2026 年第一季度联席会议", f"{alliance}　已召开")]


def test_a_meeting_before_the_unit_joined_is_not_its_own(unit, street_user, alliance):
    unit.memberships.update(since="2026-02-01")
    rule = MeetingRule.objects.create(alliance=alliance, kind="liaison", week=2, weekday=1)
    for month in (1, 2, 3):
        Meeting.objects.create(
            rule=rule, period=date(2026, month, 1), starts_at=at(f"2026-0{month}-10")
        )
    unit.memberships.update(until="2026-03-01")
    assert [day for day, _, _ in told(unit, street_user)["会议"]] == ["2026-02-10"]


def test_officers_organisations_and_support(unit, street_user, liaison_user, alliance, grid, now):
    appoint(unit, name="王芳", phone="13900001111", since=date(2026, 5, 1), by=None, now=now)
    Liaison.objects.filter(until=None).get()
    for kind, name, count, ended in (
        ("committee", "医院党委", 3, None),
        ("branch", "门诊支部", 20, None),
        ("branch", "旧支部", 5, START),
    ):
        PartyOrganization.objects.create(
            kind=kind, name=name, unit=unit, area=unit.area, member_count=count,
            founded_on=START, ended_on=ended,
        )  # fmt: skip
    add_support(unit, area=grid, since=date(2026, 2, 1), by=None, now=now)
    CheckIn.objects.create(
        organization=PartyOrganization.objects.get(name="医院党委"), area=unit.area,
        reported_at=at("2026-03-01"), status="confirmed", confirmed_at=at("2026-03-02"),
    )  # fmt: skip
    rows = told(unit, street_user)
    assert rows["联络员"] == [
        ("2026-01-01", "李建国", "2026 年 5 月 1 日交接"),
        ("2026-05-01", "王芳", "现任"),
    ]
    assert rows["党组织和党员"] == [
        ("", "党委 1 个，党支部 1 个，党员 23 人", ""),
        ("2026-01-01", "医院党委", "成立"),
        ("2026-01-01", "门诊支部", "成立"),
        ("2026-01-01", "旧支部", "成立"),
        ("2026-01-01", "旧支部", "撤销"),
    ]
    assert rows["联合体"] == [("2026-01-01", str(alliance), "")]
    assert rows["包联、组团和报到"] == [
        ("2026-02-01", "包联　第1网格", ""),
        ("2026-03-01", "党组织向海青社区报到", "已报到"),
    ]
    assert told(unit, street_user, Period(2025, date(2026, 11, 22)))["联络员"] == []


def test_the_area_has_the_name_of_that_year(client, street_user, unit, community):
    unit.joined_on = date(2025, 1, 1)
    unit.save()
    AreaHistory.objects.create(
        area=community, name="海青村", code=community.code, parent=community.parent,
        since=date(2020, 1, 1), until=date(2026, 1, 1),
    )  # fmt: skip
    client.force_login(street_user)
    page = f"{unit.get_absolute_url()}year/"
    assert client.get(page, {"year": 2025}).context["place"] == "海青村"
    assert client.get(page).context["place"] == "海青社区"


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 0), ("2020", -1), ("9999", 0), ("x", 0), ("²02³", 0), ("20260", 0)]
)
def test_an_odd_year_is_the_nearest_there_is(client, street_user, unit, asked, shown):
    this = timezone.localdate().year
    unit.joined_on = date(this - 1, 1, 1)
    unit.save()
    client.force_login(street_user)
    answer = client.get(f"{unit.get_absolute_url()}year/", {"year": asked})
    assert answer.context["period"].year == this + shown


def test_the_officer_has_the_own_unit_s(
    client, liaison_user, unit, unit2, liaison2_user, grid_user
):
    client.force_login(liaison_user)
    page = client.get("/l/year/").content.decode()
    assert "区第二医院" in page
    assert "/w/" not in page
    elsewhere = client.get("/l/year/", {"unit": unit2.uuid}).content.decode()
    assert "大连湾供电所" not in elsewhere
    Liaison.objects.current().filter(unit=unit2).update(until=START)
    Liaison.objects.create(unit=unit2, person=liaison_user.person, since=START)
    both = client.get("/l/year/", {"unit": unit2.uuid})
    assert (both.context["unit"], both.context["others"]) == (unit2, [unit])
    client.force_login(grid_user)
    assert client.get("/l/year/").status_code == 404


def test_strangers(client, unit, military_unit, other_street_user, liaison_user, street_user):
    page = f"{unit.get_absolute_url()}year/"
    assert client.get(page).url.startswith("/in/?next=")
    for stranger in (other_street_user, liaison_user):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
    client.force_login(street_user)
    assert client.post(page).status_code == 405
    alias = client.get(f"{military_unit.get_absolute_url()}year/").content.decode()
    assert "驻街单位甲" in alias
    assert "警卫连" not in alias


def test_a_check_in_of_the_early_morning_is_of_that_day(unit, community, street_user):
    branch = PartyOrganization.objects.create(
        kind="branch", name="支部", unit=unit, area=community, founded_on=START
    )
    CheckIn.objects.create(
        area=community, organization=branch, reported_at=at("2026-03-02", "01:00")
    )
    lines = told(unit, street_user)["包联、组团和报到"]
    assert lines == [("2026-03-02", "党组织向海青社区报到", "待确认")]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_of_everything_and_three(
    client, street_user, side, unit, alliance, count, django_assert_num_queries
):
    for number in range(count):
        listed(Service, side, street_user, title=f"服务{number}")
        listed(Demand, side, street_user, title=f"需求{number}")
        PartyOrganization.objects.create(
            kind="branch", name=f"支部{number}", unit=unit, area=unit.area, founded_on=START
        )
    client.force_login(street_user)
    page = f"{unit.get_absolute_url()}year/"
    client.get(page)
    with django_assert_num_queries(27):
        client.get(page)
