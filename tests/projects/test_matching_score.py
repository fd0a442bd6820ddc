"""Every scorer agrees with a brute-force one, candidate for candidate, part for part."""

import pytest

from projects.matching import batch
from projects.matching.ask import ask_of
from projects.matching.exact import ranked
from projects.matching.points import HELPED, KEPT, MOST_HELPS, PAIR, Found
from projects.matching.reach import open_needs
from projects.matching.suggestions import needs_for, suggestions
from projects.models import Demand
from tests.projects.brute import candidates, read
from tests.projects.matching_world import NOW, TODAY, build

pytestmark = pytest.mark.django_db
SEEDS = range(4)


def said(found: Found) -> tuple[int, int, int, dict[str, int]]:
    """As the brute-force scorer says it."""
    parts = found._asdict()
    kind, pk = parts.pop("kind"), parts.pop("pk")
    parts["pairs"] *= PAIR
    parts["helps"] = HELPED * min(parts["helps"], MOST_HELPS)
    return -found.score, kind, pk, {name: value for name, value in parts.items() if value}


@pytest.fixture(params=SEEDS)
def world(request, street_user):
    return build(request.param, street_user)


@pytest.fixture
def right(world):
    """Need → its candidates by brute force."""
    everything = read()
    return {need.pk: candidates(need, NOW, everything) for need in world.needs}


def test_sql_ranks_as_brute_force_does(world, right):
    scored = 0
    for need in world.needs:
        assert [said(one) for one in ranked(ask_of(need), now=NOW, most=None)] == right[need.pk]
        scored += len(right[need.pk])
    assert scored > 100, "the world has something to score"


def test_the_batch_keeps_what_brute_force_ranks_first(right):
    done = []
    for district, street in batch.places(TODAY):
        for ask, kept in batch.match(district, street, now=NOW):
            assert [said(found) for found, _ in kept] == right[ask.pk][:KEPT]
            done.append(ask.pk)
    assert sorted(done) == sorted(open_needs(TODAY).values_list("pk", flat=True))


def test_a_thing_could_meet_just_the_needs_that_it_is_a_candidate_for(world, right):
    needs = set(open_needs(TODAY).values_list("pk", flat=True))
    asking = [(pk, one) for pk, found in right.items() if pk in needs for one in found]
    for item in world.items:
        kind = 1 if item.KIND == "resource" else 2
        wanted = [(one[0], pk) for pk, one in asking if one[1:3] == (kind, item.pk)]
        met = needs_for(item, now=NOW, within=Demand.objects.all(), most=None)
        assert [(-one.score, one.demand.pk) for one in met] == sorted(wanted)


def test_the_reasons_add_up_to_the_score(world):
    for need in world.needs:
        for one in suggestions(need, now=NOW, most=None):
            assert sum(points for _, points in one.parts) == one.score
            assert all(words for words, _ in one.parts)
