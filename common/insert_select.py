"""INSERT … SELECT … ON CONFLICT DO NOTHING: rows made from rows, without a trip through Python."""

from django.db import connection
from django.db.models import Func, Model, QuerySet, UUIDField


class RandomUUID(Func):
    """A fresh UUID for every row, made by the database."""

    function = "gen_random_uuid"
    template = "%(function)s()"
    output_field = UUIDField()

    def as_sqlite(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        return self.as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **extra)


def insert_select(model: type[Model], columns: list[str], rows: QuerySet) -> int:  # type: ignore[type-arg]
    """Insert `rows` (a values_list queryset in the order of `columns`) into `model`'s table.

    Returns how many rows were new; rows that meet a unique key already there are left out.
    `columns` are field names; the queryset must have a WHERE clause (SQLite reads ON CONFLICT
    after a bare SELECT as a join).
    """
    names = [model._meta.get_field(name).column for name in columns]
    quote = connection.ops.quote_name
    select, params = rows.query.sql_with_params()
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) "  # noqa: S608 - names come from _meta
        f"{select} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)
