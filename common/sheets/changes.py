"""What a batch did to each record: kept encrypted, until the batch is undone or too old for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateField, Field, Model

from common.fields import decrypt, encrypt
from common.models import ImportBatch, ImportRow
from common.sheets.importer import Change
from common.tree import follows

Values = dict[str, Any]  # attname → value


@dataclass(frozen=True)
class Step:
    """One record that a batch made (`before` None), removed (`after` None) or changed."""

    model: type[Model]
    key: Any
    row: int | None
    before: Values | None
    after: Values | None

    @property
    def what(self) -> str:
        return "made" if self.before is None else "removed" if self.after is None else "changed"


def store(batch: ImportBatch, changes: Iterable[Change]) -> None:
    """Keep what the batch did, in the order in which it did it."""
    rows = [
        ImportRow(
            batch=batch,
            order=order,
            row=change.row,
            model=change.obj._meta.label,
            key=_as_number(change.obj.pk),
            content=_packed(change),
        )
        for order, change in enumerate(merged(changes))
    ]
    ImportRow.objects.bulk_create(rows, batch_size=1000)


def merged(changes: Iterable[Change]) -> list[Change]:
    """One change for each record: of several, what was there before the first of them."""
    found: dict[tuple[type[Model], Any], Change] = {}
    for change in changes:
        key = (type(change.obj), change.obj.pk)
        first = found.get(key)
        if first is None:
            found[key] = change
        elif first.before is not None and change.before is not None:
            found[key] = replace(change, before=change.before | first.before)
    return list(found.values())


def load(batch: ImportBatch) -> list[Step]:
    """What the batch did, the last first."""
    return [_unpacked(row) for row in batch.changes.order_by("-order").iterator()]


def fields_of(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """The fields that are a record's own: neither its key nor what follows from its place."""
    for field in model._meta.concrete_fields:
        if not field.primary_key and not follows(field):
            yield field


def _packed(change: Change) -> bytes:
    obj = change.obj
    every = [field.attname for field in fields_of(type(obj))]
    if change.removed:
        content = {"before": _values(obj, every), "after": None}
    else:
        names = every if change.before is None else change.before
        content = {"before": change.before, "after": _values(obj, names)}
    return encrypt(json.dumps(content, default=_plain, ensure_ascii=False).encode())


def _values(obj: Model, names: Iterable[str]) -> Values:
    """The values in hand; what only the database knows is left out."""
    values = {name: getattr(obj, name) for name in names}
    return {k: v for k, v in values.items() if not hasattr(v, "resolve_expression")}


def _plain(value: Any) -> str:
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"cannot keep a {type(value).__name__}")


def _unpacked(row: ImportRow) -> Step:
    model = apps.get_model(row.model)
    content = json.loads(decrypt(bytes(row.content)))
    before, after = (_typed(model, content[name]) for name in ("before", "after"))
    return Step(model, _as_key(model, row.key), row.row, before, after)


def _typed(model: type[Model], values: Values | None) -> Values | None:
    """The values as the fields hold them: a date is a date again."""
    if values is None:
        return None
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def _as_number(key: Any) -> int:
    """A key as ImportRow holds it; the days of the calendar are keyed by their date."""
    return key.toordinal() if isinstance(key, date) and not isinstance(key, datetime) else int(key)


def _as_key(model: type[Model], number: int) -> Any:
    return date.fromordinal(number) if isinstance(model._meta.pk, DateField) else number
