"""Which things reach which needs, who is left out, and which needs are still open."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from projects.models import Demand, Engagement, Item, Share

LEFT_OUT = (*Engagement.LIVE, Engagement.Status.DECLINED)


def offered(kind: type[Item], today: date) -> QuerySet[Item]:
    """What units offer each other: published, in time, of active units; also of military ones."""
    return kind.objects.published().filter(valid_until__gte=today, unit__left_on=None)


def reaching(district: int | None, street: int | None) -> Q:
    """Rows for a need there: of its street, or of the whole district around it.

    A need of the district itself is reached from all of it.
    """
    if street is None:
        return Q(district=district)
    return Q(street=street) | Q(area=district)


def reached_by(item: Item) -> Q:
    """Needs that the item reaches: the other way round."""
    if item.street_id is None:
        return Q(district=item.district_id)
    return Q(street=item.street_id) | Q(area=item.district_id)


def without(unit: int) -> Q:
    """Needs that are not the unit's own, and on which it is in no engagement nor was declined."""
    mine = Share.objects.filter(unit=unit, engagement__status__in=LEFT_OUT)
    return ~Q(unit=unit) & ~Q(pk__in=mine.values("engagement__demand"))


def open_needs(today: date) -> QuerySet[Demand]:
    """Published, in time, not met, and not wholly taken: what still looks for help."""
    of_it = Engagement.objects.filter(demand=OuterRef("pk")).order_by()
    whole = of_it.live().filter(quantity=None)
    taken = Q(status__in=Engagement.LIVE) | Q(confirmed_at__isnull=False)
    sums = (
        of_it.filter(taken, quantity__isnull=False).values("demand").annotate(sum=Sum("quantity"))
    )
    needs = Demand.objects.published().filter(valid_until__gte=today, met_on=None)
    return needs.filter(~Exists(whole)).exclude(
        amount__isnull=False, amount__lte=Coalesce(Subquery(sums.values("sum")), 0)
    )
