"""Where a suggestion leads: the pages on which a person decides."""

from urllib.parse import urlencode

from django.urls import reverse

from members.models import MemberUnit
from projects.models import Demand, Item


def propose_url(demand: Demand, unit: MemberUnit, item: Item | None) -> str:
    """The form that proposes this unit, with the thing of it, for the need."""
    thing = {item.KIND: str(item.uuid)} if item else {}
    return _address("projects:engagement_propose", demand, unit=str(unit.uuid), **thing)


def claim_url(demand: Demand, unit: MemberUnit) -> str:
    """The need in the hall of the phone, where the unit may claim it."""
    return _address("projects:my_hall_demand", demand, unit=str(unit.uuid))


def _address(name: str, demand: Demand, **query: str) -> str:
    return f"{reverse(name, args=[demand.uuid])}?{urlencode(query)}"
