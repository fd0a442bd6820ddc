"""Lifecycles: a `Status` enum and a `MOVES` table on the model; one function makes the move."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from common import audit


class IllegalMove(ValidationError):
    """The move is not in MOVES, or somebody else moved the object first."""


def move(
    obj: Model,
    to: str,
    *,
    by: Any,
    expect: dict[str, Any] | None = None,
    reason: str = "",
    note: str = "",
    **changes: Any,
) -> None:
    """Move `obj` to status `to` and write `changes`, in one compare-and-swap UPDATE.

    The status that the caller saw is part of the WHERE clause, and so is `expect` (say, who held
    it), so a stale second tab cannot undo what somebody else did meanwhile: it finds no row and
    gets IllegalMove. Writes one row of the audit trail; `by` is a user, or None for a job. A model
    with a field `reason` keeps the reason, too; a `note` stands in the trail alone.
    """
    target = type(obj).Status(to)  # type: ignore[attr-defined]
    before = obj.status  # type: ignore[attr-defined]
    if reason and any(field.name == "reason" for field in obj._meta.fields):
        changes["reason"] = reason
    legal = target in obj.MOVES.get(before, ())  # type: ignore[attr-defined]
    with transaction.atomic():
        seen = type(obj)._base_manager.filter(pk=obj.pk, status=before, **(expect or {}))
        if not (legal and seen.update(status=target, **changes)):
            raise IllegalMove(
                f"“{obj}”现在不能改为“{target.label}”，可能已被他人处理，请刷新后再看。"
            )
        changed = {"status": [before, str(target)]}
        audit.record(obj, "move", by=by, changes=changed, reason=reason or note)
    for field, value in {"status": target, **changes}.items():
        setattr(obj, field, value)
