"""The registers of the three lists for staff, on the one list contract."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from grids.models import Area
from members.models import MemberUnit, User
from projects.importers.lists import IMPORTERS
from projects.models import Demand, Item, Resource, Service
from projects.search import asked, contains, searchable
from projects.taxonomy import taxonomy

PLACED = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)


def categories(listing: Listing) -> list[tuple[str, str]]:
    known = taxonomy()
    return [
        (node.code, node.name if node.parent_id is None else f"\u3000{node.name}")
        for top in known.tops
        for node in (top, *known.below.get(top.pk, ()))
    ]


def in_category(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    known = taxonomy()
    return rows.filter(category__in=known.subtree(known.by_code[code]))


def _areas(listing: Listing) -> list[tuple[str, str]]:
    areas = cast(User, listing.user).areas().filter(kind__in=PLACED).order_by("code")
    return [(str(uuid), name) for uuid, name in areas.values_list("uuid", "name")]


def _in_area(rows: QuerySet[Any], uuid: str) -> QuerySet[Any]:
    """Items for the area or something in it."""
    return rows.filter(area__in=Area.objects.under(Area.objects.filter(uuid=uuid)).values("pk"))


def _with_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Items with every word in their text, or in the name of their unit."""
    words = asked(text)
    if not words:
        return rows.none()
    rows = searchable(rows)
    for word in words:
        rows = rows.filter(contains(word))
    return rows


COLUMNS = (
    ListColumn("title", "名称", "title", sort=("title",), link=True),
    ListColumn(
        "status",
        "状态",
        "get_status_display",
        sort=("status",),
        tag=lambda item: f"tag-{TONES.get(item.status, 'plain')}",
    ),
    ListColumn("category", "类别", "category.name", sort=("category__name",)),
    ListColumn(
        "unit", "单位", "unit.label", sort=("unit__name",), link=lambda i: i.unit.get_absolute_url()
    ),
    ListColumn("area", "范围", "area.name", sort=("area__code",)),
    ListColumn("confirmed", "最近确认", "last_confirmed", sort=("last_confirmed",), kind="date"),
    ListColumn("until", "有效至", "valid_until", sort=("valid_until",), kind="date"),
)
PUBLIC = ListColumn("public", "公开", "is_public", sort=("is_public",))
CONTACT = (
    ListColumn("contact", "联系岗位", "contact", shown=False),
    ListColumn("phone", "联系电话", "phone", shown=False),
)
FILTERS = (
    Filter("q", "关键字", narrow=_with_words, placeholder="名称、说明、单位"),
    Filter("status", "状态", choices=Item.Status.choices),
    Filter("category", "类别", choices=categories, narrow=in_category),
    Filter("area", "区域", choices=_areas, narrow=_in_area),
    Filter("type", "单位类型", choices=MemberUnit.Type.choices, field="unit__type"),
)
PUBLIC_FILTER = Filter(
    "public",
    "公开",
    choices=[("1", "向居民公开"), ("0", "只在内部")],
    narrow=lambda rows, value: rows.filter(is_public=value == "1"),
)


class ItemList(Listing):
    sort = "-confirmed"
    filters: ClassVar[Sequence[Filter]] = (*FILTERS, PUBLIC_FILTER)
    columns: ClassVar[Sequence[ListColumn]] = (*COLUMNS, PUBLIC, *CONTACT)
    told = ("status", "confirmed", "until")
    model: type[Item]

    @property
    def new_url(self) -> str:
        return reverse("projects:item_new", args=[self.model])

    @property
    def import_url(self) -> str:
        return reverse(f"projects:{self.model.KIND}_import")


class ResourceList(ItemList):
    title = "共享资源"
    unit = "项"
    definition = "范围在本辖区或由本辖区单位提供的资源，含各种状态"
    importer = IMPORTERS[Resource]
    model = Resource


class ServiceList(ItemList):
    title = "服务项目"
    unit = "项"
    definition = "范围在本辖区或由本辖区单位提供的服务，含各种状态"
    importer = IMPORTERS[Service]
    model = Service


DEMAND_STATES = [*Item.Status.choices, ("unclaimed", "待认领"), ("met", "已解决")]


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By the state of an item, or by what has become of the need."""
    if value == "unclaimed":
        return rows.unclaimed()  # type: ignore[attr-defined]
    return rows.filter(met_on__isnull=False) if value == "met" else rows.filter(status=value)


class DemandList(ItemList):
    title = "需求意向"
    unit = "件"
    definition = "范围在本辖区或由本辖区单位提出的需求，含各种状态"
    filters = tuple(
        Filter("status", "状态", choices=DEMAND_STATES, narrow=_in_state)
        if one.key == "status"
        else one
        for one in FILTERS
    )
    columns = (*COLUMNS, *CONTACT)
    importer = IMPORTERS[Demand]
    model = Demand


LISTS: dict[type[Item], type[ItemList]] = {
    Resource: ResourceList,
    Service: ServiceList,
    Demand: DemandList,
}
