"""Every way of writing a tree leaves its index right."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from common.tree import BelowItself, StaleParent, check, plant, replanting
from grids.models import Area
from projects.models import Category
from tests.common.trees import REST, area, numbers


def names(nodes):
    return [node.name for node in nodes]


def category(name, parent=None, **more):
    return Category.objects.create(name=name, code=name, parent=parent, **more)


@contextmanager
def rows_updated():
    """How many rows each UPDATE of the block wrote."""
    counts = []

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("UPDATE"):
            counts.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(watch):
        yield counts


@pytest.fixture
def district(db):
    return area("110101")


@pytest.fixture
def street(district):
    return area("110101001", district)


@pytest.fixture
def other_street(district):
    return area("110101002", district)


@pytest.fixture
def community(street):
    return area("110101001001", street)


@pytest.fixture
def far_street(db):
    return area("110102001", area("110102"))


def test_a_root_is_a_tree_by_its_own_key(district, far_street):
    assert numbers(district) == (district.pk, 1, 2, 0, district.pk, None, None)
    assert numbers(far_street) == (
        far_street.parent_id,
        2,
        3,
        1,
        far_street.parent_id,
        far_street.pk,
        None,
    )
    assert check(Area) == 0


def test_the_instance_knows_its_numbers_without_another_query(community, street, district):
    stored = Area.objects.get(pk=community.pk)

    assert numbers(community) == numbers(stored)
    assert numbers(stored) == (district.pk, 3, 4, 2, district.pk, street.pk, community.pk)


def test_siblings_are_read_in_the_order_of_their_codes(district):
    for code in ("110101003", "110101001", "110101002"):
        area(code, district)

    assert names(Area.objects.under(district)) == ["110101", "110101001", "110101002", "110101003"]
    assert check(Area) == 0


def test_a_new_code_puts_siblings_in_another_order(street, other_street):
    street.code = "110101009"
    street.save()

    assert list(Area.objects.filter(kind="street")) == [other_street, street]
    assert numbers(street) == numbers(Area.objects.get(pk=street.pk))
    assert check(Area) == 0


def test_update_of_an_order_field_renumbers(db):
    root = category("all")
    first, second = category("a", root, sort=1), category("b", root, sort=2)

    Category.objects.filter(pk=first.pk).update(sort=3)

    assert list(root.children.all()) == [second, first]
    assert check(Category) == 0


def test_under_and_above(district, street, other_street, community, far_street):
    streets = Area.objects.filter(pk__in=[street.pk, far_street.pk])

    assert list(Area.objects.under(street)) == [street, community]
    assert list(Area.objects.under(streets)) == [street, community, far_street]
    assert list(Area.objects.above(community)) == [district, street, community]
    assert list(Area.objects.above(streets)) == [district, street, far_street.parent, far_street]


def test_under_reads_the_index_not_the_instance(district, street, community):
    stale = Area(pk=street.pk, tree_id=0, lft=0, rght=0)

    assert list(Area.objects.under(stale)) == [street, community]


def test_one_leaf_writes_only_rows_of_its_own_tree(street, other_street, far_street):
    before = {node.pk: numbers(node) for node in Area.objects.all()}

    with rows_updated() as updated:
        leaf = area("110101001001", street)

    assert updated == [3]
    changed = {n.pk for n in Area.objects.exclude(pk=leaf.pk) if numbers(n) != before[n.pk]}
    assert changed == {street.parent_id, street.pk, other_street.pk}


def test_the_last_leaf_writes_only_what_is_above_it(street, other_street, far_street):
    with rows_updated() as updated:
        area("110101002001", other_street)

    assert updated == [2]


def test_a_new_root_writes_itself_alone(street, far_street):
    with rows_updated() as updated:
        area("110100")

    assert updated == []


def test_a_move_writes_each_row_of_two_trees_at_most_once(community, street, far_street):
    area("110103001", area("110103"))

    with rows_updated() as updated:
        community.move_to(far_street, expected=street)

    assert updated[:2] == [1, 5]  # its parent; then two districts, two streets and itself
    assert sum(updated[2:]) == 0  # nothing is placed on it


def test_a_move_takes_everything_below_along(street, community, far_street):
    far = area("110102001001", far_street)

    community.move_to(far_street, expected=street)

    assert community.parent == far_street
    assert numbers(community) == numbers(Area.objects.get(pk=community.pk))
    assert (community.district_id, community.street_id) == (far_street.parent_id, far_street.pk)
    assert list(Area.objects.under(far_street)) == [far_street, community, far]
    assert check(Area) == 0


def test_a_node_becomes_a_root_and_a_root_a_node(db):
    root, other = category("root"), category("another")
    child = category("child", root)
    leaf = category("leaf", child)

    child.move_to(None, expected=root)
    root.move_to(other, expected=None)

    assert numbers(child)[:4] == (child.pk, 1, 4, 0)
    assert numbers(root)[:4] == (other.pk, 2, 3, 1)
    assert numbers(Category.objects.get(pk=leaf.pk))[:4] == (child.pk, 2, 3, 1)
    assert check(Category) == 0


@pytest.mark.parametrize("below", ["itself", "child", "leaf"])
def test_a_node_cannot_hang_below_itself(db, below):
    root = category("root")
    itself = category("itself", root)
    child = category("child", itself)
    nodes = {"itself": itself, "child": child, "leaf": category("leaf", child)}

    with pytest.raises(BelowItself) as refused:
        itself.move_to(nodes[below], expected=root)

    assert refused.value.node == itself
    assert refused.value.messages == ["“itself”不能放到它自己或它的下级之下。"]
    assert itself.parent == root
    assert check(Category) == 0


def test_the_loser_of_a_move_is_told(community, street, other_street, far_street):
    stale = Area.objects.get(pk=community.pk)
    community.move_to(other_street, expected=street)

    with pytest.raises(StaleParent) as refused:
        stale.move_to(far_street, expected=street)

    assert refused.value.node == community
    assert Area.objects.get(pk=community.pk).parent == other_street


def test_a_parent_that_is_gone_is_said_to_be_gone(db):
    root, gone = category("root"), category("gone")
    child = category("child", root)
    Category.objects.filter(pk=gone.pk).delete()

    with pytest.raises(StaleParent):
        child.move_to(gone, expected=root)
    with pytest.raises(StaleParent):
        category("new", gone)

    assert check(Category) == 0


def test_a_stale_rename_does_not_undo_a_move(community, street, other_street):
    stale = Area.objects.get(pk=community.pk)
    community.move_to(other_street, expected=street)

    stale.name = "renamed"
    stale.save()

    now = Area.objects.get(pk=community.pk)
    assert (now.name, now.parent, now.street) == ("renamed", other_street, other_street)
    assert check(Area) == 0


def test_saving_a_name_alone_takes_no_lock_and_reads_no_tree(community):
    community.name = "renamed"

    with CaptureQueriesContext(connection) as queries:
        community.save(update_fields=["name"])

    marks = ("SAVEPOINT", "NO KEY UPDATE", '"tree_id" IN')
    assert [q["sql"] for q in queries if any(mark in q["sql"] for mark in marks)] == []
    assert Area.objects.get(pk=community.pk).name == "renamed"


def test_save_does_not_move(community, other_street):
    community.parent = other_street

    with pytest.raises(ValueError, match="move_to"):
        community.save()

    community.refresh_from_db()
    community.save()
    assert check(Area) == 0


def test_a_refreshed_node_saves_where_it_is_now(community, street, other_street):
    stale = Area.objects.get(pk=community.pk)
    community.move_to(other_street, expected=street)

    stale.refresh_from_db()
    stale.save()

    assert Area.objects.get(pk=community.pk).parent == other_street


def test_a_node_loaded_in_part_writes_what_it_has(community, street):
    part = Area.objects.only("name").get(pk=community.pk)
    part.name = "renamed"

    part.save()

    now = Area.objects.get(pk=community.pk)
    assert (now.name, now.code, now.parent) == ("renamed", community.code, street)


def test_a_new_node_may_bring_its_own_key(street):
    community = Area(pk=7_000_000, kind="community", code="110101001001", parent=street, **REST)

    community.save()

    assert check(Area) == 0


def test_update_moves_many_at_once(street, community, far_street):
    second = area("110101001002", street)

    assert Area.objects.filter(parent=street).update(parent=far_street) == 2

    assert list(Area.objects.under(far_street)) == [far_street, community, second]
    assert Area.objects.filter(parent=far_street).update(parent_id=street.pk) == 2
    assert list(Area.objects.under(far_street)) == [far_street]
    assert check(Area) == 0


def test_update_refuses_a_cycle_and_changes_nothing(db):
    root = category("root")
    child = category("child", root)

    with pytest.raises(BelowItself) as refused:
        Category.objects.filter(pk=root.pk).update(parent=child)

    assert refused.value.node == root
    assert check(Category) == 0


@pytest.mark.parametrize("field", ["lft", "tree_id", "street", "street_id"])
def test_nobody_writes_the_index_by_hand(community, field):
    with pytest.raises(ValueError, match="follow from parent"):
        Area.objects.filter(pk=community.pk).update(**{field: 1})


def test_bulk_update_of_parents_is_refused(community, street):
    with pytest.raises(TypeError, match="expression"):
        Area.objects.bulk_update([community], ["parent"])


def test_plain_update_is_plain(community, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Area.objects.filter(pk=community.pk).update(name="renamed") == 1


def test_deleting_a_subtree(db):
    root = category("root")
    child = category("child", root)
    category("leaf", child)
    last = category("last", root)

    deleted = Category.objects.under(child).delete()

    assert deleted == (2, {"projects.Category": 2})
    assert check(Category) == 0
    assert list(Category.objects.under(root)) == [root, last]
    assert last.delete() == (1, {"projects.Category": 1})
    assert numbers(Category.objects.get(pk=root.pk))[:4] == (root.pk, 1, 2, 0)


def test_deleting_half_a_subtree_is_refused(db):
    root = category("root")
    child = category("child", root)

    with pytest.raises(ProtectedError):
        Category.objects.filter(pk=root.pk).delete()
    with pytest.raises(ProtectedError):
        root.delete()

    assert list(Category.objects.under(root)) == [root, child]
    assert check(Category) == 0


def test_nested_blocks_leave_right_numbers_in_the_instances(street, other_street, far_street):
    with replanting(Area, [street, far_street]):
        with replanting(Area, [other_street]):
            first = area("110101002001", other_street)
            assert list(Area.objects.under(other_street)) == [other_street, first]
        second = area("110101001001", street)
        first.move_to(far_street, expected=other_street)

    for node in (first, second):
        assert numbers(node) == numbers(Area.objects.get(pk=node.pk))
    assert check(Area) == 0


def test_a_refused_node_keeps_no_key(street):
    stolen = Area(kind="district", code="110101", **REST)

    with pytest.raises(Exception, match=r"(?i)unique"):
        plant(Area, [stolen])

    assert stolen.pk is None
