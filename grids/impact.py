"""What a change of areas will do, before it is done: what ends, begins, goes along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from common.stamps import stamp
from grids.actions.next_codes import proposed_codes
from grids.actions.plans import Plan, check_plan
from grids.followers import Follower, followers
from grids.models import Area

MOST = 200  # records of one kind that are shown, each with a choice


@dataclass(frozen=True)
class Load:
    """The open records of one kind: `here` on the areas themselves, `below` on areas below them.

    `led` of those here follow another record, so nobody decides about them.
    """

    follower: Follower
    here: int
    below: int
    led: int
    rows: list[Any]

    @property
    def label(self) -> str:
        return self.follower.label

    @property
    def anchor(self) -> str:
        return f"k-{self.follower.model._meta.model_name}"


@dataclass(frozen=True)
class Impact:
    """What carrying out `plan` does. `codes`: proposed ones of the areas below, by key."""

    plan: Plan
    children: list[Area]
    codes: dict[int, str]
    loads: list[Load]
    clashes: list[str]

    @property
    def heirs(self) -> list[str]:
        return [heir.name for heir in self.plan.heirs]

    @property
    def here(self) -> list[Load]:
        """The kinds with records on the areas themselves."""
        return [load for load in self.loads if load.here]

    @property
    def seen(self) -> str:
        """Stamp of what the page shows of the areas: a change meanwhile is noticed."""
        areas = [*self.plan.ending, *filter(None, [self.plan.into]), *self.children]
        return stamp(*(f"{area.pk} {area.code} {area.name} {area.parent_id}" for area in areas))

    def heir_codes(self) -> list[str]:
        return [heir.code for heir in self.plan.heirs]

    def home(self, child: Area) -> str:
        return self.heirs[self.plan.homes.get(child.pk, 0)]

    def head(self, child: Area) -> str:
        """What the new code of the area below has to begin with."""
        return self.heir_codes()[self.plan.homes.get(child.pk, 0)]


def weigh(plan: Plan) -> Impact:
    """What `plan` will do; two or three queries for each registered model, however many records.

    Raises what `carry_out` would raise because of the areas.
    """
    check_plan(plan)
    children = plan.children()
    codes = proposed_codes(children, plan.homes, [heir.code for heir in plan.heirs])
    loads = loads_of(plan.ending, plan.on, rows=True)
    return Impact(plan, children, codes, loads, list(_clashes(plan, loads)))


def loads_of(areas: Iterable[Area], day: date, *, rows: bool = False) -> list[Load]:
    """How many open records of each kind lie on `areas` and below; with `rows`, those on them."""
    here = [area.pk for area in areas]
    roots = Area.objects.filter(pk__in=here)
    below = list(Area.objects.under(roots).current().values_list("pk", flat=True))
    loads = [_load(follower, here, below, day, rows) for follower in followers()]
    return [load for load in loads if load.here or load.below]


def _load(follower: Follower, here: list[int], all_: list[int], day: date, rows: bool) -> Load:
    own = follower.at(here, day)
    beneath = follower.at(set(all_) - set(here), day).exclude(pk__in=own.values("pk"))
    count = own.count()
    free = own.filter(**{f"{follower.leader}__isnull": True}) if follower.leader else own
    led = count - free.count() if follower.leader and count else 0
    shown = list(free.order_by("pk")[:MOST]) if rows and count else []
    return Load(follower, count, beneath.count(), led, shown)


def _clashes(plan: Plan, loads: list[Load]) -> Iterable[str]:
    """What would be there twice, and stands in the way: only when all go to one heir."""
    if plan.verb == "split":
        return
    for load in loads:
        if not load.rows or load.follower.ends:
            continue
        twice = load.follower.duplicates([row.pk for row in load.rows], plan.into)
        text = load.follower.clash_text(twice, plan.into) if twice else ""
        if text:
            yield text


def told(areas: list[Area], day: date) -> list[tuple[str, str]]:
    """(kind, numbers) of what hangs on the areas and below: for the confirm page of a change."""
    keys = [area.pk for area in areas]
    below = Area.objects.under(Area.objects.filter(pk__in=keys)).current().exclude(pk__in=keys)
    kinds = dict(below.order_by().values_list("kind").annotate(n=Count("pk")))
    labels = dict(Area.Kind.choices)
    kept = [
        (f"下级{labels[kind]}", f"{kinds[kind]} 个") for kind in Area.Kind.values if kind in kinds
    ]
    return [*kept, *((load.label, f"{load.here + load.below} 条") for load in loads_of(areas, day))]
