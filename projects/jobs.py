"""What runs by itself: items that nobody confirmed leave the public lists."""

from datetime import datetime

from django.utils import timezone

from common.jobs import job
from projects.actions import items as actions
from projects.models import Demand, Resource, Service


@job("lapse_items")
def lapse_items(now: datetime) -> str:
    """Lapse every published item whose valid_until is before today."""
    today = timezone.localdate(now)
    count = sum(actions.lapse(kind, today=today) for kind in (Resource, Service, Demand))
    return f"{count} 项到期未确认，已从公开清单撤下"
