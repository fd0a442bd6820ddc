"""The candidates of one need as pages show them, and the needs that one thing could meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone

from members.models import MemberUnit
from projects.matching import points as p
from projects.matching.ask import ask_of
from projects.matching.exact import ranked
from projects.matching.opening import CLOSED, openings
from projects.matching.plain import KINDS, offer_of, points
from projects.matching.points import Found, Kind
from projects.matching.reach import offered, open_needs, reached_by, without
from projects.matching.reasons import Part, parts
from projects.models import Demand, Item, Share

MODELS: dict[int, type[Item]] = {int(kind): model for model, kind in KINDS.items()}


@dataclass(frozen=True)
class Suggestion:
    """A candidate for `demand`: a thing of a unit, or the unit alone; parts add up to the score."""

    demand: Demand
    unit: MemberUnit
    item: Item | None
    score: int
    parts: list[Part]

    @property
    def title(self) -> str:
        return self.item.title if self.item else self.unit.label

    @property
    def kind_name(self) -> str:
        return self.item.kind_name if self.item else "帮过忙的单位"

    @property
    def place(self) -> str:
        return str(self.item.area if self.item else self.unit.area)

    @property
    def reason(self) -> str:
        """同一社区 · 同类别 · 90 天内帮过 2 次"""
        return " · ".join(words for words, _ in self.parts)


def is_open(demand: Demand, today: date) -> bool:
    return open_needs(today).filter(pk=demand.pk).exists()


def suggestions(demand: Demand, *, now: datetime, most: int | None = p.KEPT) -> list[Suggestion]:
    """The candidates, the best first: one query to rank them, one for each kind among them."""
    ask = ask_of(demand)
    found = ranked(ask, now=now, most=most)
    items = {kind: _read(model, kind, found) for kind, model in MODELS.items()}
    units = _read(MemberUnit, Kind.UNIT, found)
    made = []
    for one in found:
        item = items[one.kind].get(one.pk) if one.kind in items else None
        said = parts(ask, one, offer_of(item) if item else None)
        unit = item.unit if item else units[one.pk]
        made.append(Suggestion(demand, unit, item, one.score, said))
    return made


def _read(model: Any, kind: int, found: Iterable[Found]) -> dict[int, Any]:
    keys = [one.pk for one in found if one.kind == kind]
    if not keys:
        return {}
    related = ("area",) if model is MemberUnit else ("unit", "area")
    rows: QuerySet[Any] = model.objects.select_related(*related).order_by()
    return cast(dict[int, Any], rows.in_bulk(keys))


def needs_for(item: Item, *, now: datetime, within: QuerySet[Demand]) -> list[Suggestion]:
    """Needs `within` that the published item could meet, the best first; four queries or so.

    The same as to ask each of them for its candidates.
    """
    today = timezone.localdate(now)
    if not offered(type(item), today).filter(pk=item.pk).exists():
        return []
    needs = within.filter(pk__in=open_needs(today).values("pk")).filter(reached_by(item))
    asks = {need: ask_of(need) for need in needs.filter(without(item.unit_id))}
    offer, helps = offer_of(item), helped([item.unit_id], now).get(item.unit_id, 0)
    only = type(item).objects.filter(pk=item.pk)
    opening = openings(item.KIND, only, asks.values()).get(item.pk, CLOSED)
    found = []
    for need, ask in asks.items():
        one = points(ask, offer, helps=helps, opening=opening, today=today)
        if one.category or one.pairs:
            found.append(Suggestion(need, item.unit, item, one.score, parts(ask, one, offer)))
    return sorted(found, key=lambda one: (-one.score, one.demand.pk))


def helped(units: Iterable[int], now: datetime) -> dict[int, int]:
    """How often each unit helped lately, as the helped side confirmed; one query."""
    span = (now - timedelta(days=p.HELP_DAYS), now)
    counts: dict[int, int] = {}
    shares = Share.objects.filter(unit__in=list(units), engagement__confirmed_at__range=span)
    for pk in shares.values_list("unit", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return counts
