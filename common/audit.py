"""The audit trail: django-auditlog's entries, written here for what its model hooks cannot see."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

__all__ = ["assign", "disable_auditlog", "record", "record_each", "record_many"]


def _entry(obj: Model, verb: str, by: Any, changes: dict[str, Any] | None, reason: str) -> LogEntry:
    action = LogEntry.Action.CREATE if verb == "create" else LogEntry.Action.UPDATE
    return LogEntry(
        content_type=ContentType.objects.get_for_model(obj),
        object_pk=str(obj.pk),
        object_id=obj.pk if isinstance(obj.pk, int) else None,
        object_repr=str(obj)[:200],
        action=action,
        actor=by,
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
        additional_data={"verb": verb, "reason": reason},
    )


def record(
    obj: Model,
    verb: str,
    *,
    by: Any,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> LogEntry:
    """Write one row: who (`by`, a user, or None for a job) did what (`verb`) to `obj`.

    `changes` maps a field to [old, new]; never put an encrypted field into it.
    """
    entry = _entry(obj, verb, by, changes, reason)
    entry.save()
    return entry


def record_many(
    objs: Iterable[Model],
    verb: str,
    *,
    by: Any,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one row for each of `objs`, which all met the same change, in few statements."""
    record_each(((obj, changes or {}) for obj in objs), verb, by=by, reason=reason)


def record_each(
    pairs: Iterable[tuple[Model, dict[str, Any]]], verb: str, *, by: Any, reason: str = ""
) -> None:
    """Write one row for each (object, its changes), in few statements."""
    LogEntry.objects.bulk_create(
        [_entry(obj, verb, by, changes, reason) for obj, changes in pairs], batch_size=500
    )


def assign(obj: Model, facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give `obj` the facts that differ, unsaved; returns them as [old, new], for the row of it."""
    changes = {name: [getattr(obj, name), to] for name, to in facts.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name, (_, to) in changes.items():
        setattr(obj, name, to)
    return changes
