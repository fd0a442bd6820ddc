"""Rows made from rows: one INSERT … SELECT … ON CONFLICT DO NOTHING, on PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Func, Model, QuerySet, UUIDField


class RandomUUID(Func):
    """A fresh UUID made by the database: the `db_default` of rows that are made from rows."""

    template = "gen_random_uuid()"
    output_field = UUIDField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **extra)


def insert_missing(
    model: type[Model], rows: QuerySet[Any], take: Sequence[str], **constants: Any
) -> int:
    """Insert one row of `model` for each row of the queryset, and return how many were new.

    `take` names fields of `model`; `rows` must have fields or annotations of the same names.
    `constants` gives further fields one value for all; what is left needs a `db_default`.
    A row that a unique constraint refuses is left out silently, and so is one whose first taken
    value is NULL (whose recipient, say, does not exist).
    """
    try:
        sql, params = rows.values(*take).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    fields = {name: _field(model, name) for name in [*take, *constants]}
    columns = [connection.ops.quote_name(str(field.column)) for field in fields.values()]
    given = [fields[name].get_db_prep_save(value, connection) for name, value in constants.items()]
    statement = _statement(model, sql, columns, len(take))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *given])
        return int(cursor.rowcount)


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return field


def _statement(model: type[Model], sql: str, columns: Sequence[str], count: int) -> str:
    """`sql` yields the first `count` of the columns; the others are parameters.

    The CTE stands behind INSERT, so that Python's sqlite3 sees an INSERT and counts its rows.
    SQLite needs some WHERE there: it would read ON CONFLICT as part of a join. Two runs at once
    insert in the same order, so that they wait for each other and never deadlock.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    taken = ", ".join(columns[:count])
    holders = ", %s" * (len(columns) - count)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names come from _meta
        f"WITH due ({taken}) AS ({sql}) "
        f"SELECT {taken}{holders} FROM due WHERE {columns[0]} IS NOT NULL "
        f"ORDER BY {taken} ON CONFLICT DO NOTHING"
    )
