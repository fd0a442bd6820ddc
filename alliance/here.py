"""What belongs to the areas that a posting is bound to, counted by their plain columns."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from grids.models import Area
from meetings.models import LiaisonReport
from members.models import Liaison, MemberUnit
from notices.models import Delivery
from projects.models import Demand, Item, Resource, Service

MOST_COMMUNITIES = 12
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

    def needs(self) -> list[dict[str, Any]]:
        """Communities by their published demands that nobody has met, most first."""
        open_needs = Demand.objects.published().filter(self.within(), community__isnull=False)
        rows = open_needs.values(
            name=F("community__name"), place=F("community__uuid"), above=F("street__name")
        )
        counted = rows.annotate(
            count=Count("pk"), urgent=Count("pk", filter=Q(urgency=Demand.Urgency.URGENT))
        )
        return list(counted.order_by("-count", "community__code")[:MOST_COMMUNITIES])

    def failed(self) -> int:
        """E-mails that could not be delivered to officers of units from here."""
        officers = Liaison.objects.current().filter(self.within("unit__"))
        people = officers.values("person__user")
        return Delivery.objects.failed().filter(notice__recipient__in=people).count()
