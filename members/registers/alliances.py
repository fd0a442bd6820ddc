"""The register of alliances."""

from common.listing import Filter, ListColumn, Listing
from members.models import Alliance
from members.registers.places import at_place, places


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
