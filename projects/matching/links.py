"""Where a suggestion leads: the pages on which a person decides, and the hall's own reach.

What belongs to engagements may not be there yet; then there is no link, and an officer sees the
needs that the item reaches.
"""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from members.models import MemberUnit
from projects.models import Demand, Item


def propose_url(demand: Demand, unit: MemberUnit, item: Item | None) -> str:
    """The form that proposes this unit, with the thing of it, for the need."""
    thing = {item.KIND: str(item.uuid)} if item else {}
    return _address("projects:engagement_propose", demand, unit=str(unit.uuid), **thing)


def claim_url(demand: Demand, unit: MemberUnit) -> str:
    """The need in the hall of the phone, where the unit may claim it."""
    return _address("projects:my_hall_demand", demand, unit=str(unit.uuid))


def claimable_by(unit: MemberUnit) -> QuerySet[Demand]:
    """Needs that the hall shows to the unit."""
    rows: Any = Demand.objects
    found: QuerySet[Demand] = getattr(rows, "claimable_by", lambda unit: rows.all())(unit)
    return found


def _address(name: str, demand: Demand, **query: str) -> str:
    try:
        return f"{reverse(name, args=[demand.uuid])}?{urlencode(query)}"
    except NoReverseMatch:
        return ""
