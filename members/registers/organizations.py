"""The register of party organisations."""

from typing import Any

from django.db.models import Q

from common.listing import Filter, ListColumn, Listing
from members.importers.organizations import OrganizationImport
from members.models import PartyOrganization
from members.models.organizations import LOCAL, OrganizationQuerySet
from members.registers.places import at_place, places
from members.registers.units import as_asked

OWNERS = {
    "area": ("区域", Q(unit=None, alliance=None, project_key=None)),
    "unit": ("单位", Q(unit__isnull=False)),
    "alliance": ("联合体", Q(alliance__isnull=False)),
    "project": ("项目", Q(project_key__isnull=False)),
}
GROUPS = {
    "committees": ("党委、党总支（不含党工委、大工委）", PartyOrganization.COMMITTEES),
    "branches": ("党支部", {PartyOrganization.Kind.BRANCH}),
}


def by_name(rows: Any, text: str) -> OrganizationQuerySet:
    return rows.named(text)


def by_system(rows: Any, value: str) -> OrganizationQuerySet:
    """An outer join gives null for what is not of a unit: so the local ones are left out by key."""
    if value == "local":
        return rows.local()
    return rows.exclude(pk__in=PartyOrganization.objects.filter(LOCAL).values("pk"))


def by_owner(rows: Any, value: str) -> OrganizationQuerySet:
    return rows.filter(OWNERS[value][1])


def by_group(rows: Any, value: str) -> OrganizationQuerySet:
    """As the standard table counts: composite organisations are left out."""
    return rows.filter(kind__in=GROUPS[value][1], is_composite=False)


def composite_or_not(rows: Any, value: str) -> OrganizationQuerySet:
    return rows.filter(is_composite=value == "yes")


def owner(one: Any) -> str:
    return str(one.unit or one.alliance or ("项目" if one.project_key else one.area))


def parent(one: Any) -> str:
    return one.parent.label if one.parent else ""


class OrganizationListing(Listing):
    title = "党组织"
    unit = "个"
    definition = "本人管辖范围内现有的党组织；已撤销的另列；直属党员不含下级党组织的党员"
    importer = OrganizationImport
    sort = "place"
    columns = (
        ListColumn("name", "党组织", "label", link=True, sort=("name",)),
        ListColumn("kind", "类型", "get_kind_display", sort=("kind",)),
        ListColumn("owner", "所属", owner),
        ListColumn("place", "所在", "area.name", sort=("area__code",)),
        ListColumn("street", "街道", "street.name", shown=False, sort=("street__code",)),
        ListColumn("parent", "上级党组织", parent),
        ListColumn(
            "members", "直属党员", "member_count", sort=("member_count",), css="r", kind="int"
        ),
        ListColumn("composite", "兼合式", "is_composite", shown=False),
        ListColumn("founded_on", "成立日期", "founded_on", sort=("founded_on",), kind="date"),
        ListColumn(
            "ended_on", "撤销日期", "ended_on", sort=("ended_on",), kind="date", shown=False
        ),
    )
    filters = (
        Filter("q", "名称", narrow=by_name, placeholder="两个字即可"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("kind", "类型", choices=PartyOrganization.Kind.choices),
        Filter(
            "group",
            "基本情况表口径",
            choices=[(key, label) for key, (label, _) in GROUPS.items()],
            narrow=by_group,
        ),
        Filter(
            "system",
            "系统",
            choices=[("local", "街道、社区（村）"), ("other", "军警企")],
            narrow=by_system,
        ),
        Filter(
            "owner",
            "所属",
            choices=[(key, label) for key, (label, _) in OWNERS.items()],
            narrow=by_owner,
        ),
        Filter(
            "composite",
            "兼合式",
            choices=[("yes", "是"), ("no", "不是")],
            narrow=composite_or_not,
        ),
        Filter("ended", "在册情况", choices=[("yes", "已撤销")], narrow=as_asked),
    )
