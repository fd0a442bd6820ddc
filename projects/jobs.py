"""What runs by itself: what nobody confirmed, claimed or went on with."""

from datetime import datetime

from django.utils import timezone

from common.jobs import job
from projects.actions import items as actions
from projects.actions.engagements import idle
from projects.models import Demand, Resource, Service


@job("lapse_items")
def lapse_items(now: datetime) -> str:
    """Lapse every published item whose valid_until is before today."""
    today = timezone.localdate(now)
    count = sum(actions.lapse(kind, today=today) for kind in (Resource, Service, Demand))
    return f"{count} 项到期未确认，已从公开清单撤下"


@job("release_idle_engagements")
def release_idle_engagements(now: datetime) -> str:
    """Warn of engagements without progress, give them back after 30 days; open unclaimed needs.

    Nothing is ever met by it: what is given back stands in the hall again.
    """
    warned, released = idle.warn_idle(now), idle.release_idle(now)
    opened = idle.open_to_all(now)
    return f"提醒 {warned} 项没有进展的对接，退回 {released} 项，扩大认领 {opened} 项需求"
