"""The roof's own list: blank spots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from alliance.models import Gap
from common.listing import Filter, ListColumn, Listing
from grids.models import Area
from grids.registers import staff_url

if TYPE_CHECKING:
    from members.models import User

DEFINITIONS = {
    Gap.Kind.NO_POST: "网格自己没有任何在岗人员（上级代管不算）",
    Gap.Kind.VACATED: "网格长离任后无人接任，或专职、全科网格员离任后无人接任",
    Gap.Kind.NO_PARTY: "网格和它的微网格内没有党组织，也没有党员联户（社区的不算）",
    Gap.Kind.NO_SERVICE: "社区和它的网格没有一项公开有效的服务（全街道、全区的不算）",
    Gap.Kind.UNCLAIMED: "社区和它的网格有发布满 14 天仍未对接的需求",
}
PAST = {"closed": "已补上", "all": "全部"}  # states besides the open ones
MINDED = (Area.Kind.STREET, Area.Kind.COMMUNITY)


def fill_url(gap: Gap) -> str:
    """The page where staff fill the gap."""
    area = gap.area
    if gap.kind in (Gap.Kind.NO_POST, Gap.Kind.VACATED):
        return reverse("grids:post_add", args=[area.uuid])
    if gap.kind == Gap.Kind.NO_PARTY:
        return reverse("members:organization_add")
    if gap.kind == Gap.Kind.NO_SERVICE:
        return reverse("projects:item_new", args=["service"])
    query = urlencode({"status": "published", "area": str(area.uuid)})
    return f"{reverse('projects:demand_list')}?{query}"


FILL = {
    Gap.Kind.NO_POST: "登记岗位",
    Gap.Kind.VACATED: "登记岗位",
    Gap.Kind.NO_PARTY: "登记党组织",
    Gap.Kind.NO_SERVICE: "登记服务",
    Gap.Kind.UNCLAIMED: "看这些需求",
}


def _fill_words(gap: Gap) -> str:
    return FILL[Gap.Kind(gap.kind)]


def _age(gap: Gap) -> int:
    return gap.age(timezone.localdate())


def _areas(listing: Listing) -> Sequence[tuple[str, str]]:
    """Streets and communities of the reader, as the gaps lie in them: one query."""
    found = cast("User", listing.user).areas().current().filter(kind__in=MINDED).order_by("code")
    return [(str(uuid), name) for uuid, name in found.values_list("uuid", "name")]


def _in_area(rows: QuerySet[Gap], uuid: str) -> QuerySet[Gap]:
    return rows.filter(area__in=Area.objects.under(Area.objects.filter(uuid=uuid)).values("pk"))


def _by_state(rows: QuerySet[Gap], state: str) -> QuerySet[Gap]:
    return rows.exclude(closed_on=None) if state == "closed" else rows


WHERE_AND_SINCE = (
    ListColumn(
        "area", "区域", "area.name", sort=("area__code",), link=lambda gap: staff_url(gap.area)
    ),
    ListColumn("community", "社区（村）", "community.name", sort=("community__code",)),
    ListColumn("street", "街道", "street.name", sort=("street__code",), shown=False),
    ListColumn("kind", "缺口", "get_kind_display", sort=("kind",)),
    ListColumn("owner", "责任单位", "owner.name", sort=("owner__code",)),
    ListColumn("opened_on", "发现日期", sort=("opened_on",), kind="date", css="num"),
    ListColumn("age", "历时（天）", _age, css="r", kind="int"),
)


class ReadGaps(Listing):
    """Open gaps, for who only reads."""

    title = "覆盖缺口"
    unit = "个缺口"
    definition = "本人负责范围内还没有补上的；每小时自动核对，补上即自动关闭，重新出现另记一条"
    sort = "opened_on"
    empty = "没有符合条件的缺口。"
    columns: ClassVar[Sequence[ListColumn]] = WHERE_AND_SINCE
    filters = (
        Filter(
            "q",
            "区域名称或代码",
            fields=("area__name", "area__code"),
            placeholder="例如：第 1 网格",
        ),
        Filter("kind", "缺口", choices=Gap.Kind.choices),
        Filter("area", "街道、社区", choices=_areas, narrow=_in_area),
        Filter("state", "状态", choices=list(PAST.items()), narrow=_by_state),
    )


class FillGaps(ReadGaps):
    """Open gaps, each with the page where it is filled."""

    columns = (*WHERE_AND_SINCE, ListColumn("fill", "去补上", _fill_words, link=fill_url))


class PastGaps(ReadGaps):
    """History: gaps that were filled, or all."""

    definition = "本人负责范围内已补上的缺口，或全部；同一处先后出现的各记一条"
    columns = (
        *WHERE_AND_SINCE,
        ListColumn("closed_on", "补上日期", sort=("closed_on",), kind="date", css="num"),
    )


def gap_list_for(state: str, *, may_write: bool) -> type[ReadGaps]:
    """The list that fits what is asked for and who asks."""
    if state in PAST:
        return PastGaps
    return FillGaps if may_write else ReadGaps
