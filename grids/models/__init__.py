from grids.models.areas import (
    Area,
    AreaHistory,
    AreaOutline,
    AreaOverlap,
    AreaQuerySet,
    AreaSuccessor,
)
from grids.models.calendar import WorkDay, WorkYear
from grids.models.changes import AreaTransfer
from grids.models.figures import AreaFigures, AreaGroup, PartyFigures
from grids.models.posts import GridPost
from grids.models.services import ServiceStation, ServiceTeam, TeamFunction, TeamGrid

__all__ = [
    "Area",
    "AreaFigures",
    "AreaGroup",
    "AreaHistory",
    "AreaOutline",
    "AreaOverlap",
    "AreaQuerySet",
    "AreaSuccessor",
    "AreaTransfer",
    "GridPost",
    "PartyFigures",
    "ServiceStation",
    "ServiceTeam",
    "TeamFunction",
    "TeamGrid",
    "WorkDay",
    "WorkYear",
]
