"""Service teams: the register and its pages for staff."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from common.sheets.views import export_response
from grids.actions import teams
from grids.forms.ending import EndForm
from grids.forms.teams import KINDS, TeamForm, TeamPlaceForm
from grids.models import ServiceTeam
from grids.panels import panels_of
from grids.registers import TeamList, team_url
from grids.views.edits import edit_page, seen_by, writing
from grids.views.staff import writable_area


def _readable(request: Visit, key: uuid.UUID) -> ServiceTeam:
    return get_object_or_404(ServiceTeam.objects.visible_to(request.user).for_list(), uuid=key)


def _changeable(request: Visit, key: uuid.UUID) -> ServiceTeam:
    """404 for strangers; 403 for mere readers, and when it has ended."""
    team = _readable(request, key)
    if team.until or not request.user.may_change(team.area_id):
        raise PermissionDenied
    return team


@require_safe
@staff_door()
def team_list(request: Visit) -> HttpResponse:
    rows = ServiceTeam.objects.visible_to(request.user).current()
    listing = TeamList(request, rows.select_related("area", "street"))
    if listing.wants_export:
        listing.base = rows.for_list()
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing, "may_write": request.user.may_write}
    return render(request, "grids/team_list.html", context)


@require_safe
@staff_door()
def team_detail(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    team = _readable(request, uuid)
    grids = sorted(team.grids.all(), key=lambda one: (one.area.code, one.since))
    context = {
        "title": team.name,
        "team": team,
        "grids": [one for one in grids if one.until is None],
        "past": [one for one in grids if one.until],
        "may_change": not team.until and request.user.may_change(team.area_id),
        "panels": panels_of(team, request.user),
    }
    return render(request, "grids/team_detail.html", context)


@require_safe
@staff_door(writes=True)
def team_place(request: Visit) -> HttpResponse:
    """Whose team a new one is; who has one community only finds it chosen."""
    asked = request.GET if "area" in request.GET else None
    form = TeamPlaceForm(asked, areas=request.user.writable_areas())
    if form.is_valid():
        return redirect("grids:team_add", form.cleaned_data["area"].uuid)
    back = resolve_url("grids:team_list")
    context = {"title": "登记服务组团", "form": form, "words": "下一步", "back": back}
    return render(request, "grids/team_place.html", context)


@writing
@staff_door(writes=True)
def team_add(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    if area.kind not in KINDS:
        raise PermissionDenied
    form = TeamForm(typed(request), area=area, initial={"since": timezone.localdate()})
    page = {"title": f"登记{area.name}的服务组团", "words": "登记组团", "back_to": "服务组团"}
    return _page(
        request,
        form,
        lambda: teams.form_team(area, by=request.user, **form.facts()),
        {**page, "back": resolve_url("grids:team_list")},
        "已登记。",
    )


@writing
@staff_door(writes=True)
def team_edit(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    team = _changeable(request, uuid)
    name, seen = team.name, teams.team_seen_as(team)
    form = TeamForm(typed(request), instance=team, area=team.area)
    page = {"title": f"修改{name}", "words": "保存修改", "back_to": name}
    return _page(
        request,
        form,
        lambda: teams.change_team(
            team,
            by=request.user,
            today=timezone.localdate(),
            seen=request.POST.get("seen"),
            **form.facts(),
        ),
        {**page, "back": team_url(team), "seen": seen_by(request, form, seen)},
        "已保存修改。",
    )


def _page(
    request: Visit, form: TeamForm, act: Any, page: dict[str, Any], done: str
) -> HttpResponse:
    return edit_page(request, form, act, page, done=done, template="grids/team_form.html")


@writing
@staff_door(writes=True)
def team_end(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    team = _changeable(request, uuid)
    today = timezone.localdate()
    form = EndForm(typed(request), initial={"on": today})
    form.fields["on"].label = "撤销日期"
    page = {"title": f"撤销{team.name}", "words": "撤销组团", "back_to": team.name}
    text = "撤销以后不能恢复，只能重新登记。它服务过哪些网格仍可查阅。"
    return edit_page(
        request,
        form,
        lambda: teams.end_team(team, on=form.cleaned_data["on"], by=request.user, today=today),
        {**page, "back": team_url(team), "text": text},
        done=f"{team.name}已撤销。",
    )
