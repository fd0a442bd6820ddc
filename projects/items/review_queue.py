"""What else waits for who has just reviewed an item of the three lists."""

from typing import NamedTuple

from members.models import User
from projects.items.scope import awaiting_review
from projects.models import Demand, Item, Resource, Service


class Waiting(NamedTuple):
    """How many items wait, and which of them is next: of the same list first, the oldest."""

    number: int
    item: Item | None


def waiting_after(user: User, done: Item) -> Waiting:
    """Five queries at most."""
    kinds = sorted((Resource, Service, Demand), key=lambda kind: kind is not type(done))
    count, first = 0, None
    for kind in kinds:
        rows = awaiting_review(kind.objects.visible_to(user), user).exclude(
            pk=done.pk if kind is type(done) else None
        )
        found = rows.count()
        if found and first is None:
            first = rows.order_by("submitted_at", "pk").first()
        count += found
    return Waiting(count, first)
