"""Who may do what with an item. What a user sees at all is `visible_to` of the queryset."""

from django.db.models import QuerySet

from grids.models import Area
from members.models import MemberUnit, Posting, User
from members.models.units import MemberUnitQuerySet
from projects.models import Item


def speaks_for(user: User, unit: MemberUnit) -> bool:
    """The unit's current liaison officer."""
    return unit.liaisons.current().filter(person__user=user.pk).exists()


def may_review(user: User, item: Item) -> bool:
    """Staff of the area where the unit is: they publish, return and register for the unit."""
    return user.may_change(item.unit.area_id)


def may_keep(user: User, item: Item) -> bool:
    """Who may edit, confirm and withdraw: the unit's liaison officer, or staff of its area."""
    return speaks_for(user, item.unit) or may_review(user, item)


def speaks_as(user: User | None, unit: MemberUnit) -> str:
    """As whose staff the user looks after this unit: the nearest area; "" for nobody."""
    held = [p.area for p in user.current_postings if p.role in Posting.STAFF] if user else []
    around = [unit.area_id, unit.community_id, unit.street_id, unit.district_id]
    near = sorted(
        held, key=lambda area: around.index(area.pk) if area.pk in around else len(around)
    )
    return near[0].name if near else ""


def units_of(user: User) -> QuerySet[MemberUnit]:
    """Units whose current liaison officer the user is."""
    return MemberUnit.objects.active().filter(liaisons__person__user=user.pk, liaisons__until=None)


def awaiting_review(items: QuerySet[Item], user: User) -> QuerySet[Item]:
    """Those of `items` that are submitted and that the user reviews."""
    areas = user.writable_areas().values("pk")
    return items.filter(status=Item.Status.SUBMITTED, unit__area__in=areas)


def units_to_register(user: User) -> MemberUnitQuerySet:
    """Units that the user may register items for as staff."""
    units: MemberUnitQuerySet = MemberUnit.objects.active()
    return units.filter(area__in=user.writable_areas().values("pk"))


def reachable(unit: MemberUnit) -> QuerySet[Area]:
    """Areas that an item of the unit may be for: its own, those above, and its neighbours.

    Neighbours are the communities of its street; for a unit of the district, the streets.
    """
    chain = [unit.area_id, unit.community_id, unit.street_id, unit.district_id]
    above = [pk for pk in chain if pk is not None]
    near = Area.objects.current().filter(parent=unit.street_id or unit.district_id)
    return Area.objects.current().filter(pk__in=above) | near
