"""What belongs to the areas that a posting is bound to, counted by their plain columns."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q

from alliance.models import Gap
from grids.models import Area, AreaOutline
from meetings.models import LiaisonReport
from members.models import CheckIn, Liaison, MemberUnit
from notices.models import Delivery
from projects.models import Demand, Item, Resource, Service

MOST_DRAWN = 60  # communities on one map
LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)
Counts = dict[str, int]


class Here:
    """The areas of the reader's postings."""

    def __init__(self, areas: list[Area]) -> None:
        self.areas = areas
        self.keys = [area.pk for area in areas]
        self.streets = [area for area in areas if area.kind == Area.Kind.STREET]

    def within(self, prefix: str = "") -> Q:
        levels = (f"{prefix}{level}__in" for level in ("district", "street", "community"))
        return Q(*[Q(**{level: self.keys}) for level in levels], _connector=Q.OR)

    def units(self) -> dict[str, int]:
        """Active units, and those among them without a liaison officer."""
        officers = Liaison.objects.current().values("unit")
        active = MemberUnit.objects.active().filter(self.within())
        return active.aggregate(
            total=Count("pk"), without_officer=Count("pk", filter=~Q(pk__in=officers))
        )

    def lists(self) -> dict[str, dict[str, int]]:
        """Of each list: published items that reach here, and submitted ones of units from here."""
        status = Item.Status
        return {
            model.KIND: model.objects.filter(self.within() | self.within("unit__")).aggregate(
                published=Count("pk", filter=Q(status=status.PUBLISHED)),
                submitted=Count("pk", filter=Q(status=status.SUBMITTED) & self.within("unit__")),
                lapsed=Count("pk", filter=Q(status=status.LAPSED)),
            )
            for model in LISTS
        }

    def reports(self, month: date) -> dict[str, int]:
        """The month's reports by state, and all of any month that wait for review."""
        status = LiaisonReport.Status
        mine = LiaisonReport.objects.filter(self.within())
        waiting = Q(status__in=[status.OPEN, status.RETURNED])
        of_month = Q(month=month)
        return mine.aggregate(
            total=Count("pk", filter=of_month),
            accepted=Count("pk", filter=of_month & Q(status=status.ACCEPTED)),
            submitted=Count("pk", filter=of_month & Q(status=status.SUBMITTED)),
            waiting=Count("pk", filter=of_month & waiting),
            to_review=Count("pk", filter=Q(status=status.SUBMITTED)),
        )

    def late(self, today: date) -> list[tuple[date, int]]:
        """(month, how many of its reports are overdue), the latest month first."""
        late = LiaisonReport.objects.late(today).filter(self.within()).order_by("-month")
        return list(late.values_list("month").annotate(count=Count("pk")))

    def check_ins(self) -> int:
        """Check-ins 双报到 that wait for the community."""
        return CheckIn.objects.waiting().filter(self.within()).count()

    def needs(self) -> list[dict[str, Any]]:
        """Every community with demands that nobody has met or is at, most first."""
        open_needs = Demand.objects.unclaimed().filter(self.within(), community__isnull=False)
        rows = open_needs.values(
            key=F("community"),
            name=F("community__name"),
            place=F("community__uuid"),
            above=F("street__name"),
        )
        counted = rows.annotate(
            count=Count("pk"), urgent=Count("pk", filter=Q(urgency=Demand.Urgency.URGENT))
        )
        return list(counted.order_by("-count", "community__code"))

    def outlines(self) -> dict[int, AreaOutline]:
        """Of the communities, by their keys; none where they are too many for one map."""
        rows = AreaOutline.objects.filter(
            self.within("area__"), area__kind=Area.Kind.COMMUNITY, area__valid_to=None
        )
        found = list(rows.select_related("area").order_by("area__code")[: MOST_DRAWN + 1])
        return {row.area_id: row for row in found} if len(found) <= MOST_DRAWN else {}

    def failed(self) -> int:
        """E-mails that could not be delivered to officers of units from here."""
        officers = Liaison.objects.current().filter(self.within("unit__"))
        people = officers.values("person__user")
        return Delivery.objects.failed().filter(notice__recipient__in=people).count()

    def gaps(self) -> dict[str, Any]:
        """Open gaps, how many of each kind, and the day the oldest was found."""
        kinds = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in Gap.Kind}
        mine = Gap.objects.open().filter(self.within())
        return mine.aggregate(total=Count("pk"), oldest=Min("opened_on"), **kinds)
