"""A tree whose nodes hang on areas: its own index and the columns of its places, both right."""

from datetime import date

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from common.tree import check
from grids.models import Area
from members.actions.organizations import change_organization
from members.models import PartyOrganization
from tests.common.test_tree_threads import together
from tests.common.trees import area

FOUNDED = date(2026, 1, 5)


def new(name, place, parent=None) -> PartyOrganization:
    return PartyOrganization(
        name=name, kind="committee", area=place, parent=parent, founded_on=FOUNDED
    )


def columns(one) -> tuple[int | None, ...]:
    return PartyOrganization.objects.values_list("district", "street", "community").get(pk=one.pk)


@pytest.fixture
def street(db) -> Area:
    return area("110101001", area("110101"))


@pytest.fixture
def community(street) -> Area:
    return area("110101001001", street)


@pytest.fixture
def far_street(db) -> Area:
    return area("110102001", area("110102"))


def test_insert_and_bulk_create_place_the_nodes(street, community):
    root = new("root", street)
    root.save()
    below = [new("a", community, root)]
    below.append(new("b", community, below[0]))
    PartyOrganization.objects.bulk_create(reversed(below))

    assert columns(root) == (street.parent_id, street.pk, None)
    here = (street.parent_id, street.pk, community.pk)
    assert [columns(one) for one in below] == [here, here]
    assert list(PartyOrganization.objects.under(root).order_by("lft")) == [root, *below]
    assert check(PartyOrganization) == check(Area) == 0


def test_an_area_that_moves_takes_the_nodes_along(street, community, far_street):
    one = new("a", community)
    one.save()
    community.move_to(far_street, expected=street)

    assert columns(one) == (far_street.parent_id, far_street.pk, community.pk)
    assert check(PartyOrganization) == check(Area) == 0


def test_a_new_place_brings_its_columns(street, community, far_street):
    one, other = new("a", community), new("b", community)
    one.save()
    other.save()
    PartyOrganization.objects.filter(pk=one.pk).update(area=far_street)
    other.area = far_street
    other.save(update_fields=["area"])

    there = (far_street.parent_id, far_street.pk, None)
    assert columns(one) == columns(other) == there
    assert check(PartyOrganization) == 0


def test_the_check_counts_wrong_nodes(street, community):
    one = new("a", community)
    one.save()
    rows = QuerySet(PartyOrganization).filter(pk=one.pk)
    rows.update(street=None)
    assert check(Area) == 1  # areas know who hangs on them
    rows.update(street=street, rght=9)
    assert (check(Area), check(PartyOrganization)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_areas_move_while_nodes_are_planted_and_changed(street, community, far_street):
    root = new("root", community)
    root.save()

    def swing():
        place = Area.objects.get(pk=community.pk)
        for _ in range(4):
            place.move_to(far_street, expected=street)
            place.move_to(street, expected=far_street)

    def plant():
        for number in range(6):
            new(f"n{number}", community, PartyOrganization.objects.get(pk=root.pk)).save()

    def change():
        for number in range(6):
            change_organization(
                PartyOrganization.objects.get(pk=root.pk),
                by=None,
                now=timezone.now(),
                member_count=number + 1,
                area=(community, street)[number % 2],
            )

    assert together(swing, plant, change) == []
    assert check(PartyOrganization) == check(Area) == 0
    assert PartyOrganization.objects.count() == 7
