"""Who may do what in an engagement. What a user sees at all is `visible_to` of the queryset.

A unit is spoken for by its liaison officer. Only where it has none do the staff of its area speak
for it, and the trail says that they did. So the asking side alone confirms.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from members.models import Alliance, AllianceMembership, Liaison, MemberUnit, User
from members.models.units import MemberUnitQuerySet
from projects.models import Demand, Engagement, Resource, Service

Status = Engagement.Status

# What may be done, and where it leads; None: the state stays, in the states that follow.
LEADS_TO: dict[str, str | None] = {
    "accept": Status.ACCEPTED,
    "decline": Status.DECLINED,
    "report": Status.REPORTED,
    "confirm": Status.CONFIRMED,
    "send_back": Status.UNDER_WAY,
    "follow_up": None,
    "add_helper": None,
    "leave": None,
    "not_done": Status.NOT_DONE,
    "release": Status.RELEASED,
    "close": Status.CLOSED,
}
WITHIN: dict[str, tuple[str, ...]] = {
    "follow_up": Engagement.FOLLOWED,
    "add_helper": Engagement.JOINABLE,
    "leave": Engagement.JOINABLE,
    "send_back": (Status.REPORTED,),
}


def fits(engagement: Engagement, verb: str) -> bool:
    """The lifecycle lets this be done now."""
    if verb in WITHIN:
        return engagement.status in WITHIN[verb]
    return LEADS_TO[verb] in engagement.MOVES.get(engagement.status, ())


class Voice(NamedTuple):
    """Whether the user speaks for a unit, and whether as staff because it has no officer."""

    speaks: bool = False
    as_staff: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a user stands in an engagement."""

    asks: Voice
    leads: Voice
    helps: list[MemberUnit]
    oversees: bool
    behalf: str = ""

    def may(self, engagement: Engagement, verb: str) -> bool:
        by_asker = engagement.awaits == Engagement.Awaits.ASKER
        answers = self.asks.speaks if by_asker else self.leads.speaks
        proposed = self.leads.speaks if by_asker else self.asks.speaks or self.oversees
        waiting = engagement.status == Status.PROPOSED
        return {
            "accept": answers,
            "decline": answers,
            "report": self.leads.speaks,
            "confirm": self.asks.speaks,
            "send_back": self.asks.speaks,
            "follow_up": self.takes_part or self.oversees,
            "add_helper": self.leads.speaks or self.oversees,
            "leave": bool(self.helps),
            "not_done": self.asks.speaks or self.leads.speaks or self.oversees,
            "release": proposed if waiting else self.leads.speaks or self.oversees,
            "close": self.oversees,
        }[verb]

    @property
    def takes_part(self) -> bool:
        return self.asks.speaks or self.is_of_helping_side

    @property
    def is_of_helping_side(self) -> bool:
        return self.leads.speaks or bool(self.helps)

    def offers(self, engagement: Engagement) -> list[str]:
        """What the user may do now, in the order of the page."""
        return [verb for verb in LEADS_TO if fits(engagement, verb) and self.may(engagement, verb)]

    def why(self, engagement: Engagement, verb: str) -> str:
        """Why staff speak for a unit in this, for the trail; "" where its officer does."""
        asker = (self.asks, engagement.demand.unit)
        helper = (self.leads, engagement.lead)
        side = {"confirm": asker, "send_back": asker, "report": helper}.get(verb)
        if verb == "accept":
            side = asker if engagement.awaits == Engagement.Awaits.ASKER else helper
        if side is None or not side[0].as_staff:
            return ""
        return f"{side[1].label}没有联络员，由工作人员代办"


def standing(user: User, engagement: Engagement) -> Standing:
    """Two queries, of an engagement `for_list()`."""
    demand = engagement.demand
    units = [demand.unit, *(share.unit for share in engagement.shares.all())]
    officers = dict(
        Liaison.objects.current()
        .filter(unit__in=[unit.pk for unit in units])
        .values_list("unit", "person__user")
    )
    areas = {demand.area_id, *(unit.area_id for unit in units)}
    writable = set(user.writable_areas().filter(pk__in=areas).values_list("pk", flat=True))

    def voice(unit: MemberUnit) -> Voice:
        as_staff = unit.pk not in officers and unit.area_id in writable
        return Voice(officers.get(unit.pk) == user.pk or as_staff, as_staff)

    return Standing(
        asks=voice(demand.unit),
        leads=voice(engagement.lead),
        helps=[unit for unit in engagement.helpers if voice(unit).speaks],
        oversees=bool(writable & {demand.area_id, demand.unit.area_id}),
    )


def units_for(demand: Demand) -> MemberUnitQuerySet:
    """Units that may claim the demand: `within_reach_of`, seen from the other end."""
    places = [demand.district_id, demand.street_id, demand.community_id]
    of_asker = AllianceMembership.objects.current().filter(unit=demand.unit_id).values("alliance")
    here = Q(kind=Alliance.Kind.REGIONAL, area__in=[key for key in places if key])
    alliances = Alliance.objects.active().filter(here | Q(pk__in=of_asker))
    members = AllianceMembership.objects.current().filter(alliance__in=alliances.values("pk"))
    reach = Q(pk__in=members.values("unit"))
    if demand.opened_on:
        reach |= Q(district=demand.district_id)
    units: MemberUnitQuerySet = MemberUnit.objects.active().filter(reach)
    return units.exclude(pk=demand.unit_id)


def units_to_propose(user: User, demand: Demand) -> MemberUnitQuerySet:
    """Whom staff may propose: who may claim it, and any unit of their own areas."""
    own = MemberUnit.objects.active().filter(area__in=user.writable_areas().values("pk"))
    keys = Q(pk__in=units_for(demand).values("pk")) | Q(pk__in=own.values("pk"))
    units: MemberUnitQuerySet = MemberUnit.objects.filter(keys)
    return units.exclude(pk=demand.unit_id)


def fellows_of(unit: MemberUnit, demand: Demand) -> MemberUnitQuerySet:
    """Who may help the unit: the members of its alliances, but not who asks."""
    mine = Alliance.objects.active().filter(memberships__unit=unit, memberships__until=None)
    members = AllianceMembership.objects.current().filter(alliance__in=mine.values("pk"))
    units: MemberUnitQuerySet = MemberUnit.objects.active().filter(pk__in=members.values("unit"))
    return units.exclude(pk__in=[unit.pk, demand.unit_id])


def things_of(units: list[MemberUnit]) -> list[Resource | Service]:
    """What these units have published, to be used in an engagement; two queries."""
    found: list[Any] = []
    for kind in (Service, Resource):
        rows = kind.objects.published().filter(unit__in=[unit.pk for unit in units])
        found += rows.select_related("unit").order_by("title", "pk")
    return found


def proposable_to(user: User) -> QuerySet[Demand]:
    """Demands for which the user may propose a unit as staff: of their areas, or open to all.

    Nothing for who is no staff that writes, whatever their unit or their district is offered.
    """
    if not user.may_write:
        return Demand.objects.none()
    writable = user.writable_areas().values("pk")
    opened = Demand.objects.hall_for(user).filter(opened_on__isnull=False).values("pk")
    rows: QuerySet[Demand] = Demand.objects.filter(
        Q(area__in=writable) | Q(unit__area__in=writable) | Q(pk__in=opened)
    )
    return rows
