"""Counting tries in the shared cache."""

import pytest
from django.core.cache import cache

from common import limits


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_tries_are_counted_for_each_alone():
    for _ in range(3):
        assert not limits.is_over("link", "10.0.0.1", most=3)
        limits.count_try("link", "10.0.0.1", seconds=60)
    assert limits.is_over("link", "10.0.0.1", most=3)
    assert not limits.is_over("link", "10.0.0.2", most=3)
    assert not limits.is_over("ask", "10.0.0.1", most=3)


def test_tries_are_forgotten():
    limits.count_try("link", "10.0.0.1", seconds=60)
    cache.clear()
    assert not limits.is_over("link", "10.0.0.1", most=1)


def test_an_entry_that_ends_between_two_calls_is_begun_anew(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)
    limits.count_try("link", "10.0.0.1", seconds=60)
    assert limits.is_over("link", "10.0.0.1", most=1)
