"""What may spare a resident the form: the same matter already in hand, or a service for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grids.models import Area
from projects import directory
from projects.models import Category, Request
from projects.places import places
from projects.taxonomy import taxonomy
from projects.timeline import state_of, tone_of

SHOWN = 5
SERVICES = 3


@dataclass(frozen=True)
class Similar:
    """An open request of somebody else: never a word of theirs, never who or where exactly."""

    title: str
    state: str
    tone: str
    since: datetime


def similar_requests(area: Area, category: Category) -> list[Similar]:
    """Open ones of the same community and kind, the newest first: one query."""
    top = taxonomy().top_of(category.pk)
    kinds = [category.pk] if category != top else taxonomy().subtree(top)
    open_here = Request.objects.open().filter(community=area.community_id, category__in=kinds)
    rows = open_here.order_by("-received_at")[:SHOWN]
    return [
        Similar(title or taxonomy().by_id[kind].name, state_of(status), tone_of(status), since)
        for title, kind, status, since in rows.values_list(
            "public_title", "category_id", "status", "received_at"
        )
    ]


def fitting_services(area: Area, category: Category, today: date) -> list[dict[str, Any]]:
    """Public services of this kind that reach the place, the most recently confirmed: one query."""
    place = places().by_id.get(area.community_id or 0)
    wish = directory.Wish(area=place, category=category)
    return directory.answer(wish, today).rows[:SERVICES]
