"""What a project came of, said by the rooms above that hold the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from members.models import User
from projects.models import Project


class Source(NamedTuple):
    """What it came of: in words, and its page ("" where the reader may not open it)."""

    text: str
    url: str


Finder = Callable[[Project, User], Source | None]
_finders: list[Finder] = []


def project_source(finder: Finder) -> Finder:
    """Register `finder(project, user)`; it answers None where the project is not of its kind.

    At most one query each.
    """
    if finder not in _finders:
        _finders.append(finder)
    return finder


def sources_of(project: Project, user: User) -> list[Source]:
    return [found for finder in _finders if (found := finder(project, user))]
