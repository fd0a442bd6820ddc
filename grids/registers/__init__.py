"""The lists of this room."""

from grids.registers.areas import AreaList
from grids.registers.common import staff_url, streets
from grids.registers.figures import FiguresList
from grids.registers.posts import PostList
from grids.registers.staffing import StaffingList
from grids.registers.stations import StationList, station_url
from grids.registers.teams import TeamList, team_url

__all__ = [
    "AreaList",
    "FiguresList",
    "PostList",
    "StaffingList",
    "StationList",
    "TeamList",
    "staff_url",
    "station_url",
    "streets",
    "team_url",
]
