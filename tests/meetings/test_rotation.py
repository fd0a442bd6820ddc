"""The rotation's promises, on whatever alliance: by hypothesis, and against all plans there are."""

from collections import Counter
from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from meetings.actions.rotations import is_away
from meetings.models import Absence
from meetings.training.rotation import (
    AGAIN,
    ALL_AWAY,
    AWAY,
    NOBODY,
    ONLY_OWN,
    OWN,
    Candidate,
    Rules,
    problem,
    rotate,
)

quick = settings(max_examples=150, deadline=None)
FIRST = date(2026, 10, 1)  # of a quarter of 92 days


@st.composite
def worlds(draw, most_units=9, most_tutors=5, most_past=25, away=True):
    """Tutors (some of no unit here), units, a past that nobody planned: whole turns, and more."""
    units = list(range(draw(st.integers(1, most_units))))
    count = draw(st.integers(1, most_tutors))
    tutors = [
        Candidate(
            100 + n,
            draw(st.sampled_from([*units, -1])),
            draw(st.booleans()) if away and draw(st.booleans()) else False,
        )
        for n in range(count)
    ]
    pair = st.tuples(st.sampled_from(tutors), st.sampled_from(units))
    met = draw(st.lists(pair, max_size=most_past))
    for one in tutors if most_past else ():
        met += [(one, unit) for unit in units] * draw(st.integers(0, 2))
    return tutors, units, [(one.key, unit) for one, unit in met if unit != one.own]


def spread(pairs, tutors) -> int:
    loads = Counter(pairs.values())
    counts = [loads[one.key] for one in tutors if not one.away]
    return max(counts, default=0) - min(counts, default=0)


def squares(pairs) -> int:
    """The more even the loads are, the less."""
    return sum(count * count for count in Counter(pairs.values()).values())


def every_plan(world):
    """All plans that give each unit that can be placed a tutor who may go there."""
    tutors, units, _ = world
    free = {unit: [t.key for t in tutors if not t.away and t.own != unit] for unit in units}
    units = [unit for unit in units if free[unit]]
    for chosen in product(*(free[unit] for unit in units)):
        yield dict(zip(units, chosen, strict=True))


def too_early(world, pairs) -> set[int]:
    """Units that get a tutor again who has not been at all the others as often, even after this.

    Counted here by hand: what `Rules` says of turns is judged by it.
    """
    tutors, units, past = world
    been, found = Counter(past), set()
    for one in tutors:
        others = [unit for unit in units if unit != one.own]
        fewest = min((been[one.key, unit] for unit in others), default=0)
        mine = [unit for unit in pairs if pairs[unit] == one.key]
        if any(been[one.key, unit] == fewest for unit in others if unit not in mine):
            found |= {unit for unit in mine if been[one.key, unit] > fewest}
    return found


def repeats(world, pairs) -> set[int]:
    """Units that get a tutor again who had another unit to go to when the quarter began."""
    return {unit for unit in pairs if too_early(world, {unit: pairs[unit]})}


@quick
@given(worlds())
def test_nobody_goes_home_and_nobody_who_is_away_goes(world):
    tutors, units, past = world
    plan = rotate(Rules(tutors, units, past))
    by_key = {one.key: one for one in tutors}
    for unit, tutor in plan.pairs.items():
        assert by_key[tutor].own != unit
        assert not by_key[tutor].away


@quick
@given(worlds())
def test_every_unit_gets_a_tutor_or_is_named_with_the_reason(world):
    tutors, units, past = world
    plan = rotate(Rules(tutors, units, past))
    assert sorted([*plan.pairs, *plan.unplaced]) == units
    for unit, why in plan.unplaced.items():
        there = [one for one in tutors if not one.away]
        assert all(one.own == unit for one in there)
        assert why == (ONLY_OWN if there else ALL_AWAY)


@settings(max_examples=120, deadline=None)
@given(worlds(most_units=5, most_tutors=3, most_past=10))
def test_a_pair_comes_early_only_where_every_plan_has_a_pair_that_comes_again(world):
    """And then that tutor still has units to go to that it does not go to in this plan."""
    tutors, units, past = world
    rules = Rules(tutors, units, past)
    plan = rotate(rules)
    assert plan.early == too_early(world, plan.pairs)
    if any(not repeats(world, pairs) for pairs in every_plan(world)):
        assert not plan.early
    for unit in plan.early:
        assert problem(rules, plan.pairs, unit) in ("", AGAIN)


def test_who_ends_its_turn_may_begin_the_next_one_in_the_same_quarter():
    """Else one of the units 1 and 2 had to wait, or unit 0 got its tutor too early."""
    world = [Candidate(8, -1), Candidate(9, -1)], [0, 1, 2], [(8, 0), (9, 0), (9, 1)]
    plan = rotate(Rules(*world))
    assert (plan.pairs, plan.early) == ({0: 9, 1: 8, 2: 9}, frozenset())
    assert repeats(world, plan.pairs) == {0}


@settings(max_examples=120, deadline=None)
@given(worlds(most_units=5, most_tutors=3, most_past=10))
def test_the_load_is_as_even_as_any_plan_without_a_repeat(world):
    """So max − min ≤ 1 wherever such a plan exists."""
    tutors, units, past = world
    pairs = rotate(Rules(tutors, units, past)).pairs
    fresh = [one for one in every_plan(world) if not repeats(world, one)]
    assume(fresh)
    if min(spread(one, tutors) for one in fresh) <= 1:
        assert spread(pairs, tutors) <= 1
    assert squares(pairs) <= min(map(squares, fresh))


@quick
@given(worlds(most_units=12, most_tutors=5, most_past=0, away=False))
def test_with_no_past_the_load_is_even(world):
    """Two tutors or more of different units, enough units: nothing stands in the way."""
    tutors, units, _ = world
    assume(len({one.own for one in tutors}) == len(tutors) >= 2 and len(units) >= len(tutors))
    assert spread(rotate(Rules(tutors, units)).pairs, tutors) <= 1


@quick
@given(worlds(), st.randoms())
def test_the_same_people_in_any_order_give_the_same_plan(world, random):
    tutors, units, past = world
    first = rotate(Rules(tutors, units, past))
    shuffled = [list(tutors), list(units), list(past)]
    for one in shuffled:
        random.shuffle(one)
    assert rotate(Rules(*shuffled)) == first


@settings(max_examples=100, deadline=None)
@given(st.integers(3, 8), st.integers(8, 40), st.data())
def test_when_one_tutor_falls_away_only_its_units_and_as_many_more_change(count, many, data):
    """No plan changes fewer than the lost tutor had; chains past own units at most double it."""
    tutors = [Candidate(100 + n, n) for n in range(count)]
    before = rotate(Rules(tutors, range(many)))
    gone = data.draw(st.sampled_from(tutors)).key
    left = [Candidate(one.key, one.own, away=one.key == gone) for one in tutors]
    after = rotate(Rules(left, range(many)), before.pairs)
    changed = [unit for unit in before.pairs if before.pairs[unit] != after.pairs[unit]]
    lost = before.loads[gone]
    assert lost <= len(changed) <= 2 * lost
    assert spread(after.pairs, left) <= 1


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 8), st.integers(8, 40))
def test_one_tutor_more_takes_its_share_and_nothing_else_moves(count, many):
    tutors = [Candidate(100 + n, n) for n in range(count)]
    before = rotate(Rules(tutors, range(many)))
    more = [*tutors, Candidate(99, count)]
    after = rotate(Rules(more, range(many)), before.pairs)
    moved = {unit for unit in before.pairs if before.pairs[unit] != after.pairs[unit]}
    assert len(moved) <= 2 * -(-many // (count + 1))
    assert spread(after.pairs, more) <= 1


@settings(max_examples=100, deadline=None)
@given(worlds(most_units=5, most_tutors=3, most_past=0), st.data())
def test_no_plan_as_even_changes_fewer(world, data):
    tutors, units, _ = world
    rules = Rules(tutors, units)
    assume(not rotate(rules).unplaced)
    kept = {unit: data.draw(st.sampled_from(rules.free_for(unit))) for unit in units}
    plan = rotate(rules, kept)

    def worth(pairs):
        return squares(pairs), sum(kept[unit] != tutor for unit, tutor in pairs.items())

    assert worth(plan.pairs) == min(map(worth, every_plan(world)))


@quick
@given(worlds(most_past=0))
def test_what_stands_and_is_right_stays(world):
    tutors, units, _ = world
    rules = Rules(tutors, units)
    plan = rotate(rules)
    assert rotate(rules, plan.pairs).pairs == plan.pairs


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 7), st.integers(2, 4))
def test_quarter_after_quarter_nobody_comes_again_before_the_full_turn(count, each):
    """From nothing, with as many units as divide evenly: a whole turn without a repeat."""
    tutors = [Candidate(100 + n, n) for n in range(count)]
    units, past = range(count * each), []
    for _ in range(count - 1):
        plan = rotate(Rules(tutors, units, past))
        assert not plan.early
        assert not {(tutor, unit) for unit, tutor in plan.pairs.items()} & set(past)
        past += [(tutor, unit) for unit, tutor in plan.pairs.items()]


@quick
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 50)), max_size=5), st.integers(0, 91))
@example([(30, 46)], 0)  # just half of them
def test_away_is_counted_by_the_days_that_are_left_of_the_quarter(stretches, begun):
    """Whatever the absences (days between, days away), before, in or after its 92 days."""
    absences, day = [], FIRST - timedelta(days=30)
    for between, away in stretches:
        first, day = day + timedelta(days=between), day + timedelta(days=between + away)
        absences.append(Absence(first=first, last=day - timedelta(days=1)))
    someone = SimpleNamespace(absences=SimpleNamespace(all=lambda: absences))
    left = [FIRST + timedelta(days=n) for n in range(begun, 92)]
    away = sum(any(one.first <= day <= one.last for one in absences) for day in left)
    end = FIRST + timedelta(days=92)
    assert is_away(someone, left[0], end) == (2 * away > len(left))


def test_a_late_comer_unsettles_neither_the_turns_nor_the_load():
    """A unit that joins late has seen no tutor yet: whoever goes elsewhere goes there too early."""
    tutors = [Candidate(100 + n, -1) for n in range(3)]
    past = [(one.key, unit) for one in tutors for unit in range(4)]
    for _ in range(3):
        plan = rotate(Rules(tutors, range(5), past))
        assert spread(plan.pairs, tutors) <= 2
        past += [(tutor, unit) for unit, tutor in plan.pairs.items()]
    assert set(Counter(past).values()) <= {1, 2}


def test_three_hundred_units_are_planned_while_one_waits():
    import time

    tutors = [Candidate(1000 + n, n) for n in range(60)]
    begun = time.monotonic()
    plan = rotate(Rules(tutors, range(300)))
    assert time.monotonic() - begun < 10
    assert set(plan.loads.values()) == {5}


def test_who_cannot_be_placed_is_told_why():
    assert rotate(Rules([], [1])).unplaced == {1: NOBODY}
    assert rotate(Rules([Candidate(9, 1)], [1])).unplaced == {1: ONLY_OWN}
    assert rotate(Rules([Candidate(9, 5, away=True)], [1])).unplaced == {1: ALL_AWAY}
    assert rotate(Rules([Candidate(9, 1)], [1, 2])).pairs == {2: 9}


def test_a_pair_chosen_by_hand_is_judged_by_the_same_rules():
    rules = Rules([Candidate(8, 1), Candidate(9, 2, away=True), Candidate(7, 3)], [1, 2, 3, 4],
                  [(8, 2)])  # fmt: skip
    assert problem(rules, {1: 8}, 1) == OWN
    assert problem(rules, {1: 9}, 1) == AWAY
    assert problem(rules, {2: 8}, 2) == AGAIN  # 7 could come
    assert problem(rules, {2: 7}, 2) == ""
    alone = Rules([Candidate(8, 1)], [1, 2, 3], [(8, 2)])
    assert problem(alone, {2: 8}, 2) == ""  # nobody else could
