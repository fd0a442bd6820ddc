"""What serves a place: stations and teams, from the nearest level."""

from datetime import date

import pytest

from grids.models import Area, ServiceStation, ServiceTeam, TeamFunction, TeamGrid
from grids.serving import serving, serving_all

DAY = date(2026, 11, 10)
START = date(2026, 1, 1)


def station(area: Area, name: str = "党群服务站", **more) -> ServiceStation:
    fields = {"address": "海青街 1 号", "duty_phone": "0411-87600001", "since": START}
    return ServiceStation.objects.create(area=area, name=name, **fields | more)


def team(area: Area, name: str, *grids: Area, **more) -> ServiceTeam:
    made = ServiceTeam.objects.create(area=area, name=name, since=START, **more)
    for grid in grids:
        TeamGrid.objects.create(team=made, area=grid, since=START)
    return made


@pytest.fixture
def grid2(community) -> Area:
    return Area.objects.create(
        kind="grid", code="210211013001002", name="第2网格", parent=community, valid_from=START
    )


def test_nothing_above_is_empty_not_an_error(grid):
    found = serving(grid, DAY)
    assert (found.station, found.stations, found.teams) == (None, [], [])


def test_the_nearest_station_answers(grid, community, street):
    centre = station(street, "街道中心", kind="centre")
    assert serving(grid, DAY).station == centre
    point = station(community, "服务点", kind="point")
    own = station(community, "社区站")
    assert serving(grid, DAY).stations == [own, point]
    assert serving(street, DAY).stations == [centre]
    nearest = station(grid, "网格驿站", kind="point")
    assert serving(grid, DAY).stations == [nearest]
    assert serving(community, DAY).station == own


def test_a_station_closed_for_good_or_not_open_yet_does_not_count(grid, community):
    station(community, "旧站", until=DAY)
    station(community, "新站", since=date(2026, 11, 11))
    assert serving(grid, DAY).stations == []
    assert serving(grid, date(2026, 11, 9)).station.name == "旧站"


def test_teams_of_the_grid_else_of_the_whole_community(grid, grid2, community, street):
    whole_street = team(street, "街道组团")
    assert serving(grid, DAY).teams == [whole_street]
    whole = team(community, "社区组团")
    one = team(community, "第一组团", grid)
    assert serving(grid, DAY).teams == [one]
    assert serving(grid2, DAY).teams == [whole]
    assert serving(community, DAY).teams == [whole, one]
    assert serving(street, DAY).teams == [whole_street]


def test_a_micro_grid_is_served_by_the_team_of_its_grid(grid, community):
    micro = Area.objects.create(
        kind="micro", code=f"{grid.code}001", name="1–2 幢", parent=grid, valid_from=START
    )
    team(community, "社区组团")
    own = team(community, "第一组团", grid)
    assert serving(micro, DAY).teams == [own]


def test_a_team_of_the_street_on_a_grid_serves_its_community(grid, community, street):
    lent = team(street, "街道组团", grid)
    assert serving(grid, DAY).teams == serving(community, DAY).teams == [lent]


def test_an_attachment_that_ended_leaves_the_team_to_the_whole_community(grid, grid2, community):
    one = team(community, "第一组团", grid2)
    TeamGrid.objects.update(until=DAY)
    assert serving(grid, DAY).teams == [one]
    assert serving(grid, date(2026, 11, 9)).teams == []


def test_no_other_place_leaks_in(grid, other_grid, other_community):
    station(other_community)
    team(other_community, "外街组团", other_grid)
    assert (serving(grid, DAY).stations, serving(grid, DAY).teams) == ([], [])


def test_many_areas_in_three_queries(grid, grid2, community, other_grid, django_assert_num_queries):
    station(community)
    for number in range(3):
        one = team(community, f"组团{number}", grid, grid2)
        TeamFunction.objects.create(team=one, function="police", people=2)
    with django_assert_num_queries(3):
        found = serving_all([grid, other_grid, grid2, community], DAY)
        words = [[str(f) for t in one.teams for f in t.functions.all()] for one in found]
    assert words == [["社区民警"] * 3, [], ["社区民警"] * 3, ["社区民警"] * 3]
    assert [one.area for one in found] == [grid, other_grid, grid2, community]
