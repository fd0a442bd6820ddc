"""What is missing for an area in this room: a party organisation."""

from datetime import date

from django.db.models import QuerySet

from grids.gaps import standing
from grids.models import Area
from members.models import HouseholdContact, PartyOrganization


def gaps(day: date) -> dict[str, QuerySet[Area]]:
    """Grids with a gap on `day`, by the kind of gap; nothing is read yet.

    no_party: no party organisation and no household contact (联户) is placed in the grid or in a
    micro-grid of it. Those of the community or above do not count: they are not the grid's own.
    """
    grids = standing(Area.Kind.GRID, day)
    for rows in (PartyOrganization.objects.on(day), HouseholdContact.objects.on(day)):
        of_micro = rows.filter(area__kind=Area.Kind.MICRO, area__parent__isnull=False)
        grids = grids.exclude(pk__in=rows.values("area"))
        grids = grids.exclude(pk__in=of_micro.values("area__parent"))
    return {"no_party": grids}
