"""Numbers of official documents: 〔year〕n, per issuer and year, without gaps."""

from django.db.models import Max

from grids.models import Area
from meetings.models import Bulletin
from members.models import Alliance


def next_number(alliance: Alliance | None, area: Area, year: int) -> int:
    """The number that the issuer's next bulletin of the year gets; inside `atomic()`.

    The issuer's row stays locked until the transaction ends, so that the number is given once and,
    as it is written in the same transaction or not at all, without a gap.
    """
    if alliance is not None:
        Alliance.objects.select_for_update(of=("self",)).get(pk=alliance.pk)
        rows = Bulletin.objects.filter(alliance=alliance, year=year)
    else:
        Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
        rows = Bulletin.objects.filter(alliance=None, area=area, year=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
