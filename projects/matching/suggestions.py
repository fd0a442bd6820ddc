"""The candidates of one need as pages show them, and the needs that one thing could meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from grids.models import Area
from members.models import MemberUnit, User
from projects.matching import points as p
from projects.matching.ask import READ, ask_of
from projects.matching.exact import ranked
from projects.matching.links import propose_url
from projects.matching.opening import CLOSED, openings
from projects.matching.plain import KINDS, offer_of, points
from projects.matching.points import Found, Kind
from projects.matching.reach import offered, open_needs, reached_by, without
from projects.matching.reasons import Part, parts
from projects.models import Demand, Item, Share

MODELS: dict[int, type[Item]] = {int(kind): model for model, kind in KINDS.items()}


@dataclass(frozen=True)
class Suggestion:
    """A candidate for `demand`: a thing of a unit, or the unit alone; parts add up to the score.

    `seen` says that the reader may open its staff page.
    """

    demand: Demand
    unit: MemberUnit
    item: Item | None
    score: int
    parts: list[Part]
    seen: bool = False

    @property
    def title(self) -> str:
        return self.item.title if self.item else self.unit.label

    @property
    def kind_name(self) -> str:
        return self.item.kind_name if self.item else "帮过忙的单位"

    @property
    def area(self) -> Area:
        return self.item.area if self.item else self.unit.area

    @property
    def reason(self) -> str:
        """同一社区 · 同类别 · 90 天内帮过 2 次"""
        return " · ".join(words for words, _ in self.parts)

    @property
    def url(self) -> str:
        """Its page: the staff's where they may open it, else the public one, else none."""
        if self.seen:
            return (self.item or self.unit).get_absolute_url()
        public = self.item and self.item.is_public and not self.unit.is_military
        return self.item.public_url if self.item and public else ""

    @property
    def propose_url(self) -> str:
        return propose_url(self.demand, self.unit, self.item)


def is_open(demand: Demand, today: date) -> bool:
    return open_needs(today).filter(pk=demand.pk).exists()


def suggestions(
    demand: Demand, *, now: datetime, most: int | None = p.KEPT, reader: User | None = None
) -> list[Suggestion]:
    """The candidates, the best first: one query to rank them, one for each kind among them."""
    ask = ask_of(demand)
    found = ranked(ask, now=now, most=most)
    items = {kind: _read(model, kind, found, reader) for kind, model in MODELS.items()}
    units = _read(MemberUnit, Kind.UNIT, found, reader)
    made = []
    for one in found:
        item = items[one.kind][one.pk] if one.kind in items else None
        thing: Any = item or units[one.pk]
        made.append(
            Suggestion(
                demand,
                item.unit if item else thing,
                item,
                one.score,
                parts(ask, one, offer_of(item) if item else None),
                seen=getattr(thing, "seen", False),
            )
        )
    return made


def _read(model: Any, kind: int, found: Iterable[Found], reader: User | None) -> dict[int, Any]:
    keys = [one.pk for one in found if one.kind == kind]
    if not keys:
        return {}
    related = ("area",) if model is MemberUnit else ("unit", "area")
    rows: QuerySet[Any] = model.objects.select_related(*related).order_by()
    if reader:
        rows = rows.annotate(seen=Q(pk__in=model.objects.visible_to(reader).values("pk")))
    return cast(dict[int, Any], rows.in_bulk(keys))


def needs_for(
    item: Item, *, now: datetime, within: QuerySet[Demand], most: int | None = p.KEPT
) -> list[Suggestion]:
    """Needs `within` that the published item could meet, the best first; five queries or so.

    The same as to ask each of them for its candidates.
    """
    today = timezone.localdate(now)
    if not offered(type(item), today).filter(pk=item.pk).exists():
        return []
    needs = open_needs(today).filter(reached_by(item), without(item.unit_id))
    known = needs.filter(pk__in=within.values("pk")).only(*READ).order_by()
    offer, asks = offer_of(item), [ask_of(need) for need in known]
    helps = helped(item.unit_id, now) if asks else 0
    only = type(item).objects.filter(pk=item.pk)
    opening = openings(item.KIND, only, asks).get(item.pk, CLOSED)
    scored = [(points(ask, offer, helps=helps, opening=opening, today=today), ask) for ask in asks]
    related = [(found, ask) for found, ask in scored if found.category or found.pairs]
    best = sorted(related, key=lambda one: (-one[0].score, one[1].pk))[:most]
    shown = Demand.objects.for_list().in_bulk([ask.pk for _, ask in best]) if best else {}
    return [
        Suggestion(shown[ask.pk], item.unit, item, found.score, parts(ask, found, offer))
        for found, ask in best
    ]


def helped(unit: int, now: datetime) -> int:
    """How often the unit helped lately, as the helped side confirmed; one query."""
    span = (now - timedelta(days=p.HELP_DAYS), now)
    return Share.objects.filter(unit=unit, engagement__confirmed_at__range=span).count()
