"""What a holder has to do, and what else is going on in a grid worker's grids."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from members.models import User
from projects.models import Request
from projects.requests.terms import due_day, time_left

MOST = 100
FORMER = 10
HELD_NOW = (Request.Status.DISPATCHED, Request.Status.TAKEN)


@dataclass(frozen=True)
class Queue:
    """`own` are (request, words, tone), the most urgent first."""

    own: list[tuple[Request, str, str]]
    others: list[Request]
    former: list[Request]


def held_now(user: User, today: date) -> list[tuple[Request, str, str]]:
    """What the user holds and has to do; one query."""
    rows = Request.objects.held_by(user).filter(status__in=HELD_NOW).for_list().defer("phone")
    found = sorted(rows.order_by("done_by", "pk")[:MOST], key=lambda one: str(due_day(one)))
    return [(one, *time_left(one, today)) for one in found]


def queue_of(user: User, today: date) -> Queue:
    """Three queries."""
    seen = Request.objects.visible_to(user).for_list().defer("phone")
    held: Any = Request.objects.held_by(user)
    others = seen.open().exclude(pk__in=held.values("pk")).order_by("-received_at", "-pk")
    closed = held.for_list().defer("phone").exclude(status__in=Request.OPEN)
    return Queue(
        held_now(user, today),
        list(others[:MOST]),
        list(closed.order_by("-closed_at", "-pk")[:FORMER]),
    )
