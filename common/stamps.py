"""What a form carries of the record its reader saw, so that a stale tab undoes nothing unseen."""

from hashlib import blake2s

from django.core.exceptions import ValidationError


class Stale(ValidationError):
    """The record is no longer what the stamp says that its reader saw."""


def stamp(*values: object) -> str:
    """16 hex digits that change whenever one of the values does."""
    return blake2s(repr(values).encode(), digest_size=8).hexdigest()
