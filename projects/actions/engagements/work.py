"""An engagement under way: who joins and leaves, what is done meanwhile, what came of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from common import audit
from common.races import first_come
from members.models import MemberUnit, User
from projects.actions.engagements.claims import WHY
from projects.actions.engagements.errors import NotForThisUnit
from projects.actions.engagements.steps import Status, held, said, step
from projects.models import Engagement, FollowUp, Share


@first_come()
def add_helper(
    engagement: Engagement, unit: MemberUnit, *, contribution: str = "", by: User, now: datetime
) -> Share:
    """Another unit helps, until it is reported done."""
    kept = held(engagement, Engagement.JOINABLE)
    if unit.pk == kept.demand.unit_id or unit.left_on:
        raise NotForThisUnit("提出需求的单位，或已退出的单位，不能协助。")
    share = Share(
        engagement=kept, unit=unit, role=Share.Role.HELPER, contribution=contribution, joined_at=now
    )
    share.full_clean(exclude=["engagement", "unit"])
    with audit.disable_auditlog():
        share.save()
    _touch(kept, now)
    audit.record(kept, "join", by=by, changes={"units": ["", unit.label]}, reason=contribution)
    return share


@transaction.atomic
def leave(
    engagement: Engagement, unit: MemberUnit, *, reason: str, by: User, now: datetime
) -> None:
    """A helper steps out, and says why, before it is reported done. The lead releases instead."""
    why = said(reason, "reason", WHY)
    kept = held(engagement, Engagement.JOINABLE)
    share = kept.shares.filter(unit=unit, role=Share.Role.HELPER).first()
    if share is None:
        raise NotForThisUnit("这家单位不在协助单位里，可能已经退出。")
    with audit.disable_auditlog():
        share.delete()
    _touch(kept, now)
    audit.record(kept, "leave", by=by, changes={"units": [unit.label, ""]}, reason=why)


def _touch(engagement: Engagement, now: datetime) -> None:
    """Something happened: the days of silence are counted anew."""
    Engagement.objects.filter(pk=engagement.pk).update(touched_at=now, warned_at=None)
    engagement.touched_at, engagement.warned_at = now, None


@transaction.atomic
def follow_up(
    engagement: Engagement, text: str, *, begins: bool, by: User, now: datetime
) -> FollowUp:
    """What was done, in a sentence. `begins`: of the helping side; the first makes it under way."""
    kept = held(engagement, Engagement.FOLLOWED)
    words = said(text, "text", "请写一句进展。", most=300)
    note = FollowUp(engagement=kept, text=words, at=now, by=by)
    with audit.disable_auditlog():
        note.save()
    if begins and kept.status == Status.ACCEPTED:
        step(kept, Status.UNDER_WAY, by=by, now=now)
    else:
        _touch(kept, now)
        audit.record(kept, "follow_up", by=by, reason=note.text)
    engagement.status = kept.status
    return note


def report(
    engagement: Engagement,
    *,
    outcome: str,
    by: User,
    now: datetime,
    seen: str = "",
    behalf: str = "",
) -> None:
    """The lead says that it is done and what came of it; the asking side has to confirm."""
    text = said(outcome, "outcome", "请写明办理结果。", most=500)
    facts: dict[str, Any] = {"outcome": text, "reported_at": now}
    step(engagement, Status.REPORTED, by=by, now=now, seen=seen, reason=behalf, **facts)


def not_done(
    engagement: Engagement, *, reason: str, by: User, now: datetime, seen: str = ""
) -> None:
    """It did not come about: carried to the next joint meeting with the reason."""
    why = said(reason, "reason", WHY)
    step(engagement, Status.NOT_DONE, by=by, now=now, seen=seen, reason=why)
