"""Undoing a whole batch: everything as it was before, or nothing and a list of what stands there.

See docs/adr/0009-undo.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, ManyToOneRel, Model, Q

from common.models import ImportBatch
from common.sheets.changes import Step, Values, load
from common.sheets.companions import companions
from common.sheets.importer import SHOWN, Importer
from common.tree import Placed, TreeModel, follows

CHUNK = 1000
MEND = "请先改回导入时的内容，或在页面上单独处理这一条"
HIGHER = "请由上级管理员撤销"
TAKEN = "原来的内容已被别的记录占用"


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way: the row of the file (if one), the record, why, and what to do."""

    row: int | None
    record: str
    text: str
    hint: str = ""


class UndoRefused(ValidationError):
    """Something stands in the way of the undo, and nothing was changed; `obstacles` says what."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__(f"有 {len(obstacles)} 处妨碍撤销，没有改动任何数据。")


class Undo:
    """The undo of one batch: first `examine`, which only reads, then `run`, in one transaction.

    `by` is the user whose writable areas must hold every record, or None (no bounds).
    """

    def __init__(self, batch: ImportBatch, importer: type[Importer], *, by: Any) -> None:
        self.importer, self.by = importer, by
        self.steps = load(batch)
        self.count = Counter(step.what for step in self.steps)
        self.made = self._keys("made")
        self.leaving: dict[tuple[type[Model], str], set[Any]] = defaultdict(set)
        for step in self.steps:
            for name in step.before or {}:
                self.leaving[step.model, name].add(step.key)
        self.obstacles: list[Obstacle] = []
        self.found: dict[type[Model], dict[Any, Model]] = {}
        self.along: dict[type[Model], set[Any]] = defaultdict(set)

    @property
    def deleted(self) -> int:
        return self.count["made"]

    @property
    def restored(self) -> int:
        """Changed records get their old values back, removed ones are made again."""
        return self.count["changed"] + self.count["removed"]

    # --- before: what stands in the way -------------------------------------------------------

    def examine(self, *, lock: bool = False) -> None:
        """Fill `obstacles`. With `lock` the records stay as they are until the transaction ends."""
        for model, keys in self._keys().items():
            rows = model._base_manager.order_by("pk")
            rows = rows.select_for_update() if lock else rows
            self.found[model] = {
                obj.pk: obj for part in _parts(keys) for obj in rows.filter(pk__in=part)
            }
        for step in self.steps:
            self._compare(step)
        if self.by is not None:
            self._check_scope()
        for model, keys in self.made.items():
            self._check_dependants(model, keys & self.found[model].keys())

    def _keys(self, *what: str) -> dict[type[Model], set[Any]]:
        keys: dict[type[Model], set[Any]] = defaultdict(set)
        for step in self.steps:
            if not what or step.what in what:
                keys[step.model].add(step.key)
        return keys

    def _compare(self, step: Step) -> None:
        """Whether the record still is what the batch made of it. A made one may be gone already."""
        obj = self.found[step.model].get(step.key)
        if step.after is None:
            if obj is not None:
                self._stands(step, "已重新登记", "请先删除重新登记的这一条")
        elif obj is None:
            if step.before is not None:
                self._stands(step, "已被删除，不能恢复原值", MEND)
        elif names := [name for name in self._heeded(step.after) if not _same(obj, name, step)]:
            self._stands(step, f"写入之后又被修改：{_titles(obj, names)}", MEND)

    def _heeded(self, values: Values) -> Iterator[str]:
        return (name for name in values if name not in self.importer.passing)

    def _check_scope(self) -> None:
        """Every record, and the place to which it goes back, is where `by` may write now."""
        areas = self.by.writable_areas()
        for model, found in self.found.items():
            if path := self.importer.places.get(model._meta.label) or _path(model):
                paths = [path] if isinstance(path, str) else path
                here = Q(*[(f"{one}__in", areas.values("pk")) for one in paths], _connector=Q.OR)
                rows = model._base_manager.filter(here)
                parts = (rows.filter(pk__in=part) for part in _parts(found.keys()))
                inside = {pk for part in parts for pk in part.values_list("pk", flat=True)}
                self._outside(model, found.keys() - inside)
        back = {pk for step in self.steps if (pk := (step.before or {}).get("area_id"))}
        gone = back - set(areas.filter(pk__in=back).values_list("pk", flat=True))
        for step in self.steps if gone else ():
            if (step.before or {}).get("area_id") in gone:
                self._stands(step, "原来所在的区域不在您现在的管辖范围内", HIGHER)

    def _outside(self, model: type[Model], keys: set[Any]) -> None:
        for step in self.steps:
            if step.model is model and step.key in keys:
                self._stands(step, "不在您现在的管辖范围内", HIGHER)

    def _check_dependants(self, model: type[Model], keys: set[Any]) -> None:
        """Nothing hangs on what is to go, but what the batch made itself and what goes along."""
        for relation in model._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel) and not follows(relation.field):
                for part in _parts(keys):
                    self._check_relation(model, relation.field, part)

    def _check_relation(
        self, model: type[Model], field: ForeignKey[Any, Any], keys: list[Any]
    ) -> None:
        rows = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        hanging = dict(rows.values_list("pk", field.attname))
        made = self.made.get(field.model, set())
        ours = made | self.leaving.get((field.model, field.attname), set())
        if others := hanging.keys() - ours:
            along = others & set(companions(rows).values_list("pk", flat=True))
            self.along[field.model] |= along
            self._used(model, field.model, [hanging[key] for key in others - along])

    def _used(self, model: type[Model], by: type[Model], keys: Iterable[Any]) -> None:
        counts = Counter(keys)
        name = _name(by) or "其他记录"
        for step in self.steps:
            if step.model is model and (count := counts.get(step.key)):
                text = f"已有 {count} 条“{name}”与它关联"
                self._stands(step, text, "请先处理这些记录，再撤销")

    def _stands(self, step: Step, text: str, hint: str) -> None:
        obj = self.found[step.model].get(step.key)
        # What a record is called may take a query; a list this long names no more.
        named = obj is not None and len(self.obstacles) < SHOWN
        record = f"{_name(step.model)} {obj if named else ''}".strip()
        self.obstacles.append(Obstacle(step.row, record, text, hint))

    # --- the undo -----------------------------------------------------------------------------

    def run(self) -> None:
        """Take everything back. Raises UndoRefused or IntegrityError; then roll back."""
        for model, keys in self.along.items():
            for part in _parts(keys):
                model._base_manager.filter(pk__in=part).delete()
        for model, steps in groupby(self.steps, key=attrgetter("model")):
            for what, some in _in_turn(model, list(steps)):
                self._take_back(model, what, some)

    def _take_back(self, model: type[Model], what: str, steps: list[Step]) -> None:
        if what == "made":
            self._delete(model, steps)
        elif what == "changed":
            self._restore(model, steps)
        else:
            self._make_again(model, steps)

    def _delete(self, model: type[Model], steps: list[Step]) -> None:
        for part in _parts([step.key for step in steps]):
            model._default_manager.filter(pk__in=part).delete()

    def _make_again(self, model: type[Model], steps: list[Step]) -> None:
        again = [model(pk=step.key, **(step.before or {})) for step in steps]
        model._default_manager.bulk_create(again, batch_size=500)

    def _restore(self, model: type[Model], steps: list[Step]) -> None:
        objs = [self._as_before(step) for step in steps]
        try:
            with transaction.atomic():
                for names, some in _by_names(objs, steps):
                    _write(model, some, names)
        except IntegrityError as error:
            for obj, step in zip(objs, steps, strict=True):
                self._name_conflict(obj, step)
            raise UndoRefused(self.obstacles or [Obstacle(None, "", TAKEN, MEND)]) from error

    def _as_before(self, step: Step) -> Model:
        obj = self.found[step.model][step.key]
        for name, value in (step.before or {}).items():
            setattr(obj, name, value)
        return obj

    def _name_conflict(self, obj: Model, step: Step) -> None:
        try:
            obj.validate_constraints()
        except ValidationError as error:
            self._stands(step, f"{TAKEN}：{''.join(error.messages)}", MEND)

    @property
    def records(self) -> list[Model]:
        """The records that the batch made or changed, as far as they were there."""
        objs = (self.found[step.model].get(step.key) for step in self.steps)
        return [obj for obj in objs if obj is not None]


def _in_turn(model: type[Model], steps: list[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Steps of one model in few groups: what is made goes first, what was removed comes last.

    The nodes of a tree hang on each other, so theirs keep their order.
    """
    if not issubclass(model, TreeModel):
        steps.sort(key=lambda step: ("made", "changed", "removed").index(step.what))
    for what, some in groupby(steps, key=attrgetter("what")):
        yield what, list(some)


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The keys in order, in parts that fit into one statement. The order of a list stays."""
    every = keys if isinstance(keys, list) else sorted(keys)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))


def _same(obj: Model, name: str, step: Step) -> bool:
    return bool(getattr(obj, name) == (step.after or {})[name])


def _titles(obj: Model, names: Iterable[str]) -> str:
    fields = {field.attname: field for field in obj._meta.concrete_fields}
    return "、".join(str(fields[name].verbose_name) for name in names)


def _name(model: type[Model]) -> str:
    """What the pages call such a record; "" for those that have no name of their own there."""
    name = "操作记录" if model is LogEntry else str(model._meta.verbose_name)
    return "" if name.isascii() else name


def _path(model: type[Model]) -> str:
    """How to come from a record to the area it belongs to; "" where it belongs to none for sure."""
    if issubclass(model, TreeModel) and model.tree_columns:
        return "pk"
    held = {field.name for field in model._meta.concrete_fields if not field.null}
    paths = {"area": "area", "unit": "unit__area", "organization": "organization__area"}
    return next((path for name, path in paths.items() if name in held), "")


def _by_names(
    objs: Sequence[Model], steps: Sequence[Step]
) -> Iterator[tuple[tuple[str, ...], list[Model]]]:
    """The records by the names of the fields to write."""
    groups: dict[tuple[str, ...], list[Model]] = defaultdict(list)
    for obj, step in zip(objs, steps, strict=True):
        names = {field.attname: field.name for field in obj._meta.concrete_fields}
        groups[tuple(sorted(names[name] for name in step.before or {}))].append(obj)
    yield from groups.items()


def _write(model: type[Model], objs: list[Model], names: Sequence[str]) -> None:
    """Write these fields; where the place of a record follows from them, one by one."""
    if issubclass(model, TreeModel) or (issubclass(model, Placed) and "area" in names):
        for obj in objs:
            _write_one(obj, names)
    else:
        model._default_manager.bulk_update(objs, names, batch_size=500)


def _write_one(obj: Model, names: Sequence[str]) -> None:
    if isinstance(obj, TreeModel) and "parent" in names:
        obj.move_to(obj.parent, expected=type(obj)._base_manager.get(pk=obj.pk).parent)
    obj.save(update_fields=[name for name in names if name != "parent"])
