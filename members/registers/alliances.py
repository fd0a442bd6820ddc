"""The registers of alliances, of an alliance's members, and of units that may join one."""

from typing import Any

from django.db.models import QuerySet

from common.listing import Filter, ListColumn, Listing
from members.importers.memberships import MembershipImport
from members.models import Alliance, MemberUnit
from members.registers.places import at_place, places
from members.registers.units import by_name


class AllianceListing(Listing):
    title = "联合体"
    unit = "个"
    definition = "本人管辖范围内现有的联合体；成员数是现在册的成员单位"
    sort = "place"
    columns = (
        ListColumn("name", "联合体", "name", link=True, sort=("name",)),
        ListColumn("kind", "类型", "get_kind_display", sort=("kind",)),
        ListColumn("industry", "行业或链条", "industry", sort=("industry",)),
        ListColumn("circle", "商圈、园区", "circle", sort=("circle",), shown=False),
        ListColumn("place", "所在", "area.name", sort=("area__code",)),
        ListColumn(
            "members", "成员单位", "member_count", sort=("member_count",), css="r", kind="int"
        ),
        ListColumn("founded_on", "成立日期", "founded_on", sort=("founded_on",), kind="date"),
    )
    filters = (
        Filter("q", "名称", fields=("name", "industry", "circle")),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("kind", "类型", choices=Alliance.Kind.choices),
    )


def member_page(membership: Any) -> str:
    return str(membership.unit.get_absolute_url())


def by_member(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(unit__in=MemberUnit.objects.named(text).values("pk"))


class MemberListing(Listing):
    """Of one alliance; its memberships, current or past."""

    title = "联合体成员"
    unit = "家"
    definition = "这个联合体现在册的成员单位"
    importer = MembershipImport
    sort = "part"
    columns = (
        ListColumn("unit", "单位", "unit.label", link=member_page, sort=("unit__name",)),
        ListColumn("type", "类型", "unit.get_type_display", sort=("unit__type",)),
        ListColumn("industry", "行业", "unit.industry", sort=("unit__industry",)),
        ListColumn("part", "分组或环节", "part", sort=("part",)),
        ListColumn("place", "所在", "unit.area.name", sort=("unit__area__code",)),
        ListColumn("since", "加入", "since", sort=("since",), kind="date"),
    )
    filters = (
        Filter("q", "单位名称", narrow=by_member),
        Filter("type", "单位类型", choices=MemberUnit.Type.choices, field="unit__type"),
        Filter("part", "分组或环节", fields=("part",)),
    )


class CandidateListing(Listing):
    """Units that do not belong to the alliance yet, to be ticked."""

    title = "选择成员单位"
    unit = "家"
    definition = "本人管辖范围内在册、还不是这个联合体成员的单位"
    sort = "place"
    columns = (
        ListColumn("name", "单位", "label", link=True, sort=("name",)),
        ListColumn("type", "类型", "get_type_display", sort=("type",)),
        ListColumn("industry", "行业", "industry", sort=("industry",)),
        ListColumn("place", "所在", "area.name", sort=("area__code",)),
    )
    filters = (
        Filter("q", "单位名称", narrow=by_name),
        Filter("industry", "行业", fields=("industry",), placeholder="如金融"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("type", "类型", choices=MemberUnit.Type.choices),
    )
