"""Who is responsible for a place: the posts of the area itself, else of the nearest one above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grids.models import Area, GridPost


@dataclass(frozen=True)
class Responsible:
    """The answer for `area`: the posts of `level`, which is the area itself or one above it.

    Without a post anywhere above, `level` is None and `posts` empty.
    """

    area: Area
    level: Area | None
    posts: list[GridPost]

    @property
    def is_own(self) -> bool:
        return self.level is not None and self.level.pk == self.area.pk

    @property
    def first(self) -> GridPost | None:
        """The post to turn to first: the head, else whoever works there full time, and so on."""
        return self.posts[0] if self.posts else None


def responsible_for(area: Area, day: date) -> Responsible:
    """Who is responsible for `area` on `day`: one query."""
    return responsible_for_all([area], day)[0]


def responsible_for_all(areas: Iterable[Area], day: date) -> list[Responsible]:
    """The same for many areas, in their order: one query."""
    areas = list(areas)
    wanted = {pk for area in areas for pk in chain(area)}
    posts: dict[int, list[GridPost]] = defaultdict(list)
    for post in GridPost.objects.on(day).filter(area__in=wanted).select_related("area"):
        posts[post.area_id].append(post)
    for found in posts.values():
        found.sort(key=lambda post: ROLE_ORDER[post.role])
    return [_answer(area, posts) for area in areas]


ROLE_ORDER = {role: place for place, role in enumerate(GridPost.Role.values)}


def _answer(area: Area, posts: dict[int, list[GridPost]]) -> Responsible:
    for pk in chain(area):
        if posts.get(pk):
            return Responsible(area, posts[pk][0].area, posts[pk])
    return Responsible(area, None, [])


def chain(area: Area) -> list[int]:
    """The keys of the area and all above it, the nearest first."""
    keys = [area.pk, area.parent_id, area.community_id, area.street_id, area.district_id]
    return list(dict.fromkeys(key for key in keys if key is not None))
