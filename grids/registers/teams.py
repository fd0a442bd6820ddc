"""The list of service teams."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from common.listing.parts import Line
from grids.importers import TeamImport
from grids.models import ServiceTeam, TeamFunction, TeamGrid
from grids.registers.common import staff_url, streets


def team_url(team: ServiceTeam) -> str:
    """The team's page at the staff door."""
    return reverse("grids:team_detail", args=[team.uuid])


def _functions(team: Any) -> str:
    labels = TeamFunction.Function
    order = labels.values
    held = sorted((order.index(key), people) for kind, key, _, people in team.parts if kind == "f")
    return "、".join(f"{labels(order[place]).label}{people}" for place, people in held)


def _grids(team: Any) -> str:
    """The grids it is attached to, by name; the whole area without."""
    held = sorted((code, name) for kind, code, name, _ in team.parts if kind == "g")
    return "、".join(name for _, name in held) or f"整个{team.area.get_kind_display()}"


def _with_parts(teams: Iterable[Any]) -> None:
    """Give each team `parts`: ("f", function, "", people) and ("g", code, name, 0): one query."""
    by_key = {team.pk: team for team in teams}
    for team in by_key.values():
        team.parts = []
    functions = TeamFunction.objects.filter(team__in=by_key).order_by()
    grids = TeamGrid.objects.filter(team__in=by_key, until=None).order_by()
    rows = functions.values_list("team", Value("f"), "function", Value(""), "people").union(
        grids.values_list("team", Value("g"), "area__code", "area__name", Value(0)), all=True
    )
    for key, *part in rows:
        by_key[key].parts.append(part)


def _by_function(rows: QuerySet[ServiceTeam], function: str) -> QuerySet[ServiceTeam]:
    return rows.filter(pk__in=TeamFunction.objects.filter(function=function).values("team"))


class TeamList(Listing):
    """Functions and grids are read for the rows of the page: one query more."""

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
        ListColumn("functions", "力量", _functions),
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

    @cached_property
    def lines(self) -> list[Line]:
        _with_parts(self.page)
        return super().lines
