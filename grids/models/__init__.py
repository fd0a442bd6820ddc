from grids.models.areas import Area, AreaHistory, AreaQuerySet, AreaSuccessor
from grids.models.calendar import WorkDay, WorkYear
from grids.models.figures import AreaFigures, PartyFigures
from grids.models.posts import GridPost

__all__ = [
    "Area",
    "AreaFigures",
    "AreaHistory",
    "AreaQuerySet",
    "AreaSuccessor",
    "GridPost",
    "PartyFigures",
    "WorkDay",
    "WorkYear",
]
