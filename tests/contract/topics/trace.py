"""The address of the trace: of a demand; the others go by their own scopes (tests/projects)."""

from types import SimpleNamespace
from typing import Any

from members.models import User
from tests.contract.row import Row


def _demand(side: Any) -> dict[str, Any]:
    return {"start": "demand", "uuid": side.items["demand", "published"].uuid}


ROWS: list[Row] = [Row("projects:trace", get="READ", record=_demand)]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """Nothing of its own."""
