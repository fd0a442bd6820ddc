"""The addresses of outlines and maps."""

from types import SimpleNamespace
from typing import Any

from grids.actions import outlines
from members.models import User
from tests.conftest import at
from tests.contract.row import Row, uuid
from tests.grids.test_map import outline
from tests.grids.test_outline_check import feature, upload


def _batch(side: Any) -> dict[str, Any]:
    return {"uuid": side.street.uuid, "batch": side.outlines.uuid}


ROWS: list[Row] = [
    Row("grids:outlines", get="READ_STREETS", post="WRITE_STREETS", record=uuid("street")),
    Row("grids:outlines_download", get="READ_STREETS", record=uuid("street")),
    Row("grids:outlines_check", get="OWN_OUTLINES", record=_batch),
    Row("grids:outlines_write", post="OWN_OUTLINES", record=_batch),
    Row("grids:outline_delete", get="WRITE", post="WRITE", record=uuid("community")),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """The community with an outline, and an upload of the street's own staff."""
    outline(side.community, 121.7, 39.0, 121.71, 39.01)
    data = upload(feature(code=side.community.code))
    side.outlines = outlines.receive(data, "outlines.geojson", by=by, now=at("2026-11-10"))
