"""The register of bookings for staff, on the one list contract."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from members.models import MemberUnit
from projects.models import Booking, Resource


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Of a resource of that name, or of a unit of that name on either side."""
    units = MemberUnit.objects.named(text).values("pk")
    of_units = Q(unit__in=units) | Q(resource__unit__in=units)
    return rows.filter(of_units | Q(resource__title__icontains=text) | Q(purpose__icontains=text))


def _when(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    now = timezone.now()
    return rows.filter(ends_at__gt=now) if value == "coming" else rows.filter(ends_at__lte=now)


class BookingList(Listing):
    title = "预订"
    unit = "个"
    definition = "本辖区单位的预订，和本辖区单位的资源被预订，含已取消的"
    empty = "还没有预订。资源填了“可同时预订的数量”后，联合体各单位就能预订。"
    sort = "-when"
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", "关键字", narrow=_named, placeholder="资源、单位、用途"),
        Filter("time", "时间", choices=[("coming", "还没用完"), ("past", "已过")], narrow=_when),
        Filter("status", "状态", choices=Booking.Status.choices),
        Filter("form", "资源形式", choices=Resource.Form.choices, field="resource__form"),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn("when", "时间", "when", sort=("starts_at",), link=True),
        ListColumn(
            "resource",
            "资源",
            "resource.title",
            sort=("resource__title",),
            link=lambda booking: booking.resource.get_absolute_url(),
        ),
        ListColumn("owner", "提供单位", "resource.unit.label", sort=("resource__unit__name",)),
        ListColumn("unit", "使用单位", "unit.label", sort=("unit__name",)),
        ListColumn("pieces", "件数", "pieces", sort=("pieces",), css="r", kind="int"),
        ListColumn("purpose", "用途", "purpose"),
        ListColumn(
            "status",
            "状态",
            "get_status_display",
            sort=("status",),
            tag=lambda booking: f"tag-{TONES.get(booking.status, 'plain')}",
        ),
        ListColumn("reason", "取消原因", "reason", shown=False),
        ListColumn("booked", "预订时间", "booked_at", sort=("booked_at",), shown=False),
    )
