"""Facts of an item as JSON keeps them, and what they were when somebody looked."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from common.dates import full_day_text
from projects.models import Item

Facts = dict[str, Any]


def field_of(kind: type[Item], name: str) -> Any:
    return kind._meta.get_field(name)


def pack(item: Item, names: Iterable[str]) -> Facts:
    """What the item says in these fields, as text, numbers and keys."""
    return {name: _plain(getattr(item, field_of(type(item), name).attname)) for name in names}


def packed(kind: type[Item], facts: Mapping[str, Any]) -> Facts:
    """Cleaned data of a form in the same shape."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    value = value.pk if isinstance(value, models.Model) else value
    return value.isoformat() if hasattr(value, "isoformat") else value


def put(item: Item, facts: Facts) -> None:
    """Set packed facts on an item, which is not saved here."""
    for name, value in facts.items():
        field = field_of(type(item), name)
        setattr(item, field.attname, field.to_python(value))


def seal(facts: Facts) -> str:
    """A short fingerprint of packed facts: what was on a screen, for a form to send back."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def label(kind: type[Item], name: str) -> str:
    return str(field_of(kind, name).verbose_name)


def text(kind: type[Item], name: str, value: Any) -> str:
    """A packed fact as people read it. A key costs a query."""
    field = field_of(kind, name)
    if value in (None, ""):
        return ""
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, models.DateField):
        return full_day_text(field.to_python(value))
    return str(value)
