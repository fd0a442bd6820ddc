"""The lock of a tree is the row of its root; whoever writes structure holds it until commit.

Lock order: trees first, in the order of their ids, then anything else. On SQLite the write
transaction itself is the lock: it begins IMMEDIATE, so one writer is inside at a time.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models, transaction

# Neither conflicts with the FOR KEY SHARE of a foreign key check: rows may go on hanging on areas.
WRITE, READ = "FOR NO KEY UPDATE", "FOR SHARE"

Rows = list[tuple[Any, ...]]


def locked(model: type[models.Model], find: Callable[[], Iterable[Any]], mode: str = WRITE) -> Rows:
    """Lock the trees of the rows that `find` returns, and return those rows as read under the lock.

    `find` returns rows (pk, tree_id, …) and is called before and after the lock is taken: what was
    read before may have moved into another tree meanwhile. Then all is let go, and tried again,
    because a lock added later would break the order. Must be called inside `atomic()`.
    """
    if connection.vendor == "sqlite":
        return list(find())
    while True:
        point = transaction.savepoint()
        trees = sorted({row[1] for row in find()})
        _lock_roots(model, trees, mode)
        rows = list(find())
        if {row[1] for row in rows} <= set(trees):
            transaction.savepoint_commit(point)
            return rows
        transaction.savepoint_rollback(point)


def _lock_roots(model: type[models.Model], trees: list[int], mode: str) -> None:
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT 1 FROM "{table}" WHERE "{pk}" = ANY(%s::bigint[]) ORDER BY "{pk}" {mode}',
            [trees],
        )
