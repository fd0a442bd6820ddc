"""The three lists by their names in an address."""

from django.urls import register_converter

from projects.models import Demand, Item, Resource, Service

KINDS: dict[str, type[Item]] = {kind.KIND: kind for kind in (Resource, Service, Demand)}


class KindConverter:
    """resource, service or demand in a path: the model, and back."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> type[Item]:
        return KINDS[value]

    def to_url(self, value: type[Item] | str) -> str:
        return value if isinstance(value, str) else value.KIND


register_converter(KindConverter, "kind")
