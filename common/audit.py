"""The audit trail: django-auditlog's entries, written here for what its model hooks cannot see."""

import json
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

__all__ = ["disable_auditlog", "record"]


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
    action = LogEntry.Action.CREATE if verb == "create" else LogEntry.Action.UPDATE
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_pk=str(obj.pk),
        object_id=obj.pk if isinstance(obj.pk, int) else None,
        object_repr=str(obj)[:200],
        action=action,
        actor=by,
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
        additional_data={"verb": verb, "reason": reason},
    )
