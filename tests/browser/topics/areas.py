"""The pages of merges, splits and what they leave."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from grids.actions.areas import found_area
from grids.actions.merges import merge
from grids.actions.overlaps import put_beside
from grids.models import Area, AreaOverlap

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = [("grids:area", "former grid", "", "")]
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("grids:area_detail", "former grid", "street", ""),
    ("grids:area_detail", "community beside another", "street", "on=2026-01-02"),
    ("grids:area_merge", "community beside another", "street", ""),
    ("grids:area_split", "community beside another", "street", "parts=3"),
    ("grids:area_outcome", "former grid", "street", ""),
    ("grids:overlap_add", "community beside another", "street", ""),
    ("grids:overlap_end", "overlap", "street", ""),
]
NO_PAGE: set[str] = set()

STREET = "210211013"


def former_grid() -> Area:
    """A grid that was merged into its neighbour yesterday."""
    heir = Area.objects.current().get(code=f"{STREET}001004")
    found = heir.predecessors.first()
    if found:
        return found.area
    now = timezone.now()
    on = timezone.localdate(now) - timedelta(days=1)
    grid = found_area(
        parent=heir.parent, kind="grid", code=f"{STREET}001990", name="旧网格", on=on, by=None
    )
    merge([grid], into=heir, on=on, by=None, now=now)
    return grid


def overlap() -> AreaOverlap:
    found = AreaOverlap.objects.first()
    if found:
        return found
    areas = Area.objects.current().filter(code__in=[f"{STREET}001", f"{STREET}201"])
    first, second = areas.order_by("code")
    return put_beside(
        first, second, since=timezone.localdate(), by=None, note="各自负责本村、本社区居民"
    )


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "former grid": lambda: [former_grid().uuid],
    "community beside another": lambda: [overlap().area.uuid],
    "overlap": lambda: [overlap().pk],
}
