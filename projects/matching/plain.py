"""The points of one thing for one need, counted in Python from what is already read."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from projects.matching import points as p
from projects.matching.ask import Ask, shared
from projects.matching.opening import CLOSED, Opening
from projects.matching.points import Found, Kind
from projects.models import Item, Resource, Service


class Offer(NamedTuple):
    """A resource or service as the score looks at it; `people` and `things` are how many it has."""

    kind: Kind
    pk: int
    unit_id: int
    area_id: int
    community_id: int | None
    street_id: int | None
    district_id: int | None
    category_id: int
    search_text: str
    valid_until: date
    last_confirmed: date
    people: int | None
    things: int | None


COLUMNS = Offer._fields[1:11]
NUMBERS: dict[type[Item], tuple[str, str]] = {
    Resource: ("capacity", "pieces"),
    Service: ("places", "places"),
}
KINDS: dict[type[Item], Kind] = {Resource: Kind.RESOURCE, Service: Kind.SERVICE}


def offer_of(item: Item) -> Offer:
    names = (*COLUMNS, *NUMBERS[type(item)])
    return Offer(KINDS[type(item)], *(getattr(item, name) for name in names))


def points(ask: Ask, offer: Offer, *, helps: int, opening: Opening, today: date) -> Found:
    """What `exact` counts, for one offer."""
    recently = today - timedelta(days=p.FRESH_DAYS)
    return Found(
        offer.kind,
        offer.pk,
        place=place(ask, offer.area_id, offer.community_id, offer.street_id),
        category=category(ask, offer.category_id),
        pairs=min(len(shared(ask.pairs, offer.search_text)), p.MOST_PAIRS),
        number=number(ask, offer),
        in_time=p.IN_TIME if ask.wished_on and offer.valid_until >= ask.wished_on else 0,
        fresh=p.FRESH if ask.urgent and offer.last_confirmed >= recently else 0,
        open=p.OPEN if opening is not CLOSED and opening.suits(ask) else 0,
        helps=helps,
    )


def place(ask: Ask, area: int, community: int | None, street: int | None) -> int:
    if area == ask.area_id or (community is not None and community == ask.community_id):
        return p.SAME_COMMUNITY
    if area == ask.street_id:
        return p.WHOLE_STREET
    if street is not None and street == ask.street_id:
        return p.SAME_STREET
    return p.SAME_DISTRICT


def category(ask: Ask, key: int) -> int:
    if key == ask.category_id:
        return p.SAME_CATEGORY
    if key in ask.near:
        return p.NEAR_CATEGORY
    return p.SAME_GROUP if key in ask.group else 0


def number(ask: Ask, offer: Offer) -> int:
    said = offer.people if ask.of_people else offer.things
    if not ask.number or not said:
        return 0
    if said >= ask.number:
        return p.ENOUGH
    return p.IN_PART if ask.in_parts else 0


def unit_points(
    ask: Ask,
    pk: int,
    where: tuple[int, int | None, int | None],
    past: Iterable[int],
    helps: int,
) -> Found:
    """Of a unit by what it helped with: `where` is its area, community, street."""
    best = max((category(ask, key) for key in past), default=0)
    return Found(Kind.UNIT, pk, place(ask, *where), best, 0, 0, 0, 0, 0, helps)
