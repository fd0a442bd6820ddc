"""The register of committee seats."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from members.importers.seats import SeatImport
from members.models import CommitteeSeat, MemberUnit
from members.registers.places import places
from members.registers.units import as_asked


def at_place(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    level = "street" if len(code) == 9 else "community"
    alliance = Q(**{f"alliance__{level}__code": code})
    return rows.filter(alliance | Q(**{f"organization__{level}__code": code}))


def by_person_or_unit(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    units = MemberUnit.objects.named(text)
    return rows.filter(Q(person__name__icontains=text) | Q(unit__in=units.values("pk")))


def over_term(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(status=CommitteeSeat.Status.APPROVED, term_ends_on__lt=timezone.localdate())


def state(seat: Any) -> str:
    return "任期已满" if seat.is_over_term(timezone.localdate()) else seat.get_status_display()


def tone(seat: Any) -> str:
    late = seat.is_over_term(timezone.localdate())
    return "tag-late" if late else "tag-plain"


def committee_page(seat: Any) -> str:
    return seat.get_absolute_url()


class SeatListing(Listing):
    title = "委员席位"
    unit = "席"
    definition = "本人管辖范围内现任和待批准的委员席位；卸任、未通过的另列"
    importer = SeatImport
    told = ("state",)
    sort = "role"
    columns = (
        ListColumn("name", "姓名", "person.name", link=committee_page, sort=("person__name",)),
        ListColumn("role", "职务", "get_role_display", sort=("role",)),
        ListColumn("body", "所在工委", "body"),
        ListColumn("unit", "来自单位", "unit.label"),
        ListColumn("state", "状态", state, tag=tone, sort=("status",)),
        ListColumn("since", "任职自", "since", sort=("since",), kind="date"),
        ListColumn("term", "任期至", "term_ends_on", sort=("term_ends_on",), kind="date"),
        ListColumn("until", "卸任", "until", sort=("until",), kind="date", shown=False),
    )
    filters = (
        Filter("q", "姓名或单位", narrow=by_person_or_unit),
        Filter("place", "街道、社区", choices=places, narrow=at_place),
        Filter("role", "职务", choices=CommitteeSeat.Role.choices),
        Filter("status", "状态", choices=CommitteeSeat.Status.choices),
        Filter("term", "任期", choices=[("over", "已满")], narrow=over_term),
        Filter("past", "在任情况", choices=[("yes", "已卸任、未通过")], narrow=as_asked),
    )
