"""What every step of an engagement has in common."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from common.lifecycle import move
from members.models import User
from projects.actions.engagements.errors import NotAtWork, SeenBefore
from projects.models import Demand, Engagement

Status = Engagement.Status


def step(
    engagement: Engagement,
    to: str,
    *,
    by: User,
    now: datetime,
    seen: str = "",
    reason: str = "",
    **facts: Any,
) -> None:
    """Move on, if it still is as the reader saw it (`seen`); something happened at `now`.

    Which report of its outcome it is belongs to the WHERE clause as well: a tab that shows the
    first report does not confirm the second.
    """
    if seen and seen != engagement.seen:
        raise SeenBefore
    move(
        engagement,
        to,
        by=by,
        reason=reason,
        expect={"reported_at": engagement.reported_at},
        **{"touched_at": now, "warned_at": None, **facts},
    )


def said(words: str, field: str, missing: str, *, most: int = 200) -> str:
    """What was typed; raises a ValidationError at `field` where nothing was, or too much.

    With no words for `missing`, nothing is right as well.
    """
    text = words.strip()
    if not text and missing:
        raise ValidationError({field: missing})
    if len(text) > most:  # SQLite would keep it
        raise ValidationError({field: f"最多 {most} 字，请写短一些。"})
    return text


def held(engagement: Engagement, states: tuple[str, ...]) -> Engagement:
    """The engagement as it is now, locked to the end of the transaction."""
    kept = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if kept.status not in states:
        raise NotAtWork
    return kept


def held_demand(demand: Demand) -> Demand:
    """The demand as it is now, locked: claims of it, and what is met of it, go one by one.

    Always before any engagement of it is locked.
    """
    rows = Demand.objects.select_for_update(of=("self",))
    return rows.get(pk=demand.pk)
