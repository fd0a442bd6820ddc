"""What is missing for an area in this room: a service, and somebody to meet its needs."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from grids.gaps import standing
from grids.models import Area
from projects.models import Demand, Service

UNCLAIMED_DAYS = 14  # portal rule: a published demand that nobody claimed for so long


def gaps(day: date) -> dict[str, QuerySet[Area]]:
    """Communities with a gap on `day`, by the kind of gap; nothing is read yet.

    no_service: no public service is for the community, or for a place in it. Services for the
    whole street or district do not count: by them no community would ever lack anything.
    unclaimed: a demand of the community, or of a place in it, is published for UNCLAIMED_DAYS.
    """
    communities = standing(Area.Kind.COMMUNITY, day)
    served = Service.objects.public(day).filter(community__isnull=False)
    waiting = Demand.objects.published().filter(
        community__isnull=False, published_at__lt=_waited_until(day)
    )
    return {
        "no_service": communities.exclude(pk__in=served.values("community")),
        "unclaimed": communities.filter(pk__in=waiting.values("community")),
    }


def _waited_until(day: date) -> datetime:
    """What was published before this moment is UNCLAIMED_DAYS old on `day`, day by day."""
    next_day = day - timedelta(days=UNCLAIMED_DAYS - 1)
    return timezone.make_aware(datetime.combine(next_day, time.min))
