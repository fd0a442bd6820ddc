"""The registers of this room: which columns and filters their lists have."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from common.fields import MOBILE, blind_index
from common.listing import Filter, ListColumn, Listing
from grids.models import Area
from members.importers import LiaisonImport, UnitImport
from members.models import Alliance, Liaison, MemberUnit, Posting, User
from members.models.units import MemberUnitQuerySet


def places(listing: Listing) -> Sequence[tuple[Any, str]]:
    """The streets and communities in the reader's scope, to filter by."""
    areas = Area.objects.visible_to(listing.user).filter(kind__in=["street", "community"])
    return [(area.code, area.name) for area in areas.current().order_by("code")]


def at_place(prefix: str = "") -> Any:
    """A filter function by the code of a street or community (9 or 12 digits)."""

    def narrow(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        level = "street" if len(code) == 9 else "community"
        return rows.filter(**{f"{prefix}{level}__code": code})

    return narrow


def officer_name(unit: Any) -> str:
    return str(unit.officers[0].person) if unit.officers else ""


def by_officer(rows: Any, value: str) -> MemberUnitQuerySet:
    return rows.without_liaison() if value == "none" else rows.with_liaison()


def by_name(rows: Any, text: str) -> MemberUnitQuerySet:
    return rows.named(text)


def as_asked(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The page chose the rows already, so that units that left stay out unless asked for."""
    return rows


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
        Filter("left", "在册情况", choices=[("yes", "已退出")], narrow=as_asked),
    )


def unit_page(liaison: Liaison) -> str:
    return liaison.unit.get_absolute_url()


def by_person_or_unit(rows: QuerySet[Liaison], text: str) -> QuerySet[Liaison]:
    """A name, a unit, or a whole mobile number (found by its blind index)."""
    if MOBILE.fullmatch(text):
        return rows.filter(person__phone_index=blind_index(text))
    units = MemberUnit.objects.named(text)
    return rows.filter(Q(person__name__icontains=text) | Q(unit__in=units.values("pk")))


class LiaisonListing(Listing):
    title = "联络员"
    unit = "人"
    definition = "本人管辖范围内各在册单位的现任联络员，一家单位一人"
    importer = LiaisonImport
    sort = "place"
    columns = (
        ListColumn("name", "联络员", "person.name", link=unit_page, sort=("person__name",)),
        ListColumn("unit", "单位", "unit.label", sort=("unit__name",)),
        ListColumn("phone", "手机", "person.masked_phone"),
        ListColumn("place", "所在", "unit.area.name", sort=("unit__area__code",)),
        ListColumn("street", "街道", "unit.street.name", shown=False, sort=("unit__street__code",)),
        ListColumn("type", "单位类型", "unit.get_type_display", sort=("unit__type",)),
        ListColumn("since", "任职自", "since", sort=("since",), kind="date"),
    )
    filters = (
        Filter("q", "姓名、单位或手机", narrow=by_person_or_unit),
        Filter("place", "街道、社区", choices=places, narrow=at_place("unit__")),
        Filter("type", "单位类型", choices=MemberUnit.Type.choices, field="unit__type"),
    )


class AllianceListing(Listing):
    title = "联合体"
    unit = "个"
    definition = "本人管辖范围内现有的联合体；成员数是现在册的成员单位"
    sort = "place"
    columns = (
        ListColumn("name", "联合体", "name", link=True, sort=("name",)),
        ListColumn("kind", "类型", "get_kind_display", sort=("kind",)),
        ListColumn("place", "所在", "area.name", sort=("area__code",)),
        ListColumn(
            "members", "成员单位", "member_count", sort=("member_count",), css="r", kind="int"
        ),
        ListColumn("founded_on", "成立日期", "founded_on", sort=("founded_on",), kind="date"),
    )
    filters = (
        Filter("q", "名称", fields=("name",)),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("kind", "类型", choices=Alliance.Kind.choices),
    )


def posts(user: Any) -> str:
    return "、".join(map(str, user.posts))


def account_page(user: User) -> str:
    return reverse("members:account_detail", args=[user.uuid])


def by_role(rows: QuerySet[User], role: str) -> QuerySet[User]:
    return rows.filter(pk__in=Posting.objects.filter(role=role, until=None).values("user"))


class AccountListing(Listing):
    title = "账号"
    unit = "个"
    definition = "在本区有过任职的账号；联络员另见联络员名册"
    sort = "username"
    columns = (
        ListColumn("username", "用户名", "username", link=account_page, sort=("username",)),
        ListColumn("name", "姓名", "name", sort=("name",)),
        ListColumn("posts", "现任职务", posts),
        ListColumn("date_joined", "开立时间", "date_joined", sort=("date_joined",), shown=False),
    )
    filters = (
        Filter("q", "用户名或姓名", fields=("username", "name")),
        Filter("role", "角色", choices=Posting.Role.choices, narrow=by_role),
    )
