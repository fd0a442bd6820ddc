"""Staff pages: projects – the register, a new one, its page, its moves, its brand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.words import searched_for
from members.models import MemberUnit
from members.views.ask import ask, blame
from members.views.units import show_list
from projects.actions import works
from projects.forms.works import BrandForm, ProjectForm
from projects.items.scope import units_to_register
from projects.models import Engagement, Project
from projects.registers.works import ProjectList
from projects.views.work_scope import (
    alliances_for,
    key_of,
    managed_project,
    seen_engagement,
    seen_project,
)
from projects.works.page import page_of
from projects.works.verbs import VERBS, first_day

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"
FOUND = 20


@require_GET
@staff_door()
def project_list(request: Visit) -> HttpResponse:
    rows = Project.objects.visible_to(request.user).for_list()
    return show_list(request, ProjectList(request, rows), "projects/work_list.html")


@require_GET
@staff_door()
def project(request: Visit, uuid: UUID) -> HttpResponse:
    found = seen_project(request.user, uuid)
    context = page_of(found, request.user, timezone.localdate())
    return render(request, "projects/work.html", context)


@writing
@staff_door(writes=True)
def project_new(request: Visit) -> HttpResponse:
    """First the lead unit is chosen, or follows from the engagement; then the facts are typed."""
    engagement = seen_engagement(request.user, request.GET.get("engagement", ""))
    lead = _lead(request, engagement)
    if lead is None:
        return choose_unit(request, "登记党建项目：选择牵头单位", units_to_register(request.user))
    blank = Project(lead=lead, engagement=engagement)
    if engagement:
        blank.origin = Project.Origin.ENGAGEMENT
    form = ProjectForm(
        typed(request),
        instance=blank,
        areas=request.user.writable_areas(),
        alliances=alliances_for(request.user, blank),
        lead=lead,
        initial=_known(lead, engagement),
    )
    if request.method == "POST" and form.is_valid() and (made := _set_up(request, form)):
        return redirect(made)
    context = {"title": "登记党建项目", "form": form, "lead": lead, "engagement": engagement}
    return render(request, "projects/work_new.html", context)


def _lead(request: Visit, engagement: Engagement | None) -> MemberUnit | None:
    """The lead of the engagement, or the unit of ?unit=; one out of scope does not exist."""
    if engagement:
        leads = (one.unit for one in engagement.shares.all() if one.role == "lead")
        return next(leads, None)
    key = request.GET.get("unit", "")
    units = units_to_register(request.user)
    return get_object_or_404(units, uuid=key_of(key)) if key else None


def _known(lead: MemberUnit, engagement: Engagement | None) -> dict[str, Any]:
    """What is filled in: nothing that the portal knows is typed twice."""
    place = lead.community_id or lead.street_id or lead.area_id
    if engagement is None:
        return {"area": place}
    demand = engagement.demand
    aim = "\n".join(filter(None, [demand.description, engagement.outcome]))
    at = demand.community_id or demand.street_id or demand.area_id
    return {"name": demand.title, "aim": aim, "area": at}


def _set_up(request: Visit, form: ProjectForm) -> Project | None:
    project: Project = form.save(commit=False)
    try:
        works.set_up(
            project, partners=_joined(project.engagement), by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        blame(form, error)
        return None
    messages.success(request, f"“{project}”已登记，现在是筹备。")
    return project


def _joined(engagement: Engagement | None) -> list[tuple[MemberUnit, str]]:
    """The helpers of the engagement with what they took on, and the unit that asked."""
    if engagement is None:
        return []
    shares = {one.unit: one.contribution for one in engagement.shares.all()}
    return list(({engagement.demand.unit: "提出需求"} | shares).items())


def choose_unit(request: Visit, title: str, units: Any, **more: str) -> HttpResponse:
    """A page on which a unit is found by typing; it leads back here with ?unit=."""
    text = searched_for(request.GET.get("q", ""))
    rows = units.for_list().order_by("name")
    found = list((rows.named(text) if text else rows)[: FOUND + 1])
    context = {
        "title": title,
        "q": text,
        "units": found[:FOUND],
        "more": len(found) > FOUND,
        "back": reverse("projects:project_list"),
        **more,
    }
    return render(request, "projects/work_choose_unit.html", context)


@writing
@staff_door(writes=True)
def project_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_project(request.user, uuid)
    title, seen = f"修改{found}", works.seen_as(found)
    form = ProjectForm(
        typed(request),
        instance=found,
        areas=request.user.writable_areas(),
        alliances=alliances_for(request.user, found),
        lead=found.lead,
    )

    def act() -> None:
        works.change(found, by=request.user, seen=request.POST.get("seen", ""), **form.facts())

    more = {"template": FORM, "seen": seen, "done": "已保存修改。"}
    return ask(request, form, act, title=title, action="保存修改", back=_page(found), **more)


def _page(project: Project) -> str:
    return reverse("projects:project", args=[project.uuid])


@writing
@staff_door(writes=True)
def project_move(request: Visit, uuid: UUID, verb: str) -> HttpResponse:
    """The page of one move: what it asks, and the button that makes it."""
    found, spec = managed_project(request.user, uuid), VERBS[verb]
    if request.method == "GET" and found.status not in spec.of:
        messages.warning(request, f"项目现在是“{found.get_status_display()}”，不能{spec.label}。")
        return redirect(found)
    form = spec.form(typed(request), initial=first_day(found, timezone.localdate()))

    def act() -> None:
        timed = {"now": timezone.now()} if spec.timed else {}
        spec.act(found, by=request.user, **timed, **form.cleaned_data)

    title, more = f"{spec.label}：{found}", {"template": FORM, "done": spec.done}
    more |= {"text": spec.text, "facts": _loose_ends(found, spec.key)}
    return ask(request, form, act, title=title, action=spec.label, back=_page(found), **more)


def _loose_ends(project: Project, verb: str) -> Any:
    """What is still open, said before the project is completed; it does not stand in the way."""
    if verb != "complete":
        return ""
    milestones = project.milestones.filter(done_on=None).count()
    silent = project.partners.filter(delivered="").count()
    open_ones = [("还没完成的节点", f"{milestones} 个" if milestones else "")]
    return [*open_ones, ("还没登记实际投入的单位", f"{silent} 家" if silent else "")]


@writing
@staff_door(writes=True)
def project_brand(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_project(request.user, uuid)
    today: date = timezone.localdate()
    known = {
        "brand": found.brand or found.name[:30],
        "story": found.story,
        "on": found.brand_since or today,
        "is_public": found.is_public or (not found.brand and not found.lead.is_military),
        "seen": works.brand_seen_as(found),
    }
    form = BrandForm(typed(request), initial=known)

    def act() -> None:
        works.name_brand(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    named = bool(found.brand)
    action = "保存品牌" if named else "命名为品牌"
    more = {"template": FORM, "done": "品牌已保存。" if named else "已命名为党建品牌。"}
    return ask(
        request, form, act, title=f"{action}：{found}", action=action, back=_page(found), **more
    )
