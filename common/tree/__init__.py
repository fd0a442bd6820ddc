"""Trees of areas and categories, and the rows that hang on areas.

Every structural write goes through here: insert by `save()` or `bulk_create`, move by `move_to()`,
delete by `delete()`. Each takes the lock of the trees it touches and leaves their index right.
Read with `under()` and `above()`; mptt's own methods on instances read numbers that may be old.
"""

from common.tree.errors import BelowItself, StaleParent
from common.tree.index import check, repair, tree_models
from common.tree.nodes import TreeManager, TreeModel, TreeQuerySet, follows, plant, replanting
from common.tree.placed import Placed, PlacedQuerySet, hold

__all__ = [
    "BelowItself",
    "Placed",
    "PlacedQuerySet",
    "StaleParent",
    "TreeManager",
    "TreeModel",
    "TreeQuerySet",
    "check",
    "follows",
    "hold",
    "plant",
    "repair",
    "replanting",
    "tree_models",
]
