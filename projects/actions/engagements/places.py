"""Whether what an engagement is to use has room for it."""

from projects.models import Resource, Service


def check_places(thing: Resource | Service | None, quantity: int | None) -> None:
    """Raises a ValidationError when `thing` has no places left for the engagement.

    Called under the lock of the demand, before the engagement is written. The one place for it:
    where places are counted (projects.places_left), they are asked here.
    """
