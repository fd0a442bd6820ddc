"""The register of what units support."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from members.importers.support import SupportImport
from members.models import MemberUnit, SupportLink
from members.registers.places import places


def by_unit(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(unit__in=MemberUnit.objects.named(text).values("pk"))


def at_target(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    level = "street" if len(code) == 9 else "community"
    areas = rows.filter(**{f"area__{level}__code": code})
    return areas | rows.filter(**{f"team__{level}__code": code})


def by_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    return rows.filter(area__isnull=kind == "team")


def by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """The page chose the rows already: ended ones stay out unless asked for."""
    return rows


def place(link: SupportLink) -> str:
    area = link.area or (link.team.area if link.team else None)
    return str(area.community or area) if area else ""


def end_page(link: SupportLink) -> str:
    return "" if link.until else reverse("members:support_end", args=[link.uuid])


class SupportListing(Listing):
    title = "包联和组团"
    unit = "项"
    definition = "本人管辖范围内的区域和组团现有的包联单位；已结束的另列"
    importer = SupportImport
    sort = "unit"
    columns = (
        ListColumn("unit", "单位", "unit.label", link=True, sort=("unit__name",)),
        ListColumn("kind", "方式", "kind"),
        ListColumn("target", "包联区域或组团", "target", sort=("area__code", "team__name")),
        ListColumn("place", "所在社区", place),
        ListColumn("since", "自", "since", sort=("since",), kind="date"),
        ListColumn("until", "至", "until", sort=("until",), kind="date", shown=False),
        ListColumn("end", "办理", lambda link: "" if link.until else "结束", link=end_page),
    )
    filters = (
        Filter("q", "单位名称", narrow=by_unit),
        Filter("place", "街道、社区", choices=places, narrow=at_target),
        Filter("kind", "方式", choices=[("area", "包联"), ("team", "组团")], narrow=by_kind),
        Filter("state", "状态", choices=[("ended", "已结束")], narrow=by_state),
    )
