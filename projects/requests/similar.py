"""What may spare a resident the form: the same matter already in hand, or a service for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grids.models import Area
from projects import directory
from projects.military import military_names, without_military
from projects.models import Category, Request
from projects.places import places
from projects.requests.timeline import state_of, tone_of
from projects.taxonomy import taxonomy

SHOWN = 5
SERVICES = 3


@dataclass(frozen=True)
class Similar:
    """An open request of somebody else: never a word of theirs, never who or where exactly."""

    title: str
    category: str
    place: str  # its grid, or its community: what is narrower is nobody else's matter
    state: str
    tone: str
    since: datetime


def similar_requests(area: Area, category: Category) -> list[Similar]:
    """Open ones of the same community and kind, the newest first.

    Two queries: them, and what military units of the district are called, which no title names.
    """
    top = taxonomy().top_of(category.pk)
    kinds = [category.pk] if category != top else taxonomy().subtree(top)
    open_here = Request.objects.open().filter(community=area.community_id, category__in=kinds)
    rows = list(open_here.select_related("area__parent").order_by("-received_at")[:SHOWN])
    hidden = military_names(area.district_id) if rows else []
    return [_similar(one, hidden) for one in rows]


def _similar(one: Request, hidden: list[str]) -> Similar:
    kind = taxonomy().by_id[one.category_id].name
    return Similar(
        title=without_military(one.public_title, hidden) or kind,
        category=kind,
        place=without_military(_place(one.area), hidden),
        state=state_of(one.status),
        tone=tone_of(one.status),
        since=one.received_at,
    )


def _place(area: Area) -> str:
    """As the public may see it: a house or a micro-grid goes by its grid."""
    within = area.parent if area.kind == Area.Kind.MICRO and area.parent else area
    return within.name


def fitting_services(area: Area, category: Category, today: date) -> list[dict[str, Any]]:
    """Public services of this kind that reach the place, the most recently confirmed: one query."""
    place = places().by_id.get(area.community_id or 0)
    wish = directory.Wish(area=place, category=category)
    return directory.answer(wish, today).rows[:SERVICES]
