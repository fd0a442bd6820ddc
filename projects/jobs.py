"""What runs by itself: items lapse, idle engagements go back, needs get suggestions."""

from datetime import datetime

from django.utils import timezone

from common.jobs import job
from projects.actions import items as actions
from projects.actions import matches
from projects.actions.engagements import idle
from projects.matching.batch import places
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


@job("match_needs")
def match_needs(now: datetime) -> str:
    """Store the best candidates of every open need, street by street; forget settled needs'."""
    needs = changed = 0
    for district, street in places(timezone.localdate(now)):
        done = matches.match_place(district, street, now=now)
        needs, changed = needs + done[0], changed + done[1]
    gone = matches.forget_settled(now=now)
    return f"{needs} 件待对接需求，更新 {changed} 件的推荐，清除 {gone} 条过时推荐"
