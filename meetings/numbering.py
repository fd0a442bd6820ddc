"""Numbers of the bulletins that an area issues without an alliance: 〔year〕n, without gaps."""

from django.db.models import Max

from grids.models import Area
from meetings.models import Bulletin


def next_number(area: Area, year: int) -> int:
    """The number that the area's next bulletin of the year gets; inside `atomic()`.

    The area's row stays locked until the transaction ends, so that the number is given once and,
    as it is written in the same transaction or not at all, without a gap.
    """
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    rows = Bulletin.objects.filter(alliance=None, area=area, year=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
