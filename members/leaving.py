"""What ends when a unit leaves. A room above registers its part in its `leaving.py`."""

from collections.abc import Callable
from datetime import date, datetime

from members.models import MemberUnit, User

Leave = Callable[[MemberUnit, date, User | None, datetime], None]

LEAVES: list[Leave] = []


def leaves(end: Leave) -> Leave:
    """Register `end(unit, on, by, now)`; it runs in the transaction in which the unit leaves."""
    if end not in LEAVES:
        LEAVES.append(end)
    return end
