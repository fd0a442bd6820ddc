"""Projects are a room above: it answers here for the key by which one is named."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from grids.models import Area


class KnownProject(NamedTuple):
    """What this room needs of a project: its key, name, place and page."""

    key: UUID
    name: str
    area: Area
    url: str

    def __str__(self) -> str:
        return self.name


Finder = Callable[[UUID, Any], KnownProject | None]
_finders: list[Finder] = []


def finds_projects(finder: Finder) -> Finder:
    """Register `finder(key, user)`: the project, if the user may change it and it goes on."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def project_for(key: UUID, user: Any) -> KnownProject | None:
    found = (finder(key, user) for finder in _finders)
    return next((project for project in found if project), None)
