"""What goes along when an area ends and becomes others: rooms register their models here.

A room's `following.py` registers, under a label, one `Follower` for each of its models that hang on
an area. So an area can be merged or split by this room, which knows none of the rooms above.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet, UniqueConstraint, Value
from django.db.models.functions import Greatest

from grids.models import Area, AreaTransfer

if TYPE_CHECKING:
    from members.models import User

# Which successor (by its place in the list; None: none, it ends) a record goes to, by its key;
# under the key None: all others of its kind.
Wish = Mapping[int | None, int | None]


class Clash(ValidationError):
    """Two records would be the same thing in the successor."""


class MustGoAlong(ValidationError):
    """Records of this kind do not end with their area."""


@dataclass(frozen=True)
class Change:
    """The areas `ended` end on the day `on` and become `successors`."""

    ended: list[Area]
    successors: list[Area]
    on: date
    now: datetime
    by: User | None


class Follower(ABC):
    """One model whose open rows move on with their area, keeping their keys; closed ones stay."""

    model: ClassVar[type[Model]]
    label: ClassVar[str]  # set by `follows`
    # By default the row goes along; or it ends with the area, unless somebody says otherwise.
    ends: ClassVar[bool] = False
    # The foreign key whose record, placed on an area itself, decides where this one goes.
    leader: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    @abstractmethod
    def open(self, day: date) -> QuerySet[Any]:
        """The rows that still hold on `day`."""

    def at(self, areas: Iterable[Area] | Iterable[int], day: date) -> QuerySet[Any]:
        """The open rows on `areas`."""
        return self.open(day).filter(area__in=areas)

    def name(self, row: Any) -> str:
        """What the impact page calls the row: inside names only."""
        return str(row)

    def hand_over(self, keys: list[int], to: Area, change: Change) -> None:
        """Hang the rows on `to`. Raises Clash."""
        twice = self.duplicates(keys, to)
        if twice:
            self.settle(twice, to, change)
        held = self.rows.filter(pk__in=keys)
        AreaTransfer.objects.bulk_create(
            AreaTransfer(model=self.key, key=pk, area_id=area, on=change.on)
            for pk, area in held.exclude(pk__in=twice).values_list("pk", "area_id")
        )
        held.exclude(pk__in=twice).update(area=to)

    def leave(self, keys: list[int], change: Change) -> None:
        """What becomes of rows that end with the area. Raises MustGoAlong where none may."""
        raise MustGoAlong(f"{self.label}要随区域转入新的区域，请为每一项选一个。")

    def settle(self, keys: set[int], to: Area | None, change: Change) -> None:
        """What becomes of rows of which the successor has the like already."""
        raise Clash(self.clash_text(keys, to))

    def clash_text(self, keys: set[int], to: Area | None) -> str:
        names = "、".join(self.name(row) for row in self.rows.filter(pk__in=keys)[:5])
        place = f"“{to}”" if to else "新区域"
        return f"{self.label}“{names}”在{place}会有两份，请先处理其中一份，再来办理。"

    def duplicates(self, keys: list[int], to: Area | None) -> set[int]:
        """The rows that a unique constraint would refuse on `to` (None: an area to come)."""
        return {
            pk
            for constraint in self.model._meta.constraints
            if isinstance(constraint, UniqueConstraint) and "area" in constraint.fields
            for pk in self._twice(constraint, keys, to)
        }

    def _twice(self, constraint: UniqueConstraint, keys: list[int], to: Area | None) -> set[int]:
        others = [name for name in constraint.fields if name != "area"]
        rows = self.rows.order_by("pk").filter(constraint.condition or Q())
        there = rows.filter(area=to).exclude(pk__in=keys) if to else rows.none()
        seen = {row[1:] for row in there.values_list("pk", *others)}
        twice = set()
        for row in rows.filter(pk__in=keys).values_list("pk", *others):
            if None in row:
                continue  # to the database an unknown value is like no other
            if row[1:] in seen:
                twice.add(row[0])
            seen.add(row[1:])
        return twice


class Dated(Follower):
    """A row that says “from, to”: it ends with the area, and a new one begins at the successor."""

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(Q(until=None) | Q(until__gt=day))

    def hand_over(self, keys: list[int], to: Area, change: Change) -> None:
        twice = self.duplicates(keys, to)
        if twice:
            self.settle(twice, to, change)
        held = list(self.rows.filter(pk__in=keys).exclude(pk__in=twice))
        self.leave(keys, change)
        self.rows.model._default_manager.bulk_create(
            [self.renewed(old, to, change) for old in held]
        )

    def renewed(self, old: Any, to: Area, change: Change) -> Any:
        """The same from the day of the change on, at `to`."""
        new = copy(old)
        new._state = copy(old._state)
        new._state.adding, new.pk, new.area = True, None, to
        new.since = max(old.since, change.on)
        if hasattr(old, "uuid"):
            new.uuid = uuid4()
        return new

    def leave(self, keys: list[int], change: Change) -> None:
        rows = self.rows.filter(pk__in=keys)
        rows.update(until=Greatest(F("since"), Value(change.on)))


class Link(Dated):
    """A dated row that only ties two things: tied at the successor already, it merely ends."""

    def settle(self, keys: set[int], to: Area | None, change: Change) -> None:
        """Nothing: `hand_over` ends it."""

    def clash_text(self, keys: set[int], to: Area | None) -> str:
        return ""


FOLLOWERS: dict[str, Follower] = {}
Settler = Callable[[Change], None]
_settlers: list[Settler] = []


def follows(label: str) -> Callable[[type[Follower]], type[Follower]]:
    """Register a model's follower; `label` is what the impact page calls its records."""

    def register(kind: type[Follower]) -> type[Follower]:
        kind.label = label
        FOLLOWERS[kind.model._meta.label_lower] = kind()
        return kind

    return register


def settles(settler: Settler) -> Settler:
    """Register what has to be made right once all records are in their places.

    Also called when an area moves: then nothing has ended and it is the one successor.
    """
    if settler not in _settlers:
        _settlers.append(settler)
    return settler


def followers() -> list[Follower]:
    """All, those that follow another record after those that lead."""
    return sorted(FOLLOWERS.values(), key=lambda follower: bool(follower.leader))


def settle(change: Change) -> None:
    for settler in _settlers:
        settler(change)


def follow(change: Change, wishes: Mapping[str, Wish]) -> dict[str, int]:
    """Move or end every open record on the areas that ended; returns how many, by label."""
    counts = {}
    for follower in followers():
        shares = shared_out(follower, change, wishes.get(follower.key, {}))
        for place, keys in shares.items():
            if place is None:
                follower.leave(keys, change)
            else:
                follower.hand_over(keys, change.successors[place], change)
        counts[follower.label] = sum(map(len, shares.values()))
    settle(change)
    return {label: count for label, count in counts.items() if count}


def shared_out(follower: Follower, change: Change, wish: Wish) -> dict[int | None, list[int]]:
    """Which of the follower's open rows go to which successor (None: to none)."""
    rows = follower.at(change.ended, change.on).order_by("pk")
    places = {area.pk: place for place, area in enumerate(change.successors)}
    led = dict(rows.values_list("pk", f"{follower.leader}__area")) if follower.leader else {}
    usual = wish.get(None, None if follower.ends else 0)
    shares: dict[int | None, list[int]] = defaultdict(list)
    for pk in rows.values_list("pk", flat=True):
        shares[places.get(led.get(pk, 0), wish.get(pk, usual))].append(pk)
    return dict(shares)
