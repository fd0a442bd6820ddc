"""Tree models and their querysets. Only here is mptt imported; see docs/adr/0001-trees.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.query_utils import DeferredAttribute
from mptt.managers import TreeManager
from mptt.models import MPTTModel
from mptt.querysets import TreeQuerySet as MPTTQuerySet

from common.tree.errors import StaleParent
from common.tree.index import Numbers, layout, renumber
from common.tree.locks import locked
from common.tree.placed import COLUMNS, Placed, place, target
from common.tree.rows import insert_rows, new_keys

PARENT = {"parent", "parent_id"}


class TreeQuerySet(MPTTQuerySet):
    def under(self, nodes: TreeModel | models.QuerySet[Any]) -> Self:
        """These nodes (one, or a queryset) and everything below them."""
        ancestors = self._nodes(nodes).filter(
            tree_id=OuterRef("tree_id"), lft__lte=OuterRef("lft"), rght__gte=OuterRef("rght")
        )
        return self.filter(Exists(ancestors))

    def above(self, nodes: TreeModel | models.QuerySet[Any]) -> Self:
        """These nodes (one, or a queryset) and everything above them, the root first."""
        descendants = self._nodes(nodes).filter(
            tree_id=OuterRef("tree_id"), lft__gte=OuterRef("lft"), rght__lte=OuterRef("rght")
        )
        return self.filter(Exists(descendants))

    def _nodes(self, nodes: TreeModel | models.QuerySet[Any]) -> models.QuerySet[Any]:
        # An instance gives its key alone: its numbers may be older than the last write.
        if isinstance(nodes, models.Model):
            return self.model._base_manager.filter(pk=nodes.pk)
        return nodes

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert a whole forest, in any order; parents may be among `objs`. See `plant`."""
        if args or set(kwargs) - {"batch_size"}:
            raise ValueError("a tree is loaded whole, without conflicts")
        return plant(self.model, objs)

    def update(self, **kwargs: Any) -> int:
        """As ever; `parent`, `kind` or what siblings are ordered by renumbers the trees touched."""
        if kwargs.keys() & derived(self.model):
            raise ValueError("the index and its columns follow from parent")
        if not kwargs.keys() & structural(self.model):
            return int(super().update(**kwargs))
        parent = kwargs.get("parent", kwargs.get("parent_id"))
        if isinstance(parent, models.Expression):
            raise TypeError("update(parent=…) takes a node or its key, not an expression")
        to = [] if parent is None else [getattr(parent, "pk", parent)]
        with _held(self.model, lambda: _trees(self), to) as (rows, trees):
            changed = models.QuerySet(self.model).filter(pk__in=rows).update(**kwargs)
            renumber(self.model, trees, moved=rows)
            return int(changed)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the nodes, the deepest first: a whole subtree goes, half of one is refused."""
        total: dict[str, int] = defaultdict(int)
        with _held(self.model, lambda: _trees(self)) as (rows, trees):
            doomed: models.QuerySet[Any] = models.QuerySet(self.model).filter(pk__in=rows)
            _let_go(doomed)
            for level in sorted(set(doomed.values_list("level", flat=True)), reverse=True):
                for label, count in doomed.filter(level=level).delete()[1].items():
                    total[label] += count
            renumber(self.model, trees)
        return sum(total.values()), dict(total)


class TreeModel(MPTTModel):
    """Abstract. `parent` is the truth; index and `tree_columns` are derived from it under a lock.

    A subclass may say how siblings are ordered, and which columns hold the ancestor (or self) of
    which `kind`; for each such column it declares a nullable foreign key to itself.
    """

    tree_order: ClassVar[tuple[str, ...]] = ("pk",)
    tree_columns: ClassVar[dict[str, str]] = {}

    # A plain ForeignKey, not TreeForeignKey: so no migration ever imports mptt.
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    # The key of the root: so a new tree needs no number of its own, and no lock to get one.
    tree_id = models.PositiveBigIntegerField(editable=False)
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    level = models.PositiveIntegerField(editable=False)

    objects = TreeManager.from_queryset(TreeQuerySet)()

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Insert the node in its place, or write its own fields; an existing node stays put.

        Raises ValueError when `parent` of an existing node was assigned: use `move_to`.
        """
        if self._state.adding:
            plant(type(self), [self], write=partial(models.Model.save, self, force_insert=True))
        elif self._parent_assigned():
            raise ValueError("an existing node moves by move_to(), not by save()")
        else:
            self._save_own(self._own_fields(update_fields), force_update=force_update, using=using)
        self._mptt_meta.update_mptt_cached_fields(self)

    def _own_fields(self, names: Iterable[str] | None) -> set[str]:
        """The fields of `names` (None: all that are loaded) that are the node's own to write."""
        if names is None:
            deferred = self.get_deferred_fields()
            fields = self._meta.concrete_fields
            names = {f.name for f in fields if not f.primary_key and f.attname not in deferred}
        return set(names) - PARENT - derived(type(self))

    def _save_own(self, names: set[str], **kwargs: Any) -> None:
        if not names & structural(type(self)):
            super(MPTTModel, self).save(update_fields=names, **kwargs)
            return
        with _held(type(self), self._place) as (_, trees):
            super(MPTTModel, self).save(update_fields=names, **kwargs)
            self._set_numbers(renumber(type(self), trees)[self.pk])

    def move_to(self, parent: Self | None, *, expected: Self | None) -> None:
        """Hang the node, with all below it, under `parent` (None: it becomes a root).

        `expected` is the parent that the caller saw. Raises StaleParent when it is another by now
        or `parent` is gone, BelowItself when `parent` is the node or below it.
        """
        model = type(self)
        own = model._base_manager.filter(pk=self.pk)
        with _held(model, self._place, [parent.pk] if parent else []) as (_, trees):
            if not own.filter(parent=expected).exists():
                raise StaleParent(self)
            own.update(parent=parent)
            numbers = renumber(model, trees, moved=[self.pk])
        self.parent = parent
        self._set_numbers(numbers[self.pk])
        self._mptt_meta.update_mptt_cached_fields(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with _held(type(self), self._place) as (_, trees):
            _let_go(models.QuerySet(type(self)).filter(pk=self.pk))
            deleted = super(MPTTModel, self).delete(*args, **kwargs)
            renumber(type(self), trees)
        return deleted

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._mptt_meta.update_mptt_cached_fields(self)

    def _place(self) -> Iterable[Any]:
        return type(self)._base_manager.filter(pk=self.pk).values_list("pk", "tree_id")

    def _parent_assigned(self) -> bool:
        seen = self._mptt_cached_fields["parent"]
        return seen is not DeferredAttribute and seen != self.parent_id

    def _set_numbers(self, numbers: Numbers) -> None:
        for name, value in zip(layout(type(self)), numbers, strict=True):
            setattr(self, name, value)


def _let_go(doomed: models.QuerySet[Any]) -> None:
    """Empty the tree columns of nodes about to go: a node must not protect itself."""
    if columns := doomed.model.tree_columns:
        doomed.update(**dict.fromkeys(columns))


def derived(model: type[TreeModel]) -> set[str]:
    """The names of the fields that nobody writes but the index."""
    return {*layout(model), *model.tree_columns}


def follows(field: models.Field[Any, Any]) -> bool:
    """Whether the field is derived from where its row hangs, so that nobody writes it."""
    names = set(COLUMNS) if issubclass(field.model, Placed) else set()
    if issubclass(field.model, TreeModel):
        names |= derived(field.model)
    return bool(names & {field.name, field.attname})


def structural(model: type[TreeModel]) -> set[str]:
    """The names of the fields that the index is derived from."""
    return {*PARENT, *model.tree_order, *(["kind"] if model.tree_columns else [])} - {"pk"}


@contextmanager
def replanting(model: type[TreeModel], nodes: Iterable[TreeModel]) -> Iterator[None]:
    """One transaction that holds the trees of `nodes`, locked in order, from its first line.

    Wrap what touches several trees, or decides by what it reads: read inside. Blocks nest, and
    every write inside leaves the index right at once.
    """
    keys = [node.pk for node in nodes]
    with _held(model, lambda: model._base_manager.filter(pk__in=keys).values_list("pk", "tree_id")):
        yield


def plant(
    model: type[TreeModel], rows: Iterable[TreeModel], write: Callable[[], None] | None = None
) -> list[Any]:
    """Insert nodes, in any order, in one block; the parent of each is stored, one of them, or None.

    Keys are taken and numbers computed first, so each row is written once, with its numbers right.
    The rows must be checked already. Raises BelowItself or StaleParent, whose `node` is the row.
    """
    objs = list(rows)
    if any(not obj._state.adding for obj in objs):
        raise ValueError("only new nodes can be planted")
    parents = {key for obj in objs if (key := target(obj, "parent")) is not None}
    keyless = [obj for obj in objs if obj.pk is None]
    stored = parents - {obj.pk for obj in objs}
    with (
        _unkeyed_on_failure(keyless),
        _placed(model, objs),
        _held(model, list, stored) as (_, trees),
    ):
        for obj, key in zip(keyless, new_keys(model, len(keyless)), strict=True):
            obj.pk = key
        for obj in objs:
            _settle_parent(obj)
        numbers = renumber(model, trees, new=objs)
        for obj in objs:
            obj._set_numbers(numbers[obj.pk])
        write() if write else insert_rows(model, objs)
    return objs


@contextmanager
def _placed(model: type[TreeModel], objs: list[Any]) -> Iterator[None]:
    """Nodes that hang on areas too get their place first: area trees are locked before others."""
    with transaction.atomic():
        if issubclass(model, Placed):
            place(model, objs)
        yield


def _settle_parent(obj: TreeModel) -> None:
    parent = obj._meta.get_field("parent").get_cached_value(obj, default=None)
    if parent is not None:
        obj.parent = parent  # again: it has its key only now
        obj._mptt_meta.update_mptt_cached_fields(obj)


@contextmanager
def _unkeyed_on_failure(objs: list[TreeModel]) -> Iterator[None]:
    """Take the keys back when nothing was written: another row may get them."""
    try:
        yield
    except (DatabaseError, ValidationError):
        for obj in objs:
            obj.pk = None
        raise


def _trees(queryset: models.QuerySet[Any]) -> Iterable[Any]:
    return queryset.order_by().values_list("pk", "tree_id")


@contextmanager
def _held(
    model: type[TreeModel], find: Callable[[], Iterable[Any]], to: Iterable[int] = ()
) -> Iterator[tuple[list[int], set[int]]]:
    """Hold the trees of the rows (pk, tree_id) that `find` returns, and of the nodes `to`.

    Yields the keys found and the ids of all trees held, both as read under the lock.
    """
    targets = model._base_manager.filter(pk__in=list(to)).values_list("pk", "tree_id")

    def both() -> list[tuple[int, int, bool]]:
        return [*((*row, True) for row in find()), *((*row, False) for row in targets.all())]

    with transaction.atomic():
        rows = locked(model, both)
        yield [pk for pk, _, found in rows if found], {tree for _, tree, _ in rows}
