"""Which tutor goes to which unit: fair, without the database and without a clock.

Successive shortest paths for a minimum-cost assignment in which every further unit costs a tutor
more than the last (record 17). Costs stand one above the other, so that the plan found

1. never sends a tutor to the own unit, nor one who is away (there is no such edge);
2. gives every unit a tutor whom anybody may be sent to;
3. sends no tutor to a unit again before it was at all the units that it may go to, wherever every
   unit can have a tutor whose turn it is;
4. among these, the most even load (max − min ≤ 1 wherever 3 allows it);
5. among these, the fewest changes against `kept`, the plan that stands.

A tutor that comes to the end of its turn may begin the next one in the same plan. That is no cost
of a single pair, so two plans are made, one in which such tutors take their last units first, and
the better is taken. Where some unit must get a tutor out of turn, others may do with fewer.

The same people and the same past give the same plan, in whatever order they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Candidate:
    """A tutor: `own` is the unit that the tutor comes from, `away` whether it cannot come."""

    key: int
    own: int
    away: bool = False


@dataclass(frozen=True)
class Plan:
    """`pairs`: unit → tutor. `unplaced`: unit → why nobody can come. `early`: units that get a
    tutor again who has not been everywhere yet, because nobody else could come."""

    pairs: dict[int, int] = field(default_factory=dict)
    unplaced: dict[int, str] = field(default_factory=dict)
    early: frozenset[int] = frozenset()

    @property
    def loads(self) -> dict[int, int]:
        return dict(Counter(self.pairs.values()))


OWN = "不能辅导自己的单位"
AWAY = "这一期多数日子不能来"
AGAIN = "来过这家单位，而他还有单位没有轮到"
NOBODY = "没有可以派出的辅导员"
ALL_AWAY = "辅导员这一期都不能来"
ONLY_OWN = "能来的辅导员都是本单位的"


class Rules:
    """Who may go where, and how often each tutor has been at each unit.

    `history` is every pair (tutor, unit) of earlier periods, one for each time.
    """

    def __init__(
        self,
        tutors: Iterable[Candidate],
        units: Iterable[int],
        history: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.tutors = {one.key: one for one in sorted(tutors, key=lambda one: one.key)}
        self.units = sorted(set(units))
        self.been = Counter(history)
        self._least = {key: self._least_of(one) for key, one in self.tutors.items()}

    def _least_of(self, tutor: Candidate) -> int:
        """How often the tutor was at the unit where it was least often."""
        return min(
            (self.been[tutor.key, unit] for unit in self.units if unit != tutor.own), default=0
        )

    def allows(self, tutor: int, unit: int) -> bool:
        one = self.tutors.get(tutor)
        return one is not None and not one.away and one.own != unit

    def ahead(self, tutor: int, unit: int) -> int:
        """How many turns the unit is ahead with this tutor: 0 when its turn has come."""
        return self.been[tutor, unit] - self._least[tutor]

    def ends_turn(self, tutor: int) -> bool:
        """No more units wait for their turn with it than it will get in this plan."""
        there = sum(not one.away for one in self.tutors.values())
        own = self.tutors[tutor].own
        waiting = sum(unit != own and not self.ahead(tutor, unit) for unit in self.units)
        return waiting <= len(self.units) // there

    def free_for(self, unit: int) -> list[int]:
        return [key for key in self.tutors if self.allows(key, unit)]

    def why_nobody(self, unit: int) -> str:
        """Why nobody can be sent to the unit."""
        if not self.tutors:
            return NOBODY
        there = [one for one in self.tutors.values() if not one.away]
        return ONLY_OWN if there else ALL_AWAY

    def early(self, pairs: Mapping[int, int]) -> frozenset[int]:
        """Units that get a tutor again though another unit still waits for its turn with it.

        A tutor that finishes its turn in this very plan may begin the next one in it.
        """
        met = {(tutor, unit) for unit, tutor in pairs.items()}
        waiting = {
            tutor
            for tutor in set(pairs.values())
            for unit in self.units
            if unit != self.tutors[tutor].own
            and self.ahead(tutor, unit) == 0
            and (tutor, unit) not in met
        }
        return frozenset(
            unit for unit, tutor in pairs.items() if tutor in waiting and self.ahead(tutor, unit)
        )


def problem(rules: Rules, pairs: Mapping[int, int], unit: int) -> str:
    """Why the tutor that `pairs` gives the unit may not go there; "" when it may.

    Going again too early is no problem where nobody else could come whose turn it is.
    """
    tutor = pairs[unit]
    if not rules.allows(tutor, unit):
        own = tutor in rules.tutors and rules.tutors[tutor].own == unit
        return OWN if own else AWAY
    others = any(not rules.ahead(other, unit) for other in rules.free_for(unit))
    return AGAIN if others and unit in rules.early(pairs) else ""


def rotate(rules: Rules, kept: Mapping[int, int] | None = None) -> Plan:
    """The plan for one period; `kept` (unit → tutor) is what stands for it already."""
    placeable = [unit for unit in rules.units if rules.free_for(unit)]
    unplaced = {unit: rules.why_nobody(unit) for unit in rules.units if not rules.free_for(unit)}
    stands = dict(kept or {})
    tries = [_Matching(rules, placeable, stands, eager).solve() for eager in (False, True)]
    pairs = min(tries, key=lambda pairs: _worth(rules, pairs, stands))
    return Plan(pairs, unplaced, rules.early(pairs))


def _worth(rules: Rules, pairs: Mapping[int, int], kept: Mapping[int, int]) -> tuple[int, int, int]:
    """What is better is less: pairs too early, uneven load, changes."""
    uneven = sum(load * load for load in Counter(pairs.values()).values())
    changed = sum(kept.get(unit, tutor) != tutor for unit, tutor in pairs.items())
    return len(rules.early(pairs)), uneven, changed


class _Matching:
    """Units are added one by one, each along the cheapest chain of re-assignments."""

    def __init__(
        self, rules: Rules, units: Sequence[int], kept: dict[int, int], eager: bool
    ) -> None:
        count = len(units) + 1
        self.tutors = [key for key in rules.tutors if not rules.tutors[key].away]
        self.step = count  # of load: more than all changes together
        turn = self.step * count * count  # of a turn: more than all loads together
        begun = {one: int(eager and rules.ends_turn(one)) for one in self.tutors}
        self.cost = {
            unit: {
                tutor: (rules.ahead(tutor, unit) - begun[tutor]) * turn
                + (kept.get(unit, tutor) != tutor)
                for tutor in self.tutors
                if rules.allows(tutor, unit)
            }
            for unit in units
        }
        self.held: dict[int, set[int]] = {tutor: set() for tutor in self.tutors}
        # From one tutor to another: the cheapest unit to pass on, and what that costs.
        self.links: dict[int, dict[int, tuple[int, int]]] = {tutor: {} for tutor in self.tutors}

    def solve(self) -> dict[int, int]:
        for unit in self.cost:
            self._add(unit)
        return {unit: tutor for tutor, units in self.held.items() for unit in sorted(units)}

    def _add(self, unit: int) -> None:
        """Bellman–Ford over the tutors: passing a unit on may save, so costs may be negative."""
        reach = dict(self.cost[unit])
        before: dict[int, int] = {}
        turned = True
        while turned:
            turned = False
            for tutor in list(reach):
                for other, (price, _) in self.links[tutor].items():
                    if reach[tutor] + price < reach.get(other, reach[tutor] + price + 1):
                        reach[other], before[other] = reach[tutor] + price, tutor
                        turned = True
        last = min(reach, key=lambda key: (reach[key] + self._next_load(key), key))
        self._pass_on(unit, last, before)

    def _next_load(self, tutor: int) -> int:
        """What one unit more costs: loads add up to half their squares."""
        return self.step * (2 * len(self.held[tutor]) + 1)

    def _pass_on(self, unit: int, last: int, before: dict[int, int]) -> None:
        chain = [last]
        while chain[-1] in before:
            chain.append(before[chain[-1]])
        for tutor, other in zip(chain[1:], chain, strict=False):
            moved = self.links[tutor][other][1]
            self.held[tutor].remove(moved)
            self.held[other].add(moved)
        self.held[chain[-1]].add(unit)
        for tutor in chain:
            self._relink(tutor)

    def _relink(self, tutor: int) -> None:
        links: dict[int, tuple[int, int]] = {}
        for unit in sorted(self.held[tutor]):
            here = self.cost[unit][tutor]
            for other, price in self.cost[unit].items():
                saved = price - here
                if other != tutor and (other not in links or saved < links[other][0]):
                    links[other] = (saved, unit)
        self.links[tutor] = links
