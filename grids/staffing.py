"""The 1+3+N staffing of a grid: who fills each place, and which are vacant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value

from grids.models import Area, GridPost, ServiceTeam, TeamFunction, TeamGrid
from grids.responsible import ROLE_ORDER, chain
from grids.serving import Reach, attached_on, nearest_teams

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
    """One place of the 1+3, and who fills it in this grid; an all-round worker is marked."""

    key: str
    label: str
    names: list[str]

    @property
    def words(self) -> str:
        return "、".join(self.names)


@dataclass(frozen=True)
class Staffing:
    """Of one grid: the four places of 1+3, and the people of its teams by function (N)."""

    area: Area
    places: dict[str, Place]
    people: list[tuple[str, int]]

    @property
    def vacant(self) -> list[str]:
        """The labels of what nobody fills."""
        labels = [place.label for place in self.places.values() if not place.names]
        return labels if self.people else [*labels, "组团力量"]

    @property
    def people_words(self) -> str:
        """社区民警 2 人、医护人员 1 人."""
        return "、".join(f"{label} {people} 人" for label, people in self.people)


def staffing_all(areas: Iterable[Area], day: date) -> list[Staffing]:
    """The staffing of these grids on `day`, in their order: one query.

    A team in which nobody is named does not count; otherwise the nearest teams serve (`serving`).
    """
    areas = list(areas)
    posts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    teams: dict[int, Reach] = {}
    for team, area, grid, what, name, people in _rows(areas, day):
        if team is None:
            posts[area].append((what, name))
            continue
        reach = teams.setdefault(team, Reach({}, area))
        reach.team[what] = people
        reach.areas |= {grid} - {None}
    return [_staffing(area, posts[area.pk], nearest_teams(area, teams.values())) for area in areas]


def _rows(areas: list[Area], day: date) -> Iterable[Any]:
    """(team or None, its or the post's area, grid, function or role, name, people).

    A row for each post, and for each function of a team and grid that it is attached to.
    """
    nothing = Value(None, IntegerField())
    held = GridPost.objects.on(day).filter(area__in=areas).order_by()
    posts = held.values_list(nothing, "area", nothing, "role", "name", Value(0))
    above = {key for area in areas for key in chain(area)}
    manned = ServiceTeam.objects.on(day).filter(area__in=above, functions__isnull=False).order_by()
    forces = manned.annotate(served=attached_on(day)).values_list(
        "pk", "area", "served__area", "functions__function", Value(""), "functions__people"
    )
    return forces.union(posts, all=True)


def _staffing(area: Area, posts: list[tuple[str, str]], forces: list[dict[str, int]]) -> Staffing:
    """From (role, name) of the posts held and {function: people} of the teams."""
    posts.sort(key=lambda post: (ROLE_ORDER[post[0]], post[1]))
    places = {
        key: Place(key, label, [_marked(*post) for post in posts if post[0] in roles])
        for key, (label, roles) in PLACES.items()
    }
    counted: Counter[str] = Counter()
    for people in forces:
        counted.update(people)
    known = [(str(one.label), counted[one]) for one in TeamFunction.Function if counted[one]]
    return Staffing(area, places, known)


def _marked(role: str, name: str) -> str:
    return f"{name}（全科）" if role == ROLES.ALL_ROUND else name


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
    own = attached.filter(team=OuterRef("pk"))
    manned = ServiceTeam.objects.on(day).filter(functions__isnull=False)
    here = manned.filter(Exists(own.filter(area=OuterRef(OuterRef("pk")))))
    whole = manned.filter(~Exists(own))
    around = (OuterRef("community"), OuterRef("street"), OuterRef("district"))
    found = Q(Exists(here))
    for area in around:
        found |= Q(Exists(whole.filter(area=area)))
    return found
