"""What is due to whom. The room that owns a kind registers its sources in its `notices.py`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Cast

Due = Callable[[datetime], QuerySet[Any]]

SOURCES: list[tuple[str, Due]] = []
NO_DATE = Cast(Value(None), DateField())  # for `due_on` of what has no due day


def source(kind: str) -> Callable[[Due], Due]:
    """Register `due(now)`: the queryset of what is due at that moment, for notices of `kind`.

    Its rows have the fields or annotations `recipient` (key of a user; rows without one are left
    out), `subject`, `slot` (text) and `due_on` (a date or NO_DATE). It must go by the state of
    the database, not by the tick: a run that comes late then finds what the missed ones would
    have found, and the unique key keeps a repeated run from raising anything twice. Several
    sources may share a kind.
    """

    def register(due: Due) -> Due:
        SOURCES.append((kind, due))
        return due

    return register
