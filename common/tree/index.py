"""The index of a tree (tree_id, lft, rght, level and the kind columns), derived from `parent`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import transaction

from common.tree.errors import BelowItself, StaleParent
from common.tree.locks import locked
from common.tree.placed import count_misplaced, replace
from common.tree.rows import update_rows

if TYPE_CHECKING:
    from common.tree.nodes import TreeModel

INDEX = ("tree_id", "lft", "rght", "level")

Numbers = tuple[int | None, ...]


class Node(NamedTuple):
    pk: int
    parent: int | None
    kind: str | None
    order: tuple[Any, ...]
    stored: Numbers | None  # None: not written yet


def layout(model: type[TreeModel]) -> tuple[str, ...]:
    """The derived columns, in the order in which `Numbers` holds them."""
    return (*INDEX, *(f"{column}_id" for column in model.tree_columns))


def node_of(obj: TreeModel) -> Node:
    order = tuple(getattr(obj, name) for name in obj.tree_order)
    return Node(obj.pk, obj.parent_id, getattr(obj, "kind", None), order, None)


def read(model: type[TreeModel], trees: Iterable[int] | None = None) -> list[Node]:
    """All nodes of `trees` (None: of every tree), in no order."""
    nodes = model._base_manager.all()
    queryset = nodes if trees is None else nodes.filter(tree_id__in=trees)
    kind = ["kind"] if model.tree_columns else []
    head, derived = ["pk", "parent_id", *kind], layout(model)
    cut = len(head) + len(derived)
    return [
        Node(row[0], row[1], row[2] if kind else None, row[cut:], row[len(head) : cut])
        for row in queryset.values_list(*head, *derived, *model.tree_order)
    ]


def number(model: type[TreeModel], nodes: Iterable[Node]) -> dict[int, Numbers]:
    """The right numbers of `nodes`, by pk. Nodes that hang in a cycle, or nowhere, are left out."""
    children: dict[int | None, list[Node]] = defaultdict(list)
    # Sorted here: the two databases, and two locales of one, do not agree on the order of text.
    for node in sorted(nodes, key=_order):
        children[node.parent].append(node)
    kinds = list(model.tree_columns.values())
    return {pk: numbers for root in children[None] for pk, numbers in _walk(root, children, kinds)}


def _order(node: Node) -> list[tuple[bool, Any]]:
    return [(value is not None, value) for value in (*node.order, node.pk)]


def _walk(
    root: Node, children: dict[int | None, list[Node]], kinds: list[str]
) -> Iterator[tuple[int, Numbers]]:
    """Yield (pk, numbers) for one whole tree, without recursion."""
    count = 0
    opened: dict[int, int] = {}
    stack: list[tuple[Node, int, Numbers, bool]] = [(root, 0, (None,) * len(kinds), False)]
    while stack:
        node, level, above, closing = stack.pop()
        count += 1
        if closing:
            yield node.pk, (root.pk, opened[node.pk], count, level, *above)
            continue
        opened[node.pk] = count
        own = tuple(
            node.pk if node.kind == kind else value
            for kind, value in zip(kinds, above, strict=True)
        )
        stack.append((node, level, own, True))
        below = reversed(children.get(node.pk, ()))
        stack.extend((child, level + 1, own, False) for child in below)


def renumber(
    model: type[TreeModel],
    trees: Iterable[int],
    new: Sequence[TreeModel] = (),
    moved: Iterable[int] = (),
) -> dict[int, Numbers]:
    """Set the numbers of all nodes of `trees`, whose locks the caller holds; return them by pk.

    `new` nodes are counted in but not written. Only rows that differ are written, in one statement,
    and the rows placed on areas whose columns changed. A cycle is named by one of `moved` or `new`.
    """
    trees = set(trees)
    nodes = [*(read(model, trees) if trees else ()), *map(node_of, new)]
    numbers = number(model, nodes)
    if len(numbers) < len(nodes):
        raise _lost(model, nodes, numbers, new, set(moved))
    _write(model, nodes, numbers)
    return numbers


def _write(model: type[TreeModel], nodes: list[Node], numbers: dict[int, Numbers]) -> int:
    wrong = [node for node in nodes if node.stored is not None and node.stored != numbers[node.pk]]
    written = update_rows(model, layout(model), [(node.pk, *numbers[node.pk]) for node in wrong])
    width = len(INDEX)
    replaced = [node.pk for node in wrong if node.stored[width:] != numbers[node.pk][width:]]  # type: ignore[index]
    if replaced:
        replace(model, replaced)
    return written


def _lost(
    model: type[TreeModel],
    nodes: list[Node],
    numbers: dict[int, Numbers],
    new: Sequence[TreeModel],
    moved: set[int],
) -> BelowItself | StaleParent:
    """Why some nodes are in no tree, naming one that the caller put there."""
    lost = {node.pk: node.parent for node in nodes if node.pk not in numbers}
    objs = {obj.pk: obj for obj in new}
    path: list[int] = [next(iter(lost))]
    while (parent := lost[path[-1]]) in lost and parent not in path:
        path.append(parent)
    cycle = path[path.index(parent) :] if parent in path else path[-1:]
    culprit = next((pk for pk in cycle if pk in moved or pk in objs), cycle[0])
    node = objs.get(culprit) or model._base_manager.get(pk=culprit)
    return BelowItself(node) if parent in path else StaleParent(node)


def tree_models() -> list[type[TreeModel]]:
    return [model for model in apps.get_models() if hasattr(model, "tree_columns")]  # type: ignore[misc]


def check(model: type[TreeModel]) -> int:
    """How many rows are wrong: nodes whose index is not derived, and rows placed on them."""
    nodes = read(model)
    numbers = number(model, nodes)
    wrong = sum(node.stored != numbers.get(node.pk) for node in nodes)
    return wrong + count_misplaced(model)


def repair(model: type[TreeModel]) -> int:
    """Make every row right; return how many were wrong. Raises BelowItself on a cycle."""
    with transaction.atomic():
        locked(model, lambda: model._base_manager.filter(parent=None).values_list("pk", "pk"))
        wrong = check(model)
        nodes = read(model)
        numbers = number(model, nodes)
        if len(numbers) < len(nodes):
            raise _lost(model, nodes, numbers, (), set())
        _write(model, nodes, numbers)
        replace(model)
        return wrong
