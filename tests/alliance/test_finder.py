"""/grid/<uuid>/: everything that serves a place, falling back upward, in six queries."""

import uuid
from datetime import date

import pytest
from django.utils import timezone

from alliance.finder.answer import answer_for
from grids.actions.overlaps import put_beside
from grids.models import (
    Area,
    AreaFigures,
    AreaOutline,
    GridPost,
    ServiceStation,
    ServiceTeam,
    TeamFunction,
    TeamGrid,
)
from members.models import PartyOrganization, Person, RosterEntry, SupportLink
from projects.models import Service
from tests.alliance.test_gaps import hold, organize, published
from tests.conftest import START, at

HOURS = [[day, 510, 1020] for day in range(1, 6)]  # Monday to Friday 8:30–17:00
NOW = at("2026-11-10", "10:00")  # a Tuesday


def station(area: Area, name: str = "海青党群服务站", **more) -> ServiceStation:
    facts = {"address": "海青路 1 号", "duty_phone": "0411-87600700", "since": START}
    return ServiceStation.objects.create(area=area, name=name, **{**facts, "hours": HOURS, **more})


def team(area: Area, name: str = "海青一组", grid: Area | None = None) -> ServiceTeam:
    made = ServiceTeam.objects.create(area=area, name=name, duty_phone="0411-87600800", since=START)
    TeamFunction.objects.create(team=made, function="police", people=1)
    TeamFunction.objects.create(team=made, function="medical", people=2)
    if grid:
        TeamGrid.objects.create(team=made, area=grid, since=START)
    return made


def html_of(client, area: Area) -> str:
    answer = client.get(f"/grid/{area.uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def full(grid, post, unit, category, street_user):
    """A grid that has one of everything."""
    station(grid)
    team(grid.community, grid=grid)
    organize(grid, "幸福里党支部", member_count=23)
    SupportLink.objects.create(unit=unit, area=grid, since=START)
    published(Service, unit, grid, category, street_user, title="老年助餐", hours="每天中午")
    AreaFigures.objects.create(area=grid, on=START, source="申报", registered=900, transient=100)
    return grid


def test_the_page_says_everything(client, full, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    html = html_of(client, full)
    for words in (
        "网格长　陈桂芳",
        "海青党群服务站",
        "海青路 1 号",
        "现在开放",
        "海青一组",
        "社区民警 1 人",
        "医护人员 2 人",
        "<b>幸福里党支部</b>　党员 23 名",
        "包联单位",
        "区第二医院",
        "老年助餐",
        "1,000 人",
    ):
        assert words in html
    assert f'href="/s/?area={full.uuid}"' in html
    assert f'href="/card/{full.uuid}/"' in html
    assert "暂时没有" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_answer_is_six_queries(
    client,
    full,
    unit,
    unit2,
    military_unit,
    category,
    street_user,
    count,
    django_assert_num_queries,
):
    community = full.community
    for n in range(1, count):
        hold(full, "full_time", name=f"专职{n}")
        station(full, f"服务点{n}")
        team(community, f"组{n}", full)
        organize(full, f"支部{n}", member_count=11)
        published(Service, unit, full, category, street_user, title=f"服务{n}")
        micro = Area.objects.create(
            parent=full, kind="micro", code=f"{full.code}00{n}", name=f"{n}号楼", valid_from=START
        )
        hold(micro)
    if count > 1:
        for more in (unit2, military_unit):
            SupportLink.objects.create(unit=more, area=full, since=START)
    for n in range(count):
        village = Area.objects.create(
            parent=full.street, kind="community", code=f"21021101399{n}", name=f"{n}村",
            valid_from=START,
        )  # fmt: skip
        put_beside(village, community, since=START, by=None, note=f"{n}村管原住村民")
        hold(village, "guide")
        station(village)
    for place in (full, community):
        with django_assert_num_queries(6):
            html_of(client, place)
    for place in (full.street, full.district):  # without a team there are no functions to ask for
        with django_assert_num_queries(5):
            html_of(client, place)


@pytest.mark.parametrize("q", ["", "?q=幸福里", "?q=没有的", "?q=没"])
def test_finding_is_six_queries_at_most(client, full, q, django_assert_max_num_queries):
    outline(full.community, 121.70, 121.71)
    with django_assert_max_num_queries(6):
        assert client.get(f"/grid/{q}").status_code == 200


def test_without_anything_of_its_own_a_grid_is_answered_from_above(
    client, grid, unit, category, street_user
):
    hold(grid.street, "guide", name="街道", duty_phone="0411-87600111")
    station(grid.community)
    team(grid.street, "街道组")
    organize(grid.community, "海青社区党委", kind="committee")
    SupportLink.objects.create(unit=unit, area=grid.community, since=START)
    published(Service, unit, grid.street, category, street_user, title="全街道的服务")
    html = html_of(client, grid)
    for words in (
        "第1网格暂时没有专门的负责人，由<b>大连湾街道</b>负责",
        "第1网格暂时没有自己的党群服务阵地，可以去<b>海青社区</b>的",
        "街道组",
        "第1网格暂时没有自己的党组织，由海青社区的联系",
        "海青社区党委",
        "包联海青社区",
        "全街道的服务",
    ):
        assert words in html


def test_an_empty_grid_still_says_where_to_turn(client, grid):
    html = html_of(client, grid)
    for words in (
        "负责人还没有登记",
        "党群服务阵地还没有登记",
        "第1网格暂时没有编入服务组团，由海青社区负责联系",
        "第1网格的党组织还没有登记，由海青社区党组织联系",
        "面向这里的服务还没有登记",
        'href="tel:12345"',
    ):
        assert words in html


def test_a_station_that_is_shut_says_when_it_opens(client, full, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-14", "10:00"))  # Saturday
    html = html_of(client, full)
    assert "现在未开放" in html
    assert '<dt class="print-only">周一至周五</dt>' in html  # on paper
    assert "8:30 开门" in html


def test_military_units_never_support_in_public(client, full, military_unit):
    SupportLink.objects.create(unit=military_unit, area=full, since=START)
    organize(full, "某部警卫连党支部", unit=military_unit, member_count=40)
    html = html_of(client, full)
    for words in ("某部警卫连", "驻街单位甲"):
        assert words not in html


@pytest.mark.parametrize("gone", ["left", "ended"])
def test_only_present_supporters_are_named(client, full, unit, gone):
    if gone == "left":
        type(unit).objects.filter(pk=unit.pk).update(left_on=START)
    else:
        SupportLink.objects.update(until=START)
    assert "包联单位" not in html_of(client, full)


@pytest.mark.parametrize(("members", "shown"), [(9, False), (10, True)])
def test_small_numbers_of_members_are_not_told(client, full, members, shown):
    PartyOrganization.objects.filter(name="幸福里党支部").update(member_count=members)
    assert (f"党员 {members} 名" in html_of(client, full)) is shown


def test_a_composite_branch_counts_its_roster(client, full):
    PartyOrganization.objects.filter(name="幸福里党支部").update(is_composite=True, member_count=0)
    branch = PartyOrganization.objects.get(name="幸福里党支部")
    for n in range(10):
        person = Person.objects.create(name=f"隐名{n}")
        RosterEntry.objects.create(
            organization=branch, person=person, category="resident", since=START
        )
    html = html_of(client, full)
    assert "党员 10 名" in html
    assert "隐名" not in html


def test_units_branches_and_streets_show_no_party(client, full, unit):
    organize(full, "医院党支部", unit=unit, member_count=50)
    organize(full.street, "大连湾街道党工委", kind="work_committee", member_count=50)
    assert "医院党支部" not in html_of(client, full)
    html = html_of(client, full.street)
    assert "党工委" not in html
    assert "党员" not in html


def test_branches_stand_in_order_and_are_not_all_named(client, full):
    community = full.community
    top = organize(community, "海青社区党委", kind="committee")
    for n in (10, 2, 1, 9, 8, 7, 6, 5):
        organize(community, f"第{n}党支部", parent=top, member_count=20)
    found = answer_for(community.uuid, NOW)
    assert [one.name for one in found.organizations] == [
        "海青社区党委",
        *(f"第{n}党支部" for n in (1, 2, 5, 6, 7)),
    ]
    assert "共 9 个党组织，这里列出前 6 个" in html_of(client, community)
    PartyOrganization.objects.filter(area=full).delete()
    assert [one.name for one in answer_for(full.uuid, NOW).organizations] == ["海青社区党委"]


def test_services_come_the_nearest_and_newest_first(full, unit, category, street_user):
    for title, area, day in (
        ("街道的", full.street, date(2026, 11, 9)),
        ("社区旧的", full.community, date(2026, 6, 1)),
        ("社区新的", full.community, date(2026, 11, 1)),
        ("邻街的", full.district, date(2026, 11, 9)),
    ):
        published(Service, unit, area, category, street_user, title=title, last_confirmed=day)
    services = answer_for(full.uuid, NOW).beside.services
    assert [one.title for one in services] == ["老年助餐", "社区新的", "社区旧的"]


def test_without_consent_no_name_stands_anywhere(client, full):
    GridPost.objects.update(consent_on=None)
    for page in (f"/grid/{full.uuid}/", f"/card/{full.uuid}/", f"/card/{full.community.uuid}/"):
        html = client.get(page).content.decode()
        assert "0411-87600101" in html
        assert "陈桂芳" not in html
        assert "刘海" not in html


def test_a_strange_key_has_no_answer(client, grid):
    assert answer_for(uuid.uuid4(), NOW) is None
    assert client.get(f"/card/{uuid.uuid4()}/").status_code == 404


# --- by the phone's position ----------------------------------------------------------------------


def outline(area: Area, west: float, east: float) -> None:
    """A strip of land of 0.01 degree (1.1 km) from south to north."""
    south, north = 39.00, 39.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    AreaOutline.objects.create(
        area=area,
        geometry={"type": "Polygon", "coordinates": [ring]},
        west=west, south=south, east=east, north=north, changed_at=NOW,
    )  # fmt: skip


@pytest.fixture
def second(grid) -> Area:
    made = Area.objects.create(
        parent=grid.community, kind="grid", code="210211013001002", name="第2网格",
        boundary="幸福里 9–16 幢", valid_from=START,
    )  # fmt: skip
    outline(grid, 121.70, 121.71)
    outline(made, 121.71, 121.72)
    return made


def test_the_button_shows_only_where_there_are_outlines(client, grid):
    assert "data-here" not in client.get("/grid/").content.decode()
    outline(grid, 121.70, 121.71)
    html = client.get("/grid/").content.decode()
    assert 'data-here="/grid/" hidden' in html
    assert "js/here.js" in html


def test_well_inside_it_leads_straight_to_the_grid(client, grid, second):
    for query in ("at=121.705,39.005", "at=121.705,39.005&accuracy=40"):
        answer = client.get(f"/grid/?{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"/grid/{grid.uuid}/")


def test_near_a_border_it_asks_back(client, grid, second):
    html = client.get("/grid/?at=121.7101,39.005").content.decode()
    assert "您在哪一边？" in html
    for place in (grid, second):
        assert f'href="/grid/{place.uuid}/"' in html
        assert place.boundary in html
    # A vague position is near a border from farther off.
    assert client.get("/grid/?at=121.7115,39.005").status_code == 302
    assert client.get("/grid/?at=121.7115,39.005&accuracy=200").status_code == 200


@pytest.mark.parametrize("at_", ["121.80,39.005", "116.40,39.90"])
def test_outside_it_says_so_and_how_to_go_on(client, second, at_):
    html = client.get(f"/grid/?at={at_}").content.decode()
    assert "不在已登记的范围内" in html
    assert ("打 12345 问" in html) == ("附近没有登记范围的网格" in html)
    assert 'href="/grid/"' in html


@pytest.mark.parametrize(
    "query",
    ["at=", "at=x", "at=121.7", "at=39.005,121.705", "at=181,91", "at=121.7,39&accuracy=far",
     "at=nan,nan", "at=1e999,1", "at=121.7,39,%00"],
)  # fmt: skip
def test_what_is_no_position_is_told(client, second, query):
    answer = client.get(f"/grid/?{query}")
    assert answer.status_code == 200
    assert "没有查到位置" in answer.content.decode()
