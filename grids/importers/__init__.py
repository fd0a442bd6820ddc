from grids.importers.areas import AreaImport
from grids.importers.calendar import CalendarImport
from grids.importers.figures import FiguresImport
from grids.importers.posts import PostImport
from grids.importers.stations import StationImport
from grids.importers.teams import TeamImport

__all__ = [
    "AreaImport",
    "CalendarImport",
    "FiguresImport",
    "PostImport",
    "StationImport",
    "TeamImport",
]
