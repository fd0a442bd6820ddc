"""Counting tries in the shared cache, for what must not be tried without end."""

from django.core.cache import cache


def _key(what: str, who: str) -> str:
    return f"tries:{what}:{who}"


def is_over(what: str, who: str, *, most: int) -> bool:
    """Has `who` (an address, say) made `most` counted tries at `what`?"""
    return int(cache.get(_key(what, who), 0)) >= most


def count_try(what: str, who: str, *, seconds: int) -> None:
    """Count one try; all are forgotten `seconds` after the first."""
    key = _key(what, who)
    if cache.add(key, 1, seconds):
        return
    try:
        cache.incr(key)
    except ValueError:  # the entry ended between the two calls
        cache.set(key, 1, seconds)
