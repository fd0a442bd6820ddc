"""What the staff page of an item shows of suggestions."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from members.models import User
from projects.matching.suggestions import is_open, needs_for, suggestions
from projects.models import Demand, Item


def beside(item: Item, user: User, *, now: datetime) -> dict[str, Any]:
    """Of an open need who could meet it; of a published thing which needs it could meet.

    Whoever works on a need sees what units offer each other in its street and district, also what
    lies outside the reader's own area: published is published to the alliance. Its staff page
    opens only to those who may see it anyway. Needs are shown as far as the reader sees them.
    """
    if item.status != Item.Status.PUBLISHED:
        return {}
    if not isinstance(item, Demand):
        within = Demand.objects.visible_to(user)
        return {"could_meet": needs_for(item, now=now, within=within), "meets": True}
    if not is_open(item, timezone.localdate(now)):
        return {}
    return {"suggested": suggestions(item, now=now, reader=user), "asks": True}
