"""Rows written in bulk: new ones by COPY, changed ones by one UPDATE."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

COPY_FROM = 50  # rows; below this an INSERT is as quick
PLAIN = {models.CharField, models.TextField, models.UUIDField}

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def ids(keys: Sequence[int]) -> Any:
    """`keys` as one parameter for the clause `among()`: any number of them fit."""
    return json.dumps(keys) if connection.vendor == "sqlite" else list(keys)


def among() -> str:
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))"
    return "= ANY(%s::bigint[])"


def new_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` keys for rows to come. SQLite: only inside the write transaction."""
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # AUTOINCREMENT never gives a key twice, so neither may this.
            cursor.execute(
                f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "
                f'coalesce((SELECT max("{pk}") FROM "{table}"), 0))',
                [table],
            )
            last = cursor.fetchone()[0]
            return range(last + 1, last + 1 + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', pk, count],
        )
        return [row[0] for row in cursor.fetchall()]


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    """Set integer `columns` of the rows (pk, value, …) in one statement; return how many."""
    if not rows:
        return 0
    table, pk = model._meta.db_table, model._meta.pk.column
    source, values, params = _as_table(rows, len(columns) + 1)
    assign = ", ".join(f'"{name}" = {new}' for name, new in zip(columns, values[1:], strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS node SET {assign} FROM {source} WHERE node."{pk}" = {values[0]}',
            params,
        )
        return int(cursor.rowcount)


def _as_table(rows: Sequence[Sequence[Any]], width: int) -> tuple[str, list[str], list[Any]]:
    """`rows` of integers as a table expression, its columns, and its parameters."""
    if connection.vendor == "sqlite":
        columns = [f"json_extract(new.value, '$[{position}]')" for position in range(width)]
        return "json_each(%s) AS new", columns, [json.dumps(rows)]
    names = [f"c{position}" for position in range(width)]
    source = f"unnest({', '.join(['%s::bigint[]'] * width)}) AS new({', '.join(names)})"
    columns = [f"new.{name}" for name in names]
    return source, columns, [list(column) for column in zip(*rows, strict=True)]


def insert_rows(model: type[models.Model], objs: list[Any]) -> None:
    """Insert `objs`, whose keys are set already: by COPY where that pays."""
    if connection.vendor == "sqlite" or len(objs) < COPY_FROM:
        models.QuerySet(model).bulk_create(objs)
        return
    copy_rows(model, objs)
    for obj in objs:
        obj._state.adding = False
        obj._state.db = connection.alias


def copy_rows(model: type[models.Model], objs: Iterable[Any]) -> None:
    fields = model._meta.concrete_fields
    getters = [_getter(field) for field in fields]
    text = io.StringIO()
    text.writelines("\t".join([_copy_text(get(obj)) for get in getters]) + "\n" for obj in objs)
    text.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', text)


def _getter(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What the database gets of `field`; keys and plain values need none of Django's preparing."""
    if field.remote_field or isinstance(field, models.IntegerField) or type(field) in PLAIN:
        return attrgetter(field.attname)
    return lambda obj: field.get_db_prep_save(field.pre_save(obj, True), connection)


def _copy_text(value: Any) -> str:
    """A value in PostgreSQL's text format of COPY."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, int | float | Decimal | date | time | UUID):
        return str(value)
    raise TypeError(f"COPY does not know how to write {type(value).__name__}")
