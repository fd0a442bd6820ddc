"""Areas side by side on one ground, neither under the other (两条腿): who answers for what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from grids.figures import Figures, figures_from
from grids.models import Area, AreaFigures, AreaOverlap
from grids.responsible import Responsible, responsible_for_all

ROWS = (
    ("户数", lambda figures: figures.numbers["households"]),
    ("户籍人口", lambda figures: figures.numbers["registered"]),
    ("暂住人口", lambda figures: figures.numbers["transient"]),
    ("总人口", lambda figures: figures.population),
    ("面积（平方公里）", lambda figures: figures.square_km),
)


@dataclass(frozen=True)
class Beside:
    """The area that stands beside another, by which pair, and who is responsible in it."""

    area: Area
    pair: AreaOverlap
    answer: Responsible


def beside(area: Area, day: date) -> list[Beside]:
    """What stands beside `area` on `day`: two queries, one when nothing does."""
    pairs = AreaOverlap.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    pairs = pairs.filter(Q(area=area) | Q(other=area))
    held = list(pairs.select_related("area__street", "other__street").order_by("since", "pk"))
    others = [pair.other if pair.area_id == area.pk else pair.area for pair in held]
    answers = responsible_for_all(others, day) if others else []
    rows = zip(others, held, answers, strict=True)
    return [Beside(other, pair, answer) for other, pair, answer in rows]


@dataclass(frozen=True)
class Table:
    """Figures side by side: `areas` are the columns, `rows` are (label, one value for each)."""

    areas: list[Area]
    sources: list[str]
    rows: list[tuple[str, list[Any]]]


def side_by_side(areas: list[Area], day: date) -> Table:
    """The latest figures on `day` of each area: one query."""
    wanted = Q(area__in=areas) | Q(area__parent__in=areas, area__valid_to=None)
    known = AreaFigures.objects.filter(wanted, on__lte=day).select_related("area")
    rows: dict[int, list[AreaFigures]] = defaultdict(list)
    for row in known.order_by("-on", "-pk"):
        rows[row.area_id].append(row)
        rows[row.area.parent_id or 0].append(row)
    figures = [figures_from(area, rows[area.pk]) for area in areas]
    values = [(label, [_of(one, read) for one in figures]) for label, read in ROWS]
    return Table(areas, [one.source if one else "没有数据" for one in figures], values)


def _of(figures: Figures | None, read: Any) -> Any:
    return None if figures is None else read(figures)
