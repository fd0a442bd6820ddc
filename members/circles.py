"""Members of alliances as pages group them: by part; and by industry within a business district."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from members.models import Alliance, AllianceMembership
from members.models.alliances import AllianceQuerySet


def by_part(
    memberships: Iterable[AllianceMembership],
) -> list[tuple[str, list[AllianceMembership]]]:
    """(group or link, its members), in the order of the names, those without one last."""
    parts: dict[str, list[AllianceMembership]] = defaultdict(list)
    for one in memberships:
        parts[one.part].append(one)
    return sorted(parts.items(), key=lambda item: (item[0] == "", item[0]))


@dataclass
class Circle:
    """A business district (商圈) or park: its alliances with their members, industry by industry.

    `units` counts units once, also when one belongs to two of the alliances.
    """

    name: str
    place: str
    alliances: list[tuple[Alliance, list[AllianceMembership]]] = field(default_factory=list)

    @property
    def units(self) -> int:
        return len({one.unit_id for _, members in self.alliances for one in members})


def circles(alliances: AllianceQuerySet) -> list[Circle]:
    """The business districts of these alliances; two queries."""
    found = alliances.exclude(circle="").select_related("area")
    ordered = list(found.order_by("area__code", "circle", "industry", "pk"))
    current = AllianceMembership.objects.current().filter(alliance__in=[one.pk for one in ordered])
    members: dict[int, list[AllianceMembership]] = defaultdict(list)
    for one in current.select_related("unit__area").order_by("part", "unit__area__code", "pk"):
        members[one.alliance_id].append(one)
    made: dict[tuple[int, str], Circle] = {}
    for alliance in ordered:
        key = (alliance.area_id, alliance.circle)
        circle = made.setdefault(key, Circle(alliance.circle, str(alliance.area)))
        circle.alliances.append((alliance, members[alliance.pk]))
    return list(made.values())
