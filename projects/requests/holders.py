"""Who holds a request: a unit, a grid worker or a team of volunteers, named by function.

What a resident may read names no person and no military or police unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from grids.models import Area
from members.models import MemberUnit, Posting, SupportLink, User
from projects.military import A_UNIT
from projects.models import Category, Item, Request, Resource, Service
from projects.taxonomy import taxonomy

MOST = 8  # suggestions of each sort


@dataclass(frozen=True)
class Holder:
    """`label` is what staff read, `public` what residents read."""

    label: str
    public: str
    unit: MemberUnit | None = None
    worker: User | None = None
    volunteers: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return {"unit": self.unit, "worker": self.worker, "volunteers": self.volunteers}

    def holds(self, request: Request) -> bool:
        unit, worker = self.unit and self.unit.pk, self.worker and self.worker.pk
        held = (request.unit_id, request.worker_id, request.volunteers)
        return held == (unit, worker, self.volunteers)


def of_unit(unit: MemberUnit) -> Holder:
    return Holder(unit.label, A_UNIT if unit.is_military else unit.name, unit=unit)


def of_post(post: Posting) -> Holder:
    """A grid worker, by the post: 第1网格网格员."""
    label = f"{post.area}{post.get_role_display()}"
    return Holder(label, label, worker=post.user)


def of_volunteers(team: str) -> Holder:
    return Holder(team, team, volunteers=team)


NOBODY: dict[str, Any] = {"unit": None, "worker": None, "volunteers": ""}


def held_as(request: Request) -> dict[str, Any]:
    """Who holds it, and since when it is taken, as the row says: for the WHERE of a move."""
    return {
        "unit": request.unit_id,
        "worker": request.worker_id,
        "volunteers": request.volunteers,
        "taken_at": request.taken_at,
    }


def label_workers(rows: Iterable[Request], today: date) -> None:
    """Give each of `rows` its `holder`: the name of who holds it as staff read it. One query."""
    rows = list(rows)
    keys = {row.worker_id for row in rows if row.worker_id}
    posts = grid_posts(today).filter(user__in=keys)
    named: dict[tuple[Any, Any], str] = {
        (post.user_id, post.area.community_id): of_post(post).label for post in posts
    }
    for row in rows:
        worker = named.get((row.worker_id, row.community_id), "网格员")
        row.holder = (  # type: ignore[attr-defined]
            row.unit.label if row.unit else worker if row.worker_id else row.volunteers
        )


def grid_posts(today: date) -> QuerySet[Posting]:
    """Who looks after which grid today, with account and grid."""
    held = Posting.objects.on(today).filter(role=Posting.Role.GRID)
    return held.select_related("user", "area").order_by("area__code", "pk")


def workers_near(area: Area, today: date) -> list[Posting]:
    """Grid workers of the community, those of this very grid first. One query."""
    found = list(grid_posts(today).filter(area__community=area.community_id or area.pk))
    return sorted(found, key=lambda post: post.area_id not in (area.pk, area.parent_id))


def units_near(area: Area) -> QuerySet[MemberUnit]:
    """Active units of the street, or of the district itself."""
    near = Q(street=area.street_id) | Q(street=None, district=area.district_id)
    return MemberUnit.objects.active().filter(near).order_by("name", "pk")


def suggested(category: Category, area: Area) -> list[tuple[MemberUnit, str]]:
    """Units that may help, and why: they offer such a thing here, or support the place (包联)."""
    why: dict[int, tuple[MemberUnit, list[str]]] = {}
    for unit, words in [*_offers(Service, category, area), *_offers(Resource, category, area)]:
        why.setdefault(unit.pk, (unit, []))[1].append(words)
    for link in _supporters(area):
        why.setdefault(link.unit_id, (link.unit, []))[1].append(f"包联{link.area}")
    return [(unit, "、".join(words[:2])) for unit, words in why.values()][:MOST]


def _offers(kind: type[Item], category: Category, area: Area) -> list[tuple[MemberUnit, str]]:
    """Published items of the category, or of the one above it, that reach the place."""
    above = [category.parent_id] if category.parent_id else []
    keys = [*taxonomy().subtree(category), *above]
    rows = kind.objects.published().filter(reaching(area), category__in=keys, unit__left_on=None)
    items = rows.select_related("unit").order_by("-last_confirmed", "-pk")[: 3 * MOST]
    return [(item.unit, f"{item.kind_name}：{item.title}") for item in items]


def reaching(area: Area) -> Q:
    around = [area.pk, area.community_id, area.street_id, area.district_id]
    return Q(community=area.community_id) | Q(area__in=[key for key in around if key])


def _supporters(area: Area) -> QuerySet[SupportLink]:
    places = [key for key in (area.pk, area.parent_id, area.community_id) if key]
    links = SupportLink.objects.current().filter(area__in=places, unit__left_on=None)
    return links.select_related("unit", "area").order_by("-area__level", "pk")
