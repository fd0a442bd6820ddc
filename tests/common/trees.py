"""Areas told by their code alone, for the tests of trees."""

from datetime import date

from common.tree.index import layout
from grids.models import Area

KINDS = {6: "district", 9: "street", 12: "community", 15: "grid", 18: "micro"}
REST = {"valid_from": date(2026, 1, 1)}


def new(code, parent=None):
    return Area(kind=KINDS[len(code)], code=code, name=code, parent=parent, **REST)


def area(code, parent=None):
    node = new(code, parent)
    node.save()
    return node


def numbers(node):
    """(tree_id, lft, rght, level) and the columns by kind, as the instance has them."""
    return tuple(getattr(node, name) for name in layout(type(node)))
