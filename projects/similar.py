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
    """Open ones of the same community and kind, the newest first.

    Two queries: them, and what military units of the district are called, which no title names.
    """
    top = taxonomy().top_of(category.pk)
    kinds = [category.pk] if category != top else taxonomy().subtree(top)
    open_here = Request.objects.open().filter(community=area.community_id, category__in=kinds)
    columns = ("public_title", "category_id", "status", "received_at")
    rows = list(open_here.order_by("-received_at").values_list(*columns)[:SHOWN])
    hidden = military_names(area.district_id) if rows else []
    return [
        Similar(_title(title, kind, hidden), state_of(status), tone_of(status), since)
        for title, kind, status, since in rows
    ]


def _title(title: str, kind: int, hidden: list[str]) -> str:
    return without_military(title, hidden) or taxonomy().by_id[kind].name


def fitting_services(area: Area, category: Category, today: date) -> list[dict[str, Any]]:
    """Public services of this kind that reach the place, the most recently confirmed: one query."""
    place = places().by_id.get(area.community_id or 0)
    wish = directory.Wish(area=place, category=category)
    return directory.answer(wish, today).rows[:SERVICES]
