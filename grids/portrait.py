"""An area as it was on one day, and the story of how it became what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from grids.figures import Figures, figures_from
from grids.models import Area, AreaFigures, AreaHistory, AreaOverlap, AreaSuccessor, GridPost
from grids.past import Place, area_then
from grids.responsible import ROLE_ORDER


@dataclass(frozen=True)
class Portrait:
    """An area on `day`: what it was called, what lay below it, who held its posts, its figures."""

    area: Area
    day: date
    place: Place
    posts: list[GridPost]
    below: list[Area | AreaHistory]
    figures: Figures | None

    @property
    def was_there(self) -> bool:
        ended = self.area.valid_to
        return self.area.valid_from <= self.day and (ended is None or self.day < ended)


def portrait(area: Area, day: date) -> Portrait:
    """At most a dozen queries, however much lies below."""
    children = list(below_then(area, day))
    rows = AreaFigures.objects.filter(on__lte=day, area__in=[area, *children])
    figures = figures_from(area, list(rows.order_by("-on", "-pk")))
    posts = sorted(GridPost.objects.on(day).filter(area=area), key=_by_role)
    return Portrait(area, day, area_then(area, day), posts, _versions(children, day), figures)


def _by_role(post: GridPost) -> int:
    return ROLE_ORDER[post.role]


def below_then(area: Area, day: date) -> QuerySet[Area]:
    """The areas that hung under `area` on `day`."""
    then = AreaHistory.objects.filter(since__lte=day, until__gt=day)
    there = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    own = then.filter(area=OuterRef("pk"))
    unchanged = Q(parent=area) & ~Exists(own)
    return Area.objects.filter(there, unchanged | Exists(own.filter(parent=area)))


def _versions(areas: list[Area], day: date) -> list[Area | AreaHistory]:
    """The areas as they were called on `day`, in the order of their codes then: one query."""
    then = AreaHistory.objects.filter(area__in=areas, since__lte=day, until__gt=day)
    past = {old.area_id: old for old in then.select_related("area")}
    return sorted((past.get(area.pk, area) for area in areas), key=lambda one: one.code)


@dataclass(frozen=True)
class Event:
    """One line of an area's story: what happened on `on`, and the areas it leads to."""

    on: date
    words: str
    areas: tuple[Area, ...] = ()
    details: tuple[str, ...] = ()


def story(area: Area) -> list[Event]:
    """Founding, renames, moves, mergers, splits, the end; the latest first. Five queries."""
    events = [*_origin(area), *_changes(area), *_overlaps(area), *_end(area)]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _origin(area: Area) -> Iterator[Event]:
    """How it began, and which areas were merged into it since."""
    links = area.predecessors.select_related("area").order_by("on", "area__code")
    by_day: dict[date, list[Area]] = {}
    for link in links:
        by_day.setdefault(link.on, []).append(link.area)
    first = tuple(by_day.pop(area.valid_from, ()))
    words = (
        "启用" if not first else ("由下列区域合并而来" if len(first) > 1 else "由下列区域变更而来")
    )
    if len(first) == 1 and first[0].successors.count() > 1:
        words = "由下列区域拆分而来"
    yield Event(area.valid_from, words, first)
    for day, joined in by_day.items():
        yield Event(day, "下列区域并入", tuple(joined))


def _changes(area: Area) -> Iterator[Event]:
    """Renames and moves: each version against the one that followed it."""
    next_: Area | AreaHistory = area
    for old in area.history.select_related("parent"):  # the latest first
        yield Event(old.until, "变更", (), tuple(_differences(old, next_)))
        next_ = old


def _differences(old: AreaHistory, new: Area | AreaHistory) -> Iterator[str]:
    if old.name != new.name:
        yield f"曾用名：{old.name} → {new.name}"
    if old.code != new.code:
        yield f"曾用代码：{old.code} → {new.code}"
    if old.parent_id != new.parent_id:
        yield f"上级：{old.parent} → {new.parent}"


def _overlaps(area: Area) -> Iterator[Event]:
    for pair in pairs_of([area]):
        other = (pair.other if pair.area_id == area.pk else pair.area,)
        yield Event(pair.since, "与下列区域同地并存", other)
        if pair.until:
            yield Event(pair.until, "不再与下列区域并存", other)


def pairs_of(areas: Iterable[Area]) -> QuerySet[AreaOverlap]:
    """The pairs, past ones too, in which any of `areas` stands beside another."""
    keys = [area.pk for area in areas]
    pairs = AreaOverlap.objects.filter(Q(area__in=keys) | Q(other__in=keys))
    return pairs.select_related("area", "other").order_by("since", "pk")


def _end(area: Area) -> Iterator[Event]:
    if not area.valid_to:
        return
    heirs = heirs_of(area)
    yield Event(area.valid_to, ended_words(len(heirs)), tuple(heirs))


def ended_words(heirs: int) -> str:
    return "停用" if not heirs else ("拆分为" if heirs > 1 else "并入")


def heirs_of(area: Area) -> list[Area]:
    """The areas into which `area` went over: one query."""
    links = AreaSuccessor.objects.filter(area=area).select_related("successor")
    return [link.successor for link in links.order_by("successor__code", "pk")]
