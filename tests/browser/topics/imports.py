"""The pages of undoing whole import batches."""

from collections.abc import Callable
from typing import Any

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = []
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("members:batch_list", "", "street", ""),
    ("members:batch_list", "", "district", ""),
]
NO_PAGE: set[str] = set()
SUBJECTS: dict[str, Callable[[], list[Any]]] = {}
