"""Where a suggestion leads: addresses of the pages on which a person decides.

Those of engagements may not be there yet; then there is no link.
"""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from projects.matching.suggestions import Suggestion
from projects.models import Demand


def propose_url(demand: Demand, one: Suggestion) -> str:
    """The form that proposes this unit, with the thing of it, for the need."""
    thing = {one.item.KIND: str(one.item.uuid)} if one.item else {}
    path = _address("projects:engagement_propose", demand)
    return f"{path}?{urlencode({'unit': str(one.unit.uuid), **thing})}" if path else ""


def claim_url(demand: Demand) -> str:
    """The need in the hall, where units claim."""
    return _address("projects:hall_demand", demand)


def _address(name: str, demand: Demand) -> str:
    try:
        return reverse(name, args=[demand.uuid])
    except NoReverseMatch:
        return ""
