"""The addresses of undoing whole import batches."""

from types import SimpleNamespace

from members.models import User
from tests.contract.row import Row

ROWS: list[Row] = [Row("members:batch_list", get="STAFF_WRITES")]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """One record of everything, on this side."""
