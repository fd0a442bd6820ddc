"""Many writers at once: no error, and not one row wrong. (Real transactions, real threads.)"""

import random
import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from common.tree import StaleParent, check, plant, replanting
from grids.models import Area
from members.models import MemberUnit
from projects.models import Category
from tests.common.trees import area, new

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works):
    """Run each work in a thread of its own; return what they raised."""
    crashes = []
    start = threading.Barrier(len(works))

    def run(work):
        try:
            start.wait()
            work()
        except Exception as crash:
            crashes.append(crash)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return crashes


def test_eight_writers_in_two_trees():
    roots = [Category.objects.create(name=name, code=name) for name in ("a", "b")]
    for i in range(12):
        Category.objects.create(name=f"{i}", code=f"n{i}", parent=roots[i % 2])
    pks = list(Category.objects.order_by("pk").values_list("pk", flat=True))

    def write(seed):
        dice = random.Random(seed)
        for i in range(15):
            parent = Category.objects.get(pk=dice.choice(pks))  # may have moved when it is used
            node = Category.objects.get(pk=dice.choice(pks[2:]))
            try:
                if dice.random() < 0.5:
                    name = f"w{seed}-{i}"
                    Category.objects.create(name=name, code=name, parent=parent)
                elif dice.random() < 0.1:
                    Category.objects.filter(code=f"w{seed}-{i - 1}").update(parent=parent)
                else:
                    node.move_to(parent, expected=node.parent)
            except ValidationError:  # below itself, or somebody was faster
                pass

    crashes = together(*(lambda seed=seed: write(seed) for seed in range(8)))

    assert crashes == []
    assert check(Category) == 0
    assert Category.objects.count() > 14


def test_moves_across_two_trees_from_both_sides():
    streets = [area(f"{district}001", area(district)) for district in ("110101", "110102")]
    communities = [area(f"{street.code}001", street) for street in streets]

    def swing(community, home, away):
        community = Area.objects.get(pk=community.pk)
        for _ in range(10):
            community.move_to(away, expected=home)
            community.move_to(home, expected=away)

    crashes = together(
        *(
            lambda pair=pair: swing(communities[pair], streets[pair], streets[1 - pair])
            for pair in (0, 1)
        )
    )

    assert crashes == []
    assert check(Area) == 0
    assert [Area.objects.get(pk=c.pk).parent for c in communities] == streets


def test_blocks_that_name_two_trees_in_either_order():
    roots = [area("110101"), area("110102")]

    def write(seed):
        for i in range(8):
            with replanting(Area, roots[:: 1 if seed % 2 else -1]):
                for root in roots[:: -1 if seed % 2 else 1]:
                    area(f"{root.code}{seed}{i:02}", root)

    assert together(*(lambda seed=seed: write(seed) for seed in range(4))) == []
    assert check(Area) == 0
    assert Area.objects.count() == 2 + 2 * 4 * 8


def test_one_of_two_movers_wins():
    root, a, b = (Category.objects.create(name=n, code=n) for n in ("root", "a", "b"))
    node = Category.objects.create(name="node", code="node", parent=root)

    def move(to):
        Category.objects.get(pk=node.pk).move_to(to, expected=root)

    crashes = together(lambda: move(a), lambda: move(b))

    assert [type(crash) for crash in crashes] == [StaleParent]
    assert Category.objects.get(pk=node.pk).parent in (a, b)


def test_two_districts_are_loaded_at_once():
    def load(code):
        root = new(code)
        streets = [new(f"{code}{s:03}", root) for s in range(1, 101)]
        plant(Area, [root, *streets])

    crashes = together(*(lambda code=code: load(code) for code in ("110101", "110102", "110103")))

    assert crashes == []
    assert check(Area) == 0
    assert Area.objects.count() == 303


def test_what_is_placed_while_its_area_moves_is_right():
    streets = [area(f"{district}001", area(district)) for district in ("110101", "110102")]
    community = area("110101001001", streets[0])

    def place(seed):
        for i in range(15):
            place = Area.objects.get(pk=community.pk)
            unit = MemberUnit(
                name=f"{seed}-{i}", type="local", area=place, joined_on=date(2026, 1, 1)
            )
            unit.save()
            unit.save()

    def swing():
        node = Area.objects.get(pk=community.pk)
        for _ in range(8):
            node.move_to(streets[1], expected=streets[0])
            node.move_to(streets[0], expected=streets[1])

    crashes = together(swing, *(lambda seed=seed: place(seed) for seed in range(3)))

    assert crashes == []
    assert check(Area) == 0
    assert MemberUnit.objects.count() == 45


def test_a_row_placed_before_the_move_commits_is_moved_too():
    """The order that only a lock can put right: placed and not yet committed, then the move."""
    streets = [area(f"{district}001", area(district)) for district in ("110101", "110102")]
    community = area("110101001001", streets[0])
    placed = threading.Event()

    def place():
        with transaction.atomic():
            MemberUnit.objects.create(
                name="u", type="local", area=community, joined_on=date(2026, 1, 1)
            )
            placed.set()
            threading.Event().wait(0.5)

    def move():
        placed.wait()
        Area.objects.get(pk=community.pk).move_to(streets[1], expected=streets[0])

    assert together(place, move) == []
    assert check(Area) == 0
    assert MemberUnit.objects.get().street == streets[1]


def test_a_tree_that_moved_away_before_the_lock_is_locked_where_it_is():
    """Two transactions: one makes the root a branch while another waits to plant below it."""
    root, other = (Category.objects.create(name=n, code=n) for n in ("root", "other"))
    moving = threading.Event()

    def move():
        with transaction.atomic():
            Category.objects.get(pk=root.pk).move_to(other, expected=None)
            moving.set()
            threading.Event().wait(0.3)

    def grow():
        moving.wait()
        Category.objects.create(name="leaf", code="leaf", parent=root)

    assert together(move, grow) == []
    assert check(Category) == 0
    assert Category.objects.get(code="leaf").tree_id == other.pk
