"""The pages of outlines and maps."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alliance.demo.load import BOOKS
from common.models import ImportBatch
from grids.actions import outlines
from grids.models import Area
from members.models import User

Page = tuple[str, str, str, str]
STREET = "210211013"

PUBLIC: list[Page] = [("grids:area", "village with outlines", "", "")]
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("grids:outlines", "outlined street", "street", ""),
    ("grids:outlines", "outlined street", "auditor", ""),
    ("grids:outlines_check", "outlines", "street", ""),
    ("grids:outlines_check", "wrong outlines", "street", ""),
    ("grids:outline_delete", "village with outlines", "street", ""),
    ("grids:area_detail", "village with outlines", "street", ""),
]
NO_PAGE: set[str] = {"grids:outlines_download"}  # outlines_write: as of an import


def _area(code: str) -> list[Any]:
    return [Area.objects.current().get(code=code).uuid]


def _upload(data: bytes) -> list[Any]:
    """An upload of the street that waits to be written."""
    by, now = User.objects.get(username="street"), timezone.now()
    waiting = ImportBatch.objects.filter(kind=outlines.KIND, rows=data.count(b'"Feature"'))
    batch = waiting.first() or outlines.receive(data, "轮廓.geojson", by=by, now=now)
    return [*_area(STREET), batch.uuid]


def _right() -> list[Any]:
    return _upload((BOOKS / "outlines.geojson").read_bytes())


def _wrong() -> list[Any]:
    """Outlines of another street: no area of this one."""
    data = (BOOKS / "outlines.geojson").read_bytes()
    first = data.partition(b"},\n")[0] + b"}\n]}"
    return _upload(first.replace(b"210211013", b"210211010"))


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "outlined street": lambda: _area(STREET),
    "village with outlines": lambda: _area(f"{STREET}201"),
    "outlines": _right,
    "wrong outlines": _wrong,
}
