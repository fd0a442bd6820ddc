"""The pages of works."""

from collections.abc import Callable
from typing import Any

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = []
PHONE: list[Page] = []
STAFF: list[Page] = []
NO_PAGE: set[str] = set()
SUBJECTS: dict[str, Callable[[], list[Any]]] = {}
