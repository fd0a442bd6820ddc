"""The 1+3+N staffing of a grid: who fills each place, and which are vacant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from grids.models import Area, GridPost, ServiceTeam, TeamFunction, TeamGrid
from grids.serving import teams_of_all

ROLES = GridPost.Role
# Portal rule: 1 is the head; 3 are these, an all-round worker counts as a full-time one; N are the
# people of the service teams.
PLACES: dict[str, tuple[str, tuple[GridPost.Role, ...]]] = {
    "head": ("网格长", (ROLES.HEAD,)),
    "full_time": ("专职网格员", (ROLES.FULL_TIME, ROLES.ALL_ROUND)),
    "part_time": ("兼职网格员", (ROLES.PART_TIME,)),
    "guide": ("网格指导员", (ROLES.GUIDE,)),
}
TEAM = "team"  # the key of N beside those of PLACES


@dataclass(frozen=True)
class Place:
    """One place of the 1+3, and who fills it in this grid."""

    key: str
    label: str
    posts: list[GridPost]

    @property
    def names(self) -> str:
        """Who fills it; an all-round worker is marked."""
        mark = {ROLES.ALL_ROUND: "（全科）"}
        return "、".join(post.name + mark.get(ROLES(post.role), "") for post in self.posts)


@dataclass(frozen=True)
class Staffing:
    """Of one grid: the four places of 1+3, and the people of its teams by function (N)."""

    area: Area
    places: dict[str, Place]
    teams: list[ServiceTeam]
    people: list[tuple[str, int]]

    @property
    def vacant(self) -> list[str]:
        """The labels of what nobody fills."""
        labels = [place.label for place in self.places.values() if not place.posts]
        return labels if self.people else [*labels, "组团力量"]

    @property
    def people_words(self) -> str:
        """社区民警 2 人、医护人员 1 人."""
        return "、".join(f"{label} {people} 人" for label, people in self.people)


def staffing_all(areas: Iterable[Area], day: date) -> list[Staffing]:
    """The staffing of these grids on `day`, in their order: three queries."""
    areas = list(areas)
    posts: dict[int, list[GridPost]] = defaultdict(list)
    for post in GridPost.objects.on(day).filter(area__in=areas):
        posts[post.area_id].append(post)
    teams = teams_of_all(areas, day)
    return [staffing_of(area, posts[area.pk], own) for area, own in zip(areas, teams, strict=True)]


def staffing_of(area: Area, posts: list[GridPost], teams: list[ServiceTeam]) -> Staffing:
    """The staffing by the posts held and the teams that serve, functions fetched: no query."""
    places = {
        key: Place(key, label, [post for post in posts if post.role in roles])
        for key, (label, roles) in PLACES.items()
    }
    counted: Counter[str] = Counter()
    for team in teams:
        counted.update({one.function: one.people for one in team.functions.all()})
    order = TeamFunction.Function
    people = [(str(one.label), counted[one]) for one in order if counted[one]]
    return Staffing(area, places, teams, people)


def without(grids: QuerySet[Area], key: str, day: date) -> QuerySet[Area]:
    """Those of `grids` whose place `key` (of PLACES, or TEAM) nobody fills on `day`."""
    if key == TEAM:
        return grids.filter(~_served(day))
    return grids.filter(~_filled(PLACES[key][1], day))


def short(grids: QuerySet[Area], day: date) -> QuerySet[Area]:
    """Those of `grids` in which any place is vacant on `day`."""
    full = _served(day)
    for _, roles in PLACES.values():
        full &= _filled(roles, day)
    return grids.filter(~full)


def _filled(roles: Iterable[GridPost.Role], day: date) -> Q:
    return Q(Exists(GridPost.objects.on(day).filter(area=OuterRef("pk"), role__in=roles)))


def _served(day: date) -> Q:
    """A team with somebody in it is attached to the grid, or serves all around it."""
    attached = TeamGrid.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    manned = ServiceTeam.objects.on(day).filter(functions__isnull=False)
    whole = manned.filter(~Exists(attached.filter(team=OuterRef("pk"))))
    own = manned.filter(Exists(attached.filter(team=OuterRef("pk"), area=OuterRef(OuterRef("pk")))))
    return (
        Q(Exists(own))
        | Q(Exists(whole.filter(area=OuterRef("community"))))
        | Q(Exists(whole.filter(area=OuterRef("street"))))
    )
