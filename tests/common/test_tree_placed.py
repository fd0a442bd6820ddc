"""Rows that hang on an area carry its district, street and community, whoever moves."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from common.tree import PlacedQuerySet, check, repair
from common.tree.placed import placed_models
from grids.models import Area
from members.models import Alliance, MemberUnit
from tests.common.trees import area

JOINED = date(2026, 1, 5)


def unit(name, place):
    return MemberUnit(name=name, type="local", area=place, joined_on=JOINED)


def columns(obj):
    return (obj.district_id, obj.street_id, obj.community_id)


def stored(obj):
    return columns(type(obj).objects.get(pk=obj.pk))


@pytest.fixture
def street(db):
    return area("110101001", area("110101"))


@pytest.fixture
def community(street):
    return area("110101001001", street)


@pytest.fixture
def far_street(db):
    return area("110102001", area("110102"))


def test_saving_fills_the_columns(street, community):
    inside, above = unit("inside", community), unit("above", street)
    inside.save()
    above.save()

    assert stored(inside) == columns(inside) == (street.parent_id, street.pk, community.pk)
    assert stored(above) == (street.parent_id, street.pk, None)


def test_a_grid_lends_the_columns_of_its_community(street, community):
    inside = unit("inside", area("110101001001001", community))
    inside.save()

    assert stored(inside) == (street.parent_id, street.pk, community.pk)


def test_bulk_create_fills_the_columns_from_a_generator(street, community):
    units = MemberUnit.objects.bulk_create(
        unit(str(i), (street, community)[i % 2]) for i in range(4)
    )

    assert [stored(u) for u in units] == [
        (street.parent_id, street.pk, None),
        (street.parent_id, street.pk, community.pk),
    ] * 2


def test_bulk_create_over_stored_rows_brings_the_columns(community, far_street):
    inside = unit("inside", community)
    inside.save()
    again = unit("inside", far_street)
    again.pk, again.uuid = inside.pk, inside.uuid

    MemberUnit.objects.bulk_create(
        [again], update_conflicts=True, unique_fields=["id"], update_fields=["area"]
    )

    assert stored(inside) == (far_street.parent_id, far_street.pk, None)


def test_another_area_brings_other_columns(street, community, far_street):
    inside = unit("inside", community)
    inside.save()
    inside.area = far_street
    inside.save(update_fields=["area"])
    assert stored(inside) == (far_street.parent_id, far_street.pk, None)

    MemberUnit.objects.filter(pk=inside.pk).update(name="renamed")
    assert stored(inside) == (far_street.parent_id, far_street.pk, None)

    MemberUnit.objects.filter(pk=inside.pk).update(area=community, name="again")
    assert stored(inside) == (street.parent_id, street.pk, community.pk)

    MemberUnit.objects.filter(pk=inside.pk).update(area_id=far_street.pk)
    assert stored(inside) == (far_street.parent_id, far_street.pk, None)
    assert check(Area) == 0


def test_nobody_writes_the_columns_by_hand(community):
    inside = unit("inside", community)
    inside.save()
    right = columns(inside)

    with pytest.raises(ValueError, match="follow from area"):
        MemberUnit.objects.update(street=None)
    inside.street_id = None
    inside.save(update_fields=["street", "name"])

    assert stored(inside) == right


def test_bulk_update_of_areas_is_refused(community):
    inside = unit("inside", community)
    inside.save()

    with pytest.raises(TypeError, match="not an expression"):
        MemberUnit.objects.bulk_update([inside], ["area"])


def test_a_save_that_leaves_the_area_alone_does_not_look_at_the_tree(community):
    inside = unit("inside", community)
    inside.save()

    with CaptureQueriesContext(connection) as queries:
        inside.save(update_fields=["name"])

    assert [q["sql"] for q in queries if "grids_area" in q["sql"]] == []


def test_a_moved_node_takes_along_what_hangs_on_it(street, community, far_street):
    grid = area("110101001001001", community)
    moved = MemberUnit.objects.bulk_create([unit("a", community), unit("b", grid)])
    alliance = Alliance.objects.create(area=community, name="a", founded_on=JOINED)
    stays = unit("c", street)
    stays.save()

    community.move_to(far_street, expected=street)

    there = (far_street.parent_id, far_street.pk, community.pk)
    assert [stored(u) for u in [*moved, alliance]] == [there] * 3
    assert stored(stays) == (street.parent_id, street.pk, None)
    assert check(Area) == 0


def test_a_stale_row_does_not_bring_old_columns_back(street, community, far_street):
    inside = unit("inside", community)
    inside.save()
    community.move_to(far_street, expected=street)

    inside.name = "renamed"
    inside.save()

    assert stored(inside) == (far_street.parent_id, far_street.pk, community.pk)


def test_wrong_columns_are_counted_and_repaired(street, community):
    inside, right = MemberUnit.objects.bulk_create([unit("a", community), unit("b", community)])
    QuerySet(MemberUnit).filter(pk=inside.pk).update(street=None)
    assert check(Area) == 1
    assert repair(Area) == 1
    assert check(Area) == 0
    assert stored(inside) == stored(right)


def test_an_area_assigned_before_it_was_stored(street):
    community = Area(
        kind="community", code="110101001001", name="c", parent=street, valid_from=JOINED
    )
    inside = unit("inside", community)
    community.save()

    inside.save()

    assert stored(inside) == (street.parent_id, street.pk, community.pk)


def test_every_placed_model_is_kept_and_writes_through_its_queryset():
    found = placed_models(Area)

    assert {MemberUnit, Alliance} <= set(found)
    assert [m for m in found if not isinstance(m._default_manager.all(), PlacedQuerySet)] == []


def test_areas_that_carry_themselves_in_a_column_can_be_deleted(street, community, far_street):
    inside = area("110101001001001", community)
    Area.objects.under(street).delete()
    far_street.delete()

    assert not Area.objects.filter(pk__in=[street.pk, community.pk, inside.pk, far_street.pk])
    assert check(Area) == 0
