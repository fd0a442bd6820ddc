"""A whole district is loaded in one block, and each row is written once."""

import random
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from common.tree import BelowItself, StaleParent, check, plant
from common.tree.rows import _copy_text
from grids.models import Area
from projects.models import Category
from tests.common.trees import area, new, numbers


def seedlings(streets=3, communities=4, grids=5, district="110101"):
    """A district's areas, not yet stored, parents first."""
    root = new(district)
    yield root
    for s in range(1, streets + 1):
        street = new(f"{district}{s:03}", root)
        yield street
        for c in range(1, communities + 1):
            community = new(f"{street.code}{c:03}", street)
            yield community
            for g in range(1, grids + 1):
                yield new(f"{community.code}{g:03}", community)


@pytest.mark.django_db
def test_a_generator_is_loaded_whole():
    loaded = Area.objects.bulk_create(seedlings())

    assert len(loaded) == Area.objects.count() == 1 + 3 + 12 + 60
    assert check(Area) == 0
    assert [numbers(node) for node in loaded] == [
        numbers(node) for node in Area.objects.in_bulk([n.pk for n in loaded]).values()
    ]


@pytest.mark.django_db
def test_children_may_come_before_their_parents():
    rows = list(seedlings())
    random.Random(7).shuffle(rows)

    plant(Area, rows)

    assert [node.code for node in Area.objects.all()] == sorted(row.code for row in rows)
    assert all(row.parent is None or row.parent_id == row.parent.pk for row in rows)
    assert check(Area) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_every_row_is_written_once(count):
    district = area("110101")

    with CaptureQueriesContext(connection) as queries:
        plant(Area, [new(f"110101{s:03}", district) for s in range(1, count + 1)])

    assert len([q for q in queries if q["sql"].startswith("INSERT")]) == 1
    assert len([q for q in queries if q["sql"].startswith("UPDATE")]) == 1  # the district's rght
    assert check(Area) == 0


@pytest.mark.django_db
def test_nodes_land_among_stored_ones_in_order():
    district = area("110101")
    last = area("110101009", district)

    plant(Area, [new("110101005", district), new("110101001", district)])

    codes = [node.code for node in Area.objects.under(district)]
    assert codes == ["110101", "110101001", "110101005", "110101009"]
    assert Area.objects.get(pk=last.pk).lft == 6
    assert check(Area) == 0


@pytest.mark.django_db
def test_parents_may_be_given_by_key_and_keys_by_hand():
    district = area("110101")
    street = new("110101001")
    street.pk, street.parent_id = 9_000_001, district.pk
    community = new("110101001001")
    community.parent_id = 9_000_001

    plant(Area, [community, street])

    assert list(Area.objects.under(street)) == [street, community]
    assert check(Area) == 0


@pytest.mark.django_db
def test_keys_of_deleted_rows_are_not_given_again():
    gone = Category.objects.create(name="gone", code="gone")
    key = gone.pk
    gone.delete()

    assert Category.objects.create(name="new", code="new").pk > key


@pytest.mark.django_db
def test_a_cycle_names_a_row_in_it():
    root = Category(name="root", code="root")
    one, two = Category(name="one", code="one"), Category(name="two", code="two")
    below = Category(name="below", code="below", parent=one)
    one.parent, two.parent = two, one

    with pytest.raises(BelowItself) as refused:
        plant(Category, [root, below, one, two])

    assert refused.value.node in [one, two]
    assert not Category.objects.filter(code__in=["root", "one", "two", "below"]).exists()
    assert [row.pk for row in (root, below, one, two)] == [None] * 4


@pytest.mark.django_db
def test_an_unknown_parent_names_the_row():
    lost = Category(name="lost", code="lost", parent_id=12345)

    with pytest.raises(StaleParent) as refused:
        plant(Category, [Category(name="root", code="root"), lost])

    assert refused.value.node is lost


@pytest.mark.django_db
def test_all_or_nothing_and_a_second_try():
    district = area("110101")
    rows = [new("110101001", district), new("110101001", district)]

    with pytest.raises(IntegrityError):
        plant(Area, rows)

    rows[1].code = "110101002"
    plant(Area, rows)
    assert Area.objects.under(district).count() == 3
    assert check(Area) == 0


@pytest.mark.django_db
def test_stored_nodes_and_conflicts_are_refused():
    with pytest.raises(ValueError, match="only new nodes"):
        plant(Area, [area("110101")])
    with pytest.raises(ValueError, match="without conflicts"):
        Area.objects.bulk_create([new("110102")], ignore_conflicts=True)


@pytest.mark.django_db
def test_nothing_to_load():
    assert Area.objects.bulk_create([]) == []


@pytest.mark.django_db
def test_awkward_values_arrive_as_they_were():
    district = area("110101")
    rows = [new(f"110101{s:03}", district) for s in range(1, 61)]
    rows[0].name = 'tab\t, line\nfeed, \\N, \\., "quote", 逗号，'
    rows[0].boundary = "\\"
    rows[2].valid_to = date(2026, 12, 31)

    plant(Area, rows)

    stored = list(Area.objects.filter(kind="street").order_by("code")[:3])
    assert (stored[0].name, stored[0].boundary) == (rows[0].name, "\\")
    assert (stored[2].valid_to, stored[2].uuid) == (rows[2].valid_to, rows[2].uuid)
    assert stored[1].valid_to is None


def test_a_value_that_copy_cannot_write_is_refused():
    with pytest.raises(TypeError, match="does not know how to write list"):
        _copy_text([1])
