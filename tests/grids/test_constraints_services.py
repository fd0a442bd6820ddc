"""What the database itself refuses of teams, stations, terms and population groups."""

from datetime import timedelta

import pytest

from grids.models import (
    AreaFigures,
    AreaGroup,
    GridPost,
    ServiceStation,
    ServiceTeam,
    TeamFunction,
    TeamGrid,
)
from tests.conftest import START
from tests.grids.test_constraints import refused

BEFORE, LATER = START - timedelta(days=1), START + timedelta(days=1)


def team(area, **more) -> ServiceTeam:
    return ServiceTeam.objects.create(**{"area": area, "name": "组团", "since": START, **more})


def station(area, **more) -> ServiceStation:
    fields = {"area": area, "name": "站", "address": "x", "duty_phone": "12345", "since": START}
    return ServiceStation.objects.create(**fields | more)


def test_one_team_of_a_name_at_a_time(community, street):
    team(community)
    refused("serviceteam_name_once_in_area", lambda: team(community))
    team(community, until=LATER)
    team(street)


def test_a_team_ends_after_it_starts(community):
    refused("serviceteam_ends_after_start", lambda: team(community, until=BEFORE))
    team(community, until=START)


def test_a_function_stands_once_in_a_team_with_somebody(community):
    one = team(community)
    TeamFunction.objects.create(team=one, function="police", people=1)
    refused("teamfunction_once", lambda: TeamFunction.objects.create(team=one, function="police"))
    refused(
        "teamfunction_somebody",
        lambda: TeamFunction.objects.create(team=one, function="medical", people=0),
    )


def test_a_team_is_on_a_grid_once_at_a_time(community, grid):
    one = team(community)
    TeamGrid.objects.create(team=one, area=grid, since=START)
    refused("teamgrid_once", lambda: TeamGrid.objects.create(team=one, area=grid, since=LATER))
    TeamGrid.objects.create(team=one, area=grid, since=START, until=LATER)
    refused(
        "teamgrid_ends_after_start",
        lambda: TeamGrid.objects.create(team=one, area=grid, since=START, until=BEFORE),
    )


def test_one_station_of_a_name_at_a_time(community, street):
    station(community)
    refused("servicestation_name_once_in_area", lambda: station(community))
    station(community, until=LATER)
    station(street)


def test_a_station_ends_after_it_starts(community):
    refused("servicestation_ends_after_start", lambda: station(community, until=BEFORE))
    station(community, until=START)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(121.6, None), (None, 39.0), (181, 39.0), (121.6, -91)]
)
def test_a_station_has_both_coordinates_on_earth_or_none(community, longitude, latitude):
    refused(
        "servicestation_both_coordinates",
        lambda: station(community, longitude=longitude, latitude=latitude),
    )
    station(community, longitude=-180, latitude=90)


def test_a_term_ends_after_it_starts(grid):
    fields = {"area": grid, "role": "head", "name": "某", "duty_phone": "12345", "since": START}
    refused(
        "gridpost_term_after_start",
        lambda: GridPost.objects.create(**fields, term_ends_on=BEFORE),
    )
    GridPost.objects.create(**fields, term_ends_on=START)


def test_a_group_stands_once_in_a_set_of_figures(community):
    figures = AreaFigures.objects.create(area=community, on=START, source="x")
    AreaGroup.objects.create(figures=figures, group="native", people=1)
    refused(
        "areagroup_once",
        lambda: AreaGroup.objects.create(figures=figures, group="native", people=2),
    )
