"""The pages of suggestions."""

from collections.abc import Callable
from typing import Any

from projects.models import Demand, Match, Resource

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("projects:my_item_needs", "service", "liaison", ""),
    ("projects:my_item_needs", "resource in review", "liaison2", ""),
]
STAFF: list[Page] = [
    ("projects:matching", "", "street", ""),
    ("projects:matching", "", "auditor", "urgency=urgent"),
    ("projects:candidates", "need with suggestions", "street", ""),
    ("projects:item", "page of a need with suggestions", "street", ""),
    ("projects:item", "page of a thing that could help", "street", ""),
]
NO_PAGE: set[str] = set()


def _need() -> Demand:
    """A need of the demonstration street that the night found something for."""
    return Match.objects.filter(demand__street__code="210211013").earliest("demand", "rank").demand


def _thing() -> Any:
    found = Match.objects.filter(rank=1, demand__street__code="210211013").order_by("pk")
    return next(one.resource or one.service for one in found if one.resource or one.service)


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "need with suggestions": lambda: [_need().uuid],
    "page of a need with suggestions": lambda: ["demand", _need().uuid],
    "page of a thing that could help": lambda: [_thing().KIND, _thing().uuid],
    "resource in review": lambda: ["resource", Resource.objects.get(status="submitted").uuid],
}
