"""The liaison officer's projects on the phone: what is under way, what was done, what was given."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.doors import Visit, liaison_door
from common.kept import typed
from members.views.ask import ask
from projects.actions import work_steps
from projects.forms.works import DeliverForm, PhoneNoteForm, ReachForm
from projects.items.scope import units_of
from projects.models import Project
from projects.views.phone import chosen_unit
from projects.works.page import facts, milestones, stages

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask_phone.html"


@require_safe
@liaison_door()
def my_projects(request: Visit) -> HttpResponse:
    """Those that run first; what is over below."""
    rows = list(Project.objects.of_units_of(request.user).for_list())
    context = {
        "title": "我的项目",
        "current": [one for one in rows if not one.has_ended],
        "past": [one for one in rows if one.has_ended],
    }
    return render(request, "projects/my_works.html", context)


def _own(request: Visit, uuid: UUID) -> Project:
    return get_object_or_404(Project.objects.of_units_of(request.user).for_list(), uuid=uuid)


@require_safe
@liaison_door()
def my_project(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    context = {
        "title": found.name,
        "project": found,
        "stages": stages(found),
        "rows": facts(found),
        "milestones": milestones(found, timezone.localdate()),
        "partners": found.partners.select_related("unit"),
        "own_units": {unit.pk for unit in units_of(request.user)},
        "progress": found.progress.all()[:20],
    }
    return render(request, "projects/my_work.html", context)


@writing
@liaison_door()
def my_note(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    form = PhoneNoteForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        work_steps.note(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    more = {"template": FORM, "done": "进展已记录，街道社区能看到。"}
    title, back = f"{found}：记录进展", found.phone_url
    return ask(request, form, act, title=title, action="记录进展", back=back, **more)


@writing
@liaison_door()
def my_reach(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    found = _own(request, uuid)
    if found.lead not in units_of(request.user):  # partners say what they gave, not what is reached
        raise Http404
    milestone = get_object_or_404(found.milestones.select_related("project__lead"), pk=pk)
    form = ReachForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> str:
        on = form.cleaned_data["on"]
        work_steps.reach(milestone, on=on, by=request.user, now=timezone.now())
        return found.phone_url

    more = {"template": FORM, "done": "节点已完成。"}
    title, back = f"完成节点：{milestone}", found.phone_url
    return ask(request, form, act, title=title, action="节点已完成", back=back, **more)


@writing
@liaison_door()
def my_deliver(request: Visit, uuid: UUID) -> HttpResponse:
    """What the officer's own unit gave; a lead is no partner and has nothing to say here."""
    found = _own(request, uuid)
    own = units_of(request.user).filter(partnerships__project=found)
    unit = chosen_unit(request, list(own.order_by("pk")))
    partner = found.partners.select_related("unit", "project__lead").get(unit=unit)
    known = {"delivered": partner.delivered, "on": partner.delivered_on or timezone.localdate()}
    form = DeliverForm(typed(request), initial=known)

    def act() -> str:
        work_steps.deliver(partner, by=request.user, now=timezone.now(), **form.cleaned_data)
        return found.phone_url

    more: dict[str, Any] = {"template": FORM, "done": "已登记实际投入。"}
    more |= {"facts": [("单位", unit.label), ("承诺", partner.promised)]}
    title, back = f"{found}：我单位的实际投入", found.phone_url
    return ask(request, form, act, title=title, action="登记投入", back=back, **more)
