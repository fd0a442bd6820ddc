"""What goes along when a record is unmade: rows that the portal made by itself and nobody touched.

Whatever else hangs on a record that a batch made stands in the way of the batch's undo. A room
says in its `companions.py` which of its rows do not.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

Untouched = Callable[[QuerySet[Any]], QuerySet[Any]]

_UNTOUCHED: dict[type[Model], Untouched] = {}


def goes_along(model: type[Model], untouched: Untouched = lambda rows: rows) -> None:
    """Rows of `model` are removed with the record they hang on; of them only the `untouched`."""
    _UNTOUCHED[model] = untouched


def companions(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows that go along."""
    untouched = _UNTOUCHED.get(rows.model)
    return untouched(rows) if untouched else rows.none()
