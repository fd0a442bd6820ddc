"""A small register to import in tests: account groups, with Django's own model."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from alliance.urls import urlpatterns as portal_urls
from common.doors import staff_door
from common.listing import (
    Action,
    Filter,
    ListColumn,
    Listing,
    is_confirmed,
    picks,
    selected,
)
from common.sheets import Column, Importer, Row, Written, lookup
from common.sheets.urls import urls
from common.sheets.views import export_response
from grids.models import Area
from members.models import MemberUnit


class GroupImport(Importer):
    kind = "groups"
    title = "工作组"
    unique = ("name",)
    columns: ClassVar = [
        Column("name", "名称", required=True, max_length=20, hint="全称", example="一组"),
        Column("size", "人数", "int", least=0),
        Column("level", "级别", "choice", choices={"街道": "street", "社区": "community"}),
    ]

    def check(self, rows: list[Row]) -> None:
        found = Group.objects.filter(name__in=lookup(rows, "name"))
        known = {group.name: group for group in found}
        for row in rows:
            row.existing = known.get(row["name"])
            row.unchanged = True
            if row["name"].startswith("禁"):
                self.problem(row, "name", "不能以“禁”开头")

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        new = [Group(name=row["name"]) for row in rows if row.existing is None]
        Group.objects.bulk_create(new)
        return Written(created=len(new), unchanged=len(rows) - len(new))

    @classmethod
    def values(cls, obj: Group) -> dict[str, Any]:
        return {"name": obj.name}


class UnitListing(Listing):
    title = "成员单位"
    unit = "家"
    definition = "当前在册的单位"
    sort = "name"
    columns: ClassVar = [
        ListColumn(
            "name", "单位名称", sort=("name",), link=lambda unit: f"/w/trial/units/{unit.uuid}/"
        ),
        ListColumn(
            "type", "类型", "get_type_display", sort=("type", "-name"), tag=lambda _: "tag-ok"
        ),
        ListColumn("area", "社区", "area.name", sort=("area__code",)),
        ListColumn("industry", "行业", css="r", shown=False),
        ListColumn("joined_on", "加入日期", sort=("joined_on",), kind="date", shown=False),
        ListColumn("left_on", "退出日期", sort=("left_on",), shown=False),
    ]
    filters: ClassVar = [
        Filter("type", "类型", choices=MemberUnit.Type.choices),
        Filter("q", "名称", fields=("name", "industry"), placeholder="单位名称"),
        Filter(
            "area",
            "社区",
            choices=lambda listing: [
                (area.code, area.name)
                for area in Area.objects.visible_to(listing.user).filter(kind="community")
            ],
            narrow=lambda rows, code: rows.filter(area__code=code),
        ),
    ]


@staff_door()
def units(request: HttpRequest) -> HttpResponse:
    rows = MemberUnit.objects.select_related("area")
    listing = UnitListing(request, rows, actions=[Action("停用", "/w/trial/units/stop/")])
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "ui/list.html", {"title": "成员单位", "list": listing})


@staff_door(writes=True)
def stop(request: HttpRequest) -> HttpResponse:
    chosen = selected(request, MemberUnit.objects.exclude(type="military"))
    if chosen and is_confirmed(request):
        return HttpResponse(f"stopped {len(chosen)}")
    context: dict[str, Any] = {
        "question": "停用这些单位？",
        "action": "停用",
        "back": "/w/trial/units/",
    }
    context |= {"title": "停用", "picked": chosen, "hidden": picks(chosen)}
    return render(request, "ui/list_confirm.html", context)


rooms = (
    [
        *urls("w/trial/groups", GroupImport, "group", staff_door(writes=True), back="rooms:units"),
        path("w/trial/units/", units, name="units"),
        path("w/trial/units/stop/", stop, name="units_stop"),
    ],
    "rooms",
)
urlpatterns = [path("", include(rooms)), *portal_urls]
