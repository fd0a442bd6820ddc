"""What is missing for an area in this room: a service, and somebody to meet its needs."""

from datetime import date

from django.db.models import QuerySet

from grids.gaps import standing
from grids.models import Area
from projects.models import Demand, Service


def gaps(day: date) -> dict[str, QuerySet[Area]]:
    """Communities with a gap on `day`, by the kind of gap; nothing is read yet.

    no_service: no public service is for the community, or for a place in it. Services for the
    whole street or district do not count: by them no community would ever lack anything.
    unclaimed: a demand of the community, or of a place in it, is published for UNCLAIMED_DAYS,
    not met, and no engagement for it is live.
    """
    communities = standing(Area.Kind.COMMUNITY, day)
    served = Service.objects.public(day).filter(community__isnull=False)
    waiting = Demand.objects.waiting_long(day).filter(community__isnull=False)
    return {
        "no_service": communities.exclude(pk__in=served.values("community")),
        "unclaimed": communities.filter(pk__in=waiting.values("community")),
    }
