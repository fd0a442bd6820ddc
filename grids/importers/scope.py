"""Which areas an importer may touch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from common.sheets import Column, Importer, Row, lookup
from grids.models import Area
from grids.models.areas import CODE_LENGTHS

if TYPE_CHECKING:
    from members.models import User

AREA_CODE = Column(
    "code",
    "区划代码",
    "code",
    required=True,
    lengths=tuple(CODE_LENGTHS.values()),
    hint="区 6 位、街道 9 位、社区（村）12 位、网格 15 位、微网格 18 位",
    example="210211013001001",
)
UNKNOWN = "未知区划代码"
UNKNOWN_HINT = "请核对代码；只能导入本人负责范围内的区域"


def areas_by_code(codes: Iterable[str], by: User | None) -> dict[str, Area]:
    """The current areas with these codes that `by` may write (None: any): one query."""
    areas = by.writable_areas() if by else Area.objects.all()
    return {area.code: area for area in areas.current().filter(code__in=set(codes))}


def resolve_areas(importer: Importer, rows: list[Row]) -> list[Row]:
    """Put each row's area under `area`; report unknown codes; return the rows that have one."""
    areas: dict[str, Any] = areas_by_code(lookup(rows, "code"), importer.by)
    for row in rows:
        row["area"] = areas.get(row["code"])
        if row["area"] is None:
            importer.problem(row, "code", UNKNOWN, UNKNOWN_HINT)
    return [row for row in rows if row["area"]]


def changed_fields(row: Row, obj: Any, names: Iterable[str]) -> list[str]:
    """Which of the fields `names` the row would change in `obj`."""
    return [name for name in names if getattr(obj, name) != row[name]]
