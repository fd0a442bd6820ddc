"""The addresses of requests."""

from types import SimpleNamespace

from members.models import User
from tests.contract.row import Row

ROWS: list[Row] = []
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """One record of everything, on this side."""
