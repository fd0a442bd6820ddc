"""The pages of the finder's card and blank spots."""

from collections.abc import Callable
from typing import Any

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = [
    ("grids:card", "community", "", ""),
    ("grids:card", "grid 4, no consent", "", ""),
    ("grids:find", "", "", "at=121.7,39"),
    ("grids:find", "", "", "at=x"),
    ("grids:find", "", "", "q=幸福理"),
]
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("coverage:board", "", "street", ""),
    ("coverage:board", "", "district", ""),
    ("coverage:gaps", "", "street", ""),
    ("coverage:gaps", "", "auditor", "state=all"),
]
NO_PAGE: set[str] = set()
SUBJECTS: dict[str, Callable[[], list[Any]]] = {}
