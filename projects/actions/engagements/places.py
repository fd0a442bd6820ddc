"""Whether the service that an engagement is to use has places left for it."""

from projects.actions.engagements.errors import NoPlaces
from projects.engagements.places_left import left_of
from projects.models import Resource, Service


def check_places(thing: Resource | Service | None, quantity: int | None) -> None:
    """Raises NoPlaces when so much (None: one) is not left of a service that counts its places.

    The service is locked, so that of two engagements for the last place one is refused. A resource
    is kept apart by the slots of its bookings.
    """
    if not isinstance(thing, Service):
        return
    held = Service.objects.select_for_update(of=("self",)).get(pk=thing.pk)
    left = left_of(held)
    if left is not None and (quantity or 1) > left:
        raise NoPlaces(left)
