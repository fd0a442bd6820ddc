"""Accounts to whom "hello" is due, and what waits to be sent to them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from notices.actions import open_deliveries, raise_notices_from
from notices.kinds import KINDS, renders
from notices.models import Delivery
from notices.sources import SOURCES, source
from tests.notices.hello import User, active, due, hello


@pytest.fixture(autouse=True)
def _only_hello() -> Iterator[None]:
    """The kinds of the other rooms stay out of these tests."""
    kinds, sources = dict(KINDS), list(SOURCES)
    KINDS.clear()
    SOURCES.clear()
    renders("hello", stands=active)(hello)
    source("hello")(due)
    yield
    KINDS.clear()
    KINDS.update(kinds)
    SOURCES[:] = sources


@pytest.fixture
def people(db, now) -> Callable[..., list]:
    """people(3): three accounts with an address, to whom "hello" is due."""

    def make(count: int, *, email: str = "{}@example.test", first: int = 1) -> list:
        return User.objects.bulk_create(
            User(
                username=f"p{n}",
                name=f"甲{n}",
                email=email.format(f"p{n}"),
                last_login=now - timedelta(days=1),
            )
            for n in range(first, first + count)
        )

    return make


@pytest.fixture
def waiting(people, now) -> Callable[[int], list[Delivery]]:
    """waiting(3): three deliveries that wait to be sent."""

    def make(count: int) -> list[Delivery]:
        people(count)
        raise_notices_from(due(now), kind="hello", now=now)
        open_deliveries(now)
        return list(Delivery.objects.order_by("pk"))

    return make
