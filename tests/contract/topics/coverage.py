"""The addresses of the finder's card and blank spots."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from alliance.models import Gap
from members.models import User
from tests.contract.row import Row, uuid


def _of_street(side: Any) -> dict[str, Any]:
    return {"area": side.street.uuid}


ROWS: list[Row] = [
    Row("grids:card", get="EVERYBODY", record=uuid("community")),
    Row("coverage:board", get="STAFF"),
    Row("coverage:board", get="READ", query=_of_street),
    Row("coverage:gaps", get="STAFF"),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """One open gap on this side."""
    side.gap = Gap.objects.create(
        area=side.grid, kind="no_party", owner=side.community, opened_on=date(2026, 11, 1)
    )
