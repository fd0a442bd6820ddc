"""How an engagement ends: the asking side confirms or sends back; staff close it.

Nothing here is ever done by a time-out.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from members.models import User
from projects.actions.engagements.errors import NotReported
from projects.actions.engagements.steps import Status, held_demand, said, step
from projects.models import Demand, Engagement, FollowUp, Rating


@transaction.atomic
def confirm(
    engagement: Engagement,
    *,
    rating: str,
    words: str = "",
    by: User,
    now: datetime,
    seen: str = "",
    behalf: str = "",
) -> None:
    """The asking side says that it is done, and how well; meets the demand if that was all of it.

    `behalf`: why staff speak for the asking unit.
    """
    if rating not in Rating.values:
        raise ValidationError({"rating": "请选择评价。"})
    demand = held_demand(engagement.demand)
    text = said(words, "words", "", most=500)
    facts = {"confirmed_at": now, "confirmed_by": by, "rating": rating, "words": text}
    step(engagement, Status.CONFIRMED, by=by, now=now, seen=seen, reason=behalf, **facts)
    if _is_met(demand):
        _meet(demand, timezone.localdate(now), by)
        engagement.demand.met_on = demand.met_on


def _is_met(demand: Demand) -> bool:
    """The whole is confirmed, or parts of it that add up to its amount."""
    confirmed = demand.engagements.filter(confirmed_at__isnull=False)
    parts = list(confirmed.values_list("quantity", flat=True))
    met = sum(part or 0 for part in parts)
    return None in parts or (demand.amount is not None and met >= demand.amount)


def _meet(demand: Demand, today: date, by: User) -> None:
    Demand.objects.filter(pk=demand.pk).update(met_on=today)
    demand.met_on = today
    audit.record(demand, "meet", by=by, changes={"met_on": ["", str(today)]})


def send_back(
    engagement: Engagement,
    *,
    missing: str,
    by: User,
    now: datetime,
    seen: str = "",
    behalf: str = "",
) -> None:
    """The asking side says what is missing: under way again."""
    if engagement.status != Status.REPORTED:  # to begin the work leads to the same state
        raise NotReported
    why = said(missing, "missing", "请写明还差什么。", most=150 if behalf else 200)
    why = f"{why}（{behalf}）" if behalf else why
    step(engagement, Status.UNDER_WAY, by=by, now=now, seen=seen, reason=why)


@transaction.atomic
def close(
    engagement: Engagement, *, note: str = "", by: User, now: datetime, seen: str = ""
) -> None:
    """Staff put it away: confirmed, or, with what the joint meeting said of it, not done."""
    missing = "请写明联席会议怎样处理。" if engagement.status == Status.NOT_DONE else ""
    text = said(note, "note", missing)
    step(engagement, Status.CLOSED, by=by, now=now, seen=seen, closed_at=now)
    if text:
        with audit.disable_auditlog():
            FollowUp.objects.create(engagement=engagement, text=text, at=now, by=by)
