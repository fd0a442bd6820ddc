"""All open needs of a street (or of a district itself) at once: a few reads, counted in Python.

Exact, as `exact` is: every need counts its points for the things of its categories and those that
share its words, by lists of positions made once for the street.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from heapq import nlargest, nsmallest

from django.db.models import Q
from django.utils import timezone

from members.models import MemberUnit
from projects.matching import points as p
from projects.matching.ask import READ, Ask, ask_of
from projects.matching.opening import CLOSED, Opening, openings
from projects.matching.plain import (
    COLUMNS,
    KINDS,
    NUMBERS,
    Offer,
    number,
    place,
    points,
    unit_points,
)
from projects.matching.points import Found
from projects.matching.reach import LEFT_OUT, offered, open_needs, reaching
from projects.models import Share

Kept = tuple[Found, Offer | None]
Where = tuple[int, int | None, int | None]  # area, community, street


@dataclass
class Supply:
    """What can reach the needs of one place: things by kind and key, units that helped."""

    today: date
    offers: list[Offer]
    openings: list[Opening]
    units: dict[int, Where]
    helps: dict[int, int]
    past: dict[int, set[int]]  # unit → categories of what it helped with within a year

    @cached_property
    def static(self) -> list[int]:
        """Points of each offer that no need changes."""
        most = p.MOST_HELPS
        return [p.HELPED * min(self.helps.get(one.unit_id, 0), most) for one in self.offers]

    @cached_property
    def by_category(self) -> dict[int, list[int]]:
        found = defaultdict(list)
        for at, one in enumerate(self.offers):
            found[one.category_id].append(at)
        return found

    @cached_property
    def by_pair(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for at, one in enumerate(self.offers):
            for pair in set(one.search_text.split()):
                found[pair].append(at)
        return found

    @cached_property
    def helpers(self) -> dict[int, list[int]]:
        """Category → units there that helped with a need of it within a year."""
        found = defaultdict(list)
        for unit in self.past.keys() & self.units.keys():
            for key in self.past[unit]:
                found[key].append(unit)
        return found

    def kept(self, ask: Ask, at: int) -> Kept:
        offer = self.offers[at]
        helps, opening = self.helps.get(offer.unit_id, 0), self.openings[at]
        return points(ask, offer, helps=helps, opening=opening, today=self.today), offer

    @cached_property
    def _placed(self) -> dict[int, list[int]]:
        return {}

    def placed(self, ask: Ask) -> list[int]:
        """Points of each offer for its place and its unit, the same for all needs of an area."""
        known = self._placed.get(ask.area_id)
        if known is None:
            known = self._placed[ask.area_id] = [
                place(ask, one.area_id, one.community_id, one.street_id) + static
                for one, static in zip(self.offers, self.static, strict=True)
            ]
        return known


def supply(district: int | None, street: int | None, asks: list[Ask], now: datetime) -> Supply:
    """Six queries, with days asked for up to four more."""
    today, here = timezone.localdate(now), reaching(district, street)
    offers: list[Offer] = []
    opens: dict[tuple[int, int], Opening] = {}
    for model, kind in KINDS.items():
        rows = offered(model, today).filter(here)
        columns = rows.order_by("pk").values_list(*COLUMNS, *NUMBERS[model])
        offers += [Offer(kind, *row) for row in columns]
        of_kind = openings(model.KIND, rows.values("pk"), asks)
        opens |= {(kind, pk): opening for pk, opening in of_kind.items()}
    units = (
        MemberUnit.objects.active().filter(here).values_list("pk", "area", "community", "street")
    )
    where = {pk: (area, community, above) for pk, area, community, above in units}
    helps, past = _helped({*where, *(one.unit_id for one in offers)}, now)
    opening = [opens.get((one.kind, one.pk), CLOSED) for one in offers]
    return Supply(today, offers, opening, where, helps, past)


def _helped(units: set[int], now: datetime) -> tuple[dict[int, int], dict[int, set[int]]]:
    """How often each unit helped lately; the categories of what it helped with in a year."""
    helps: dict[int, int] = defaultdict(int)
    past: dict[int, set[int]] = defaultdict(set)
    lately, span = now - timedelta(days=p.HELP_DAYS), (now - timedelta(days=p.PAST_DAYS), now)
    shares = Share.objects.filter(unit__in=units, engagement__confirmed_at__range=span)
    columns = ("unit", "engagement__demand__category", "engagement__confirmed_at")
    for unit, category, at in shares.values_list(*columns):
        past[unit].add(category)
        helps[unit] += at >= lately
    return helps, past


def best(ask: Ask, has: Supply, left_out: set[int]) -> list[Kept]:
    """The KEPT best candidates of a need, the best first."""
    left_out = left_out | {ask.unit_id}
    total = {
        at: score
        for at, score in _related(ask, has).items()
        if has.offers[at].unit_id not in left_out
    }
    ranked = nsmallest(p.KEPT, ((-score, at) for at, score in _ready(ask, has, total).items()))
    kept = [has.kept(ask, at) for _, at in ranked]
    known = left_out.union(has.offers[at].unit_id for at in total)
    kept += [(one, None) for one in _units(ask, has, known)]
    return sorted(kept, key=lambda one: one[0].order)[: p.KEPT]


def _related(ask: Ask, has: Supply) -> dict[int, int]:
    """Position of each related offer → its points for place, category, words and past help."""
    base, total = has.placed(ask), {}
    for key, more in _categories(ask):
        for at in has.by_category.get(key, ()):
            total[at] = base[at] + more
    hits: dict[int, int] = {}
    for pair in ask.pairs:
        for at in has.by_pair.get(pair, ()):
            hits[at] = hits.get(at, 0) + 1
    for at, count in hits.items():
        total[at] = total.get(at, base[at]) + p.PAIR * min(count, p.MOST_PAIRS)
    return total


def _ready(ask: Ask, has: Supply, total: dict[int, int]) -> dict[int, int]:
    """With the points for number and time; without what cannot be among the best by them."""
    most = (
        (p.ENOUGH if ask.number else 0)
        + (p.IN_TIME if ask.wished_on else 0)
        + (p.FRESH if ask.urgent else 0)
        + (p.OPEN if ask.on or ask.days else 0)
    )
    if not most:
        return total
    floor = min(nlargest(p.KEPT, total.values()), default=0) - most
    recently = has.today - timedelta(days=p.FRESH_DAYS)
    return {
        at: score + _extra(ask, has.offers[at], has.openings[at], recently)
        for at, score in total.items()
        if score >= floor
    }


def _categories(ask: Ask) -> Iterable[tuple[int, int]]:
    yield ask.category_id, p.SAME_CATEGORY
    for key in ask.near:
        yield key, p.NEAR_CATEGORY
    for key in ask.group:
        yield key, p.SAME_GROUP


def _extra(ask: Ask, offer: Offer, opening: Opening, recently: date) -> int:
    more = number(ask, offer)
    if ask.wished_on and offer.valid_until >= ask.wished_on:
        more += p.IN_TIME
    if ask.urgent and offer.last_confirmed >= recently:
        more += p.FRESH
    if opening is not CLOSED and opening.suits(ask):
        more += p.OPEN
    return more


def _units(ask: Ask, has: Supply, known: set[int]) -> list[Found]:
    """Units that helped with such a need and have no candidate of their own."""
    helpers = {unit for key in ask.related for unit in has.helpers.get(key, ())}
    return [
        unit_points(ask, unit, has.units[unit], has.past[unit], has.helps.get(unit, 0))
        for unit in helpers - known
    ]


def asks_of(here: Q, today: date) -> list[Ask]:
    """What the open needs there ask for; one query."""
    needs = open_needs(today).filter(here).only(*READ).order_by("pk")
    return [ask_of(need) for need in needs]


def left_out(asks: Iterable[Ask]) -> dict[int, set[int]]:
    """Need → units that are in an engagement on it, or were declined in one; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    shares = Share.objects.filter(
        engagement__demand__in=[ask.pk for ask in asks], engagement__status__in=LEFT_OUT
    )
    for need, unit in shares.values_list("engagement__demand", "unit"):
        found[need].add(unit)
    return found


def match(
    district: int | None, street: int | None, *, now: datetime
) -> list[tuple[Ask, list[Kept]]]:
    """Every open need of the street (None: of the district itself) with its best candidates."""
    here = Q(district=district, street=street)
    asks = asks_of(here, timezone.localdate(now))
    has, out = supply(district, street, asks, now), left_out(asks)
    nobody: set[int] = set()
    return [(ask, best(ask, has, out.get(ask.pk, nobody))) for ask in asks]


def places(today: date) -> list[tuple[int | None, int | None]]:
    """(district, street) of open needs."""
    found = open_needs(today).order_by("district", "street").values_list("district", "street")
    return list(found.distinct())
