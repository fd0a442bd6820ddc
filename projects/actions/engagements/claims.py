"""A demand is claimed by units, or units are proposed for it; who was asked accepts or declines."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from common import audit
from common.races import first_come
from members.models import MemberUnit, User
from projects.actions.engagements.errors import (
    ClaimedMeanwhile,
    LessThanTaken,
    MoreThanLeft,
    NotForThisUnit,
    NotInParts,
    NotOpen,
    NotTheirs,
)
from projects.actions.engagements.places import check_places
from projects.actions.engagements.steps import Status, held_demand, said, step
from projects.models import Demand, Engagement, Item, Resource, Service, Share

WHY = "请写明原因。"


class Offer(NamedTuple):
    """Who would meet a demand, with what of theirs, and how much of it (None: all)."""

    lead: MemberUnit
    helpers: Sequence[MemberUnit] = ()
    thing: Resource | Service | None = None
    quantity: int | None = None


def claim(demand: Demand, offer: Offer, *, by: User, now: datetime) -> Engagement:
    """The lead's officer claims the demand; the asking side has to accept."""
    return _begin(demand, offer, Engagement.Awaits.ASKER, by=by, now=now)


def propose(demand: Demand, offer: Offer, *, by: User, now: datetime) -> Engagement:
    """Staff, or the demand's own officer, propose a unit; its officer has to accept."""
    return _begin(demand, offer, Engagement.Awaits.HELPER, by=by, now=now)


@first_come()
def _begin(demand: Demand, offer: Offer, awaits: str, *, by: User, now: datetime) -> Engagement:
    """Of many at once exactly one begins; the others read who was quicker."""
    kept = held_demand(demand)
    check_open(kept, offer.quantity)
    _check_units(kept, offer)
    _check_thing(offer)
    check_places(offer.thing, offer.quantity)
    engagement = Engagement(
        demand=kept,
        resource=offer.thing if isinstance(offer.thing, Resource) else None,
        service=offer.thing if isinstance(offer.thing, Service) else None,
        round=kept.round,
        quantity=offer.quantity,
        awaits=awaits,
        proposed_at=now,
        proposed_by=by,
        touched_at=now,
    )
    engagement.full_clean(exclude=["demand", "proposed_by"])
    with audit.disable_auditlog():
        engagement.save()
        _share(engagement, offer, now)
    names = "、".join(unit.label for unit in (offer.lead, *offer.helpers))
    audit.record(engagement, "create", by=by, changes={"units": ["", names]})
    return engagement


def check_open(demand: Demand, quantity: int | None) -> None:
    """Raises when so much of the (locked) demand cannot be claimed; None stands for all of it."""
    if demand.status != Item.Status.PUBLISHED or demand.met_on:
        raise NotOpen
    counting = demand.engagements.counting()
    if quantity is not None and demand.amount is None:
        raise NotInParts
    taken = list(counting.order_by("-proposed_at", "-pk"))
    whole = [one for one in taken if one.quantity is None]
    if whole or (taken and quantity is None):
        raise ClaimedMeanwhile((whole or taken)[0].lead)
    left = (demand.amount or 0) - sum(one.quantity or 0 for one in taken)
    if quantity is not None and quantity > left:
        raise MoreThanLeft(left) if left else ClaimedMeanwhile(taken[0].lead)


def check_amount(demand: Demand) -> None:
    """Raises when the new amount of the (locked) demand leaves no room for its parts.

    What is confirmed alone never meets it: only a confirmation does, so one has to be left.
    """
    parts = list(demand.engagements.counting().exclude(quantity=None))
    taken = sum(part.quantity or 0 for part in parts)
    is_done = not any(part.is_live for part in parts)
    least = taken + 1 if is_done else taken
    if parts and not demand.met_on and (demand.amount or 0) < least:
        raise LessThanTaken(least)


def _check_units(demand: Demand, offer: Offer) -> None:
    units = [offer.lead, *offer.helpers]
    if demand.unit_id in [unit.pk for unit in units]:
        raise NotForThisUnit("提出需求的单位不能认领自己的需求。")
    if len({unit.pk for unit in units}) < len(units):
        raise NotForThisUnit("同一家单位只能选一次。")
    if gone := [unit.label for unit in units if unit.left_on]:
        raise NotForThisUnit(f"{gone[0]}已退出联合体，不能参加对接。")


def _check_thing(offer: Offer) -> None:
    if offer.thing is None:
        return
    owners = [unit.pk for unit in (offer.lead, *offer.helpers)]
    if offer.thing.unit_id not in owners or offer.thing.status != Item.Status.PUBLISHED:
        raise NotTheirs


def _share(engagement: Engagement, offer: Offer, now: datetime) -> None:
    Share.objects.create(
        engagement=engagement, unit=offer.lead, role=Share.Role.LEAD, joined_at=now
    )
    for unit in offer.helpers:
        Share.objects.create(
            engagement=engagement, unit=unit, role=Share.Role.HELPER, joined_at=now
        )


def accept(
    engagement: Engagement, *, by: User, now: datetime, seen: str = "", behalf: str = ""
) -> None:
    """The side that was asked agrees. `behalf`: why staff speak for a unit."""
    if engagement.demand.status == Item.Status.WITHDRAWN:
        raise NotOpen("这项需求已撤下，不能再对接。")
    step(engagement, Status.ACCEPTED, by=by, now=now, seen=seen, reason=behalf, accepted_at=now)


def decline(
    engagement: Engagement, *, reason: str, by: User, now: datetime, seen: str = ""
) -> None:
    """The side that was asked says no, and why: the demand is in the hall again."""
    why = said(reason, "reason", WHY)
    step(engagement, Status.DECLINED, by=by, now=now, seen=seen, reason=why)


def release_all(demand: Demand, *, reason: str, by: User, now: datetime) -> None:
    """The (locked) demand is withdrawn: whoever is at it is let go, and reads why.

    What is reported done stays: the asking side still says whether it was.
    """
    rows = demand.engagements.filter(status__in=(Status.PROPOSED, *Engagement.AT_WORK))
    why = (f"需求已撤下：{reason}" if reason else "需求已撤下")[:200]
    for one in rows.select_for_update(of=("self",)).order_by("pk"):
        step(one, Status.RELEASED, by=by, now=now, reason=why)


def release(
    engagement: Engagement, *, reason: str, by: User, now: datetime, seen: str = ""
) -> None:
    """A proposal is taken back, or the lead gives the demand back to the hall; says why."""
    why = said(reason, "reason", WHY)
    step(engagement, Status.RELEASED, by=by, now=now, seen=seen, reason=why)
