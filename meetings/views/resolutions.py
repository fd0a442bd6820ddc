"""Staff pages: the register of resolutions, one of them, what is done with it, its project."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.sheets.views import export_response
from meetings.actions.projects import found_project
from meetings.models import Resolution
from meetings.registers.resolutions import ResolutionListing
from meetings.resolutions.page import facts_of, page_of
from meetings.resolutions.scope import fits, standing
from meetings.resolutions.verbs import VERBS, TooLate, do
from members.views.ask import ask, blame
from projects.forms.works import ProjectForm
from projects.models import Project
from projects.views.work_scope import alliances_for

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"


@require_GET
@staff_door()
def resolution_list(request: Visit) -> HttpResponse:
    rows = Resolution.objects.visible_to(request.user).for_list()
    listing = ResolutionListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "ui/list.html", {"title": listing.title, "list": listing})


def _seen(request: Visit, uuid: UUID) -> Resolution:
    return get_object_or_404(Resolution.objects.visible_to(request.user).for_list(), uuid=uuid)


@require_GET
@staff_door()
def resolution(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    context = page_of(found, request.user, timezone.localdate())
    return render(request, "meetings/resolution.html", context)


@writing
@staff_door(writes=True)
def act(request: Visit, uuid: UUID, verb: str) -> HttpResponse:
    return acting(request, _seen(request, uuid), verb, FORM)


def acting(request: Visit, found: Resolution, key: str, template: str) -> HttpResponse:
    """One verb, behind both doors: 403 who may not; too late leads back and says so."""
    place, verb = standing(request.user, found), VERBS[key]
    if not place.may(key):
        raise PermissionDenied
    back = found.phone_url if template != FORM else found.get_absolute_url()
    if request.method == "GET" and not fits(found, key):
        messages.warning(request, TooLate(found).message)
        return redirect(back)
    form = verb.form(typed(request), resolution=found)

    def act() -> str:
        told: dict[str, Any] = {"place": place, "by": request.user, "now": timezone.now()}
        do(found, key, form.cleaned_data, **told)
        return back

    more: dict[str, Any] = {"template": template, "done": verb.done, "text": verb.text}
    more["facts"] = facts_of(found)
    title = f"{verb.label}：{found}"
    return ask(request, form, act, title=title, action=verb.label, back=back, **more)


@writing
@staff_door(writes=True)
def project_new(request: Visit, uuid: UUID) -> HttpResponse:
    """A project of the resolution: lead, helpers, name and aim are known already."""
    found = _seen(request, uuid)
    if not Resolution.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    blank = Project(lead=found.lead, origin=Project.Origin.RESOLUTION, resolution_key=found.uuid)
    place = found.lead.community_id or found.lead.street_id or found.lead.area_id
    aim = found.text or found.title
    known = {"name": found.title[:60], "aim": aim, "alliance": found.alliance_id, "area": place}
    form = ProjectForm(
        typed(request),
        instance=blank,
        areas=request.user.writable_areas(),
        alliances=alliances_for(request.user, blank),
        lead=found.lead,
        initial=known | {"planned_until": found.due_on, "level": _level(found)},
    )
    if request.method == "POST" and form.is_valid() and (made := _found(request, found, form)):
        return redirect(made)
    context = {"title": "由决议成立项目", "form": form, "resolution": found}
    return render(request, "meetings/resolution_project.html", context)


def _level(resolution: Resolution) -> str:
    """Of the place for which the alliance stands."""
    in_community = resolution.alliance.community_id is not None
    return Project.Level.MICRO if in_community else Project.Level.STREET


def _found(request: Visit, resolution: Resolution, form: ProjectForm) -> Project | None:
    project: Project = form.save(commit=False)
    try:
        found_project(resolution, project, by=request.user, now=timezone.now())
    except ValidationError as error:
        blame(form, error)
        return None
    messages.success(request, f"“{project}”已登记，现在是筹备。")
    return project
