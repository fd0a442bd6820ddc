"""One verb of an engagement, by its name: the same for pages and API."""

from datetime import datetime
from typing import Any

from members.models import User
from projects.actions import engagements as actions
from projects.engagements.scope import Standing
from projects.models import Engagement


def do(
    found: Engagement,
    name: str,
    facts: dict[str, Any],
    *,
    by: User,
    now: datetime,
    place: Standing,
    seen: str = "",
) -> None:
    """The action of that name; staff who speak for a unit without officer say so in the trail."""
    if name == "follow_up":
        actions.follow_up(found, facts["text"], begins=place.is_of_helping_side, by=by, now=now)
    elif name in ("add_helper", "leave"):
        getattr(actions, name)(found, by=by, now=now, **facts)
    else:
        why = place.why(found, name)
        behalf = {"behalf": why} if why else {}
        getattr(actions, name)(found, by=by, now=now, seen=seen, **facts, **behalf)
