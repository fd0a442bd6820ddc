"""The registers of member units and of their liaison officers."""

from typing import Any

from django.db.models import Q, QuerySet

from common.fields import FOUR_DIGITS, MOBILE, blind_index
from common.listing import Filter, ListColumn, Listing
from members.importers import LiaisonImport, UnitImport
from members.models import Liaison, MemberUnit
from members.models.units import MemberUnitQuerySet
from members.registers.places import at_place, places
from members.standard_table import large_state_firms


def officer_name(unit: Any) -> str:
    return str(unit.officers[0].person) if unit.officers else ""


def by_officer(rows: Any, value: str) -> MemberUnitQuerySet:
    return rows.without_liaison() if value == "none" else rows.with_liaison()


def by_name(rows: Any, text: str) -> MemberUnitQuerySet:
    return rows.named(text)


def as_asked(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The page chose the rows already, so that units that left stay out unless asked for."""
    return rows


def large_only(rows: Any, value: str) -> MemberUnitQuerySet:
    return large_state_firms(rows)


class UnitListing(Listing):
    title = "成员单位"
    unit = "家"
    definition = "本人管辖范围内现在册的成员单位；已退出的另列"
    importer = UnitImport
    sort = "place"
    columns = (
        ListColumn("name", "单位", "label", link=True, sort=("name",)),
        ListColumn("type", "类型", "get_type_display", sort=("type",)),
        ListColumn("place", "所在", "area.name", sort=("area__code",)),
        ListColumn("street", "街道", "street.name", shown=False, sort=("street__code",)),
        ListColumn("officer", "联络员", officer_name),
        ListColumn("industry", "行业", "industry", shown=False, sort=("industry",)),
        ListColumn("credit_code", "统一社会信用代码", "credit_code", shown=False),
        ListColumn("joined_on", "加入日期", "joined_on", sort=("joined_on",), kind="date"),
        ListColumn("left_on", "退出日期", "left_on", sort=("left_on",), kind="date", shown=False),
    )
    filters = (
        Filter("q", "单位名称", narrow=by_name, placeholder="两个字即可"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("type", "类型", choices=MemberUnit.Type.choices),
        Filter(
            "officer", "联络员", choices=[("none", "还没有"), ("some", "已有")], narrow=by_officer
        ),
        Filter("large", "大型国企", choices=[("yes", "国有企业，设有党委")], narrow=large_only),
        Filter("left", "在册情况", choices=[("yes", "已退出")], narrow=as_asked),
    )


def unit_page(liaison: Liaison) -> str:
    return liaison.unit.get_absolute_url()


def person_page(liaison: Liaison) -> str:
    """The masked number leads to the data sheet, where the whole one is shown for a reason."""
    return liaison.person.get_absolute_url() if liaison.person.phone else ""


def by_person_or_unit(rows: QuerySet[Liaison], text: str) -> QuerySet[Liaison]:
    """A name, a unit, a whole mobile number or its last four digits (found by fingerprints)."""
    if MOBILE.fullmatch(text):
        return rows.filter(person__phone_index=blind_index(text))
    units = MemberUnit.objects.named(text)
    found = Q(person__name__icontains=text) | Q(unit__in=units.values("pk"))
    if FOUR_DIGITS.fullmatch(text):
        found |= Q(person__tail_index=blind_index(text))
    return rows.filter(found)


class LiaisonListing(Listing):
    title = "联络员"
    unit = "人"
    definition = "本人管辖范围内各在册单位的现任联络员，一家单位一人"
    importer = LiaisonImport
    sort = "place"
    columns = (
        ListColumn("name", "联络员", "person.name", link=unit_page, sort=("person__name",)),
        ListColumn("unit", "单位", "unit.label", sort=("unit__name",)),
        ListColumn("phone", "手机", "person.masked_phone", link=person_page),
        ListColumn("place", "所在", "unit.area.name", sort=("unit__area__code",)),
        ListColumn("street", "街道", "unit.street.name", shown=False, sort=("unit__street__code",)),
        ListColumn("type", "单位类型", "unit.get_type_display", sort=("unit__type",)),
        ListColumn("since", "任职自", "since", sort=("since",), kind="date"),
    )
    filters = (
        Filter("q", "姓名、单位或手机", narrow=by_person_or_unit, placeholder="手机后四位也可以"),
        Filter("place", "街道、社区", choices=places, narrow=at_place("unit__")),
        Filter("type", "单位类型", choices=MemberUnit.Type.choices, field="unit__type"),
    )
