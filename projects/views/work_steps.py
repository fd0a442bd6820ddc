"""Staff pages: what happens inside a project – partners, milestones, notes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.doors import Visit, staff_door
from common.kept import typed
from members.views.ask import ask
from projects.actions import work_steps
from projects.forms.works import (
    DeliverForm,
    EmptyForm,
    MilestoneForm,
    NoteForm,
    PartnerForm,
    PostponeForm,
    ReachForm,
)
from projects.models import Milestone, Partner, Project
from projects.views.work_scope import key_of, managed_project, partners_to_ask
from projects.views.works import FORM, choose_unit

writing = require_http_methods(["GET", "POST"])


def _ask(request: Visit, project: Project, form: Any, act: Any, **more: Any) -> HttpResponse:
    return ask(request, form, act, back=project.get_absolute_url(), template=FORM, **more)


@writing
@staff_door(writes=True)
def partner_add(request: Visit, uuid: UUID) -> HttpResponse:
    project = managed_project(request.user, uuid)
    units, key = partners_to_ask(request.user, project), request.GET.get("unit", "")
    title, back = f"{project}：加入参与单位", project.get_absolute_url()
    if not key:
        return choose_unit(request, title, units, back=back)
    unit, form = get_object_or_404(units, uuid=key_of(key)), PartnerForm(typed(request))

    def act() -> str:
        promised = form.cleaned_data["promised"]
        now = timezone.now()
        work_steps.add_partner(project, unit, promised=promised, by=request.user, now=now)
        return back

    facts, done = [("单位", unit.label)], f"{unit.label}已加入。"
    return _ask(request, project, form, act, title=title, action="加入项目", facts=facts, done=done)


def _partner(project: Project, pk: int) -> Partner:
    return get_object_or_404(project.partners.select_related("unit", "project__lead"), pk=pk)


@writing
@staff_door(writes=True)
def partner_deliver(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    project = managed_project(request.user, uuid)
    partner = _partner(project, pk)
    known = {"delivered": partner.delivered, "on": partner.delivered_on or timezone.localdate()}
    form = DeliverForm(typed(request), initial=known)

    def act() -> None:
        work_steps.deliver(partner, by=request.user, now=timezone.now(), **form.cleaned_data)

    title, facts = f"{partner.unit.label}的实际投入", [("承诺", partner.promised)]
    more = {"action": "登记投入", "facts": facts, "done": "已登记实际投入。"}
    return _ask(request, project, form, act, title=title, **more)


@writing
@staff_door(writes=True)
def partner_drop(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    project = managed_project(request.user, uuid)
    partner = _partner(project, pk)
    form = EmptyForm(typed(request))

    def act() -> None:
        work_steps.drop_partner(partner, by=request.user)

    title, text = f"移出{partner.unit.label}？", "只用于加错了单位；已登记实际投入的不能移出。"
    more = {"action": "移出项目", "text": text, "done": f"{partner.unit.label}已移出。"}
    return _ask(request, project, form, act, title=title, **more)


@writing
@staff_door(writes=True)
def milestone_add(request: Visit, uuid: UUID) -> HttpResponse:
    project, form = managed_project(request.user, uuid), MilestoneForm(typed(request))

    def act() -> str:
        work_steps.add_milestone(project, by=request.user, **form.cleaned_data)
        return project.get_absolute_url()

    title = f"{project}：增加节点"
    return _ask(request, project, form, act, title=title, action="增加节点", done="已增加节点。")


def _milestone(project: Project, pk: int) -> Milestone:
    return get_object_or_404(project.milestones.select_related("project__lead"), pk=pk)


@writing
@staff_door(writes=True)
def milestone_reach(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    project = managed_project(request.user, uuid)
    milestone = _milestone(project, pk)
    form = ReachForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        on = form.cleaned_data["on"]
        work_steps.reach(milestone, on=on, by=request.user, now=timezone.now())

    title = f"完成节点：{milestone}"
    return _ask(request, project, form, act, title=title, action="节点已完成", done="节点已完成。")


@writing
@staff_door(writes=True)
def milestone_postpone(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    project = managed_project(request.user, uuid)
    milestone = _milestone(project, pk)
    form = PostponeForm(typed(request), initial={"due_on": milestone.due_on})

    def act() -> None:
        work_steps.postpone(milestone, due_on=form.cleaned_data["due_on"], by=request.user)

    title = f"调整节点日期：{milestone}"
    return _ask(request, project, form, act, title=title, action="保存日期", done="已调整日期。")


@writing
@staff_door(writes=True)
def note_add(request: Visit, uuid: UUID) -> HttpResponse:
    project = managed_project(request.user, uuid)
    form = NoteForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> str:
        work_steps.note(project, by=request.user, now=timezone.now(), **form.cleaned_data)
        return project.get_absolute_url()

    title = f"{project}：记录进展"
    return _ask(request, project, form, act, title=title, action="记录进展", done="进展已记录。")


@require_POST
@staff_door()
def note_show(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    """Put a note onto the public page, or take it from there: `show` is 1 or 0."""
    project = managed_project(request.user, uuid)
    rows = project.progress.select_related("project__lead")
    note, shown = get_object_or_404(rows, pk=pk), request.POST.get("show") == "1"
    try:
        work_steps.show_note(note, shown, by=request.user)
    except work_steps.MilitaryInPublic as error:
        messages.error(request, error.messages[0])
        return redirect(project)
    messages.success(request, "这条进展已公开。" if shown else "这条进展不再公开。")
    return redirect(project)
