"""What the edits of this room's records share: what the form saw, what changed, who was quicker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from common import audit
from common.stamps import stamp


class ChangedMeanwhile(ValidationError):
    """The record is another than the form showed."""

    def __init__(self) -> None:
        super().__init__("在您填写期间，别人修改了这条登记。请核对现在的内容后再保存。")


class AlreadyEnded(ValidationError):
    """The record ended, so it changes no more."""

    def __init__(self, what: object) -> None:
        super().__init__(f"{what}已经结束，不能再修改。")


class WrongDay(ValidationError):
    """The day is too early or too late; keyed by the field that holds it."""


def facts(obj: Model, names: Iterable[str]) -> dict[str, Any]:
    """The fields as plain values (keys for relations), by name."""
    columns = {field.name: field.attname for field in obj._meta.concrete_fields}
    return {name: getattr(obj, columns[name]) for name in names}


def seen_as(obj: Model, names: Iterable[str]) -> str:
    """What a form carries of the record, to notice that somebody else changed it meanwhile."""
    return stamp(*facts(obj, names).values())


def held(obj: Any, names: Iterable[str], seen: str | None) -> dict[str, Any]:
    """Lock the record and return its facts as stored. Raises AlreadyEnded, ChangedMeanwhile."""
    stored = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
    if stored.until:
        raise AlreadyEnded(stored)
    if seen not in (None, seen_as(stored, names)):
        raise ChangedMeanwhile
    return facts(stored, names)


def save_changes(obj: Any, before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Write `changes` into the record; returns [old, new] by the name of what differs."""
    for name, value in changes.items():
        setattr(obj, name, value)
    after = facts(obj, before)
    differing = {
        name: [before[name], after[name]] for name in before if before[name] != after[name]
    }
    if differing:
        obj.full_clean()
        with audit.disable_auditlog():  # the action writes its own row
            obj.save(update_fields=[*differing])
    return differing


def check_end(obj: Any, on: date, latest: date, what: str) -> None:
    """Raises WrongDay unless `on` lies between the record's first day and `latest`."""
    if on < obj.since:
        raise WrongDay({"on": f"结束日期不能早于{what}日期 {obj.since}。"})
    if on > latest:
        raise WrongDay({"on": f"结束日期不能晚于 {latest}。"})
