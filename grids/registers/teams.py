"""The list of service teams."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from grids.importers import TeamImport
from grids.importers.teams import functions_text
from grids.models import ServiceTeam, TeamFunction
from grids.registers.common import staff_url, streets


def team_url(team: ServiceTeam) -> str:
    """The team's page at the staff door."""
    return reverse("grids:team_detail", args=[team.uuid])


def _grids(team: ServiceTeam) -> str:
    """The grids it is attached to, by name; the whole area without."""
    held = sorted((one.area.code, one.area.name) for one in team.grids.all() if one.until is None)
    return "、".join(name for _, name in held) or f"整个{team.area.get_kind_display()}"


def _by_function(rows: QuerySet[ServiceTeam], function: str) -> QuerySet[ServiceTeam]:
    return rows.filter(pk__in=TeamFunction.objects.filter(function=function).values("team"))


class TeamList(Listing):
    title = "服务组团"
    unit = "个"
    definition = "本人负责范围内未撤销的服务组团"
    importer = TeamImport
    sort = "area"
    columns = (
        ListColumn("name", "组团名称", sort=("name",), link=team_url),
        ListColumn(
            "area", "所属区域", "area.name", sort=("area__code",), link=lambda t: staff_url(t.area)
        ),
        ListColumn("street", "街道", "street.name", sort=("street__code",)),
        ListColumn("functions", "力量", lambda team: functions_text(team.functions.all())),
        ListColumn("grids", "服务的网格", _grids),
        ListColumn("duty_phone", "值班电话", css="num"),
        ListColumn("note", "说明", shown=False),
        ListColumn("since", "组建", sort=("since",), kind="date"),
    )
    filters = (
        Filter("q", "组团名称或电话", fields=("name", "duty_phone")),
        Filter("function", "力量", choices=TeamFunction.Function.choices, narrow=_by_function),
        Filter("street", "街道", choices=streets),
    )
