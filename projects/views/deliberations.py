"""Staff pages: deliberations – the register, a new one, its steps, its notices, its end."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.words import searched_for
from grids.models import Area
from members.views.ask import ask
from members.views.units import show_list
from projects.actions import deliberations
from projects.forms.deliberations import (
    CommunityForm,
    CorrectForm,
    DeliberationForm,
    EndForm,
    HoldForm,
    NoticeForm,
    PlanStepsForm,
)
from projects.models import Deliberation, DeliberationStep, Request
from projects.registers.deliberations import DeliberationList, counted
from projects.views.work_scope import key_of
from projects.works.chronicle import chronicle

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"
PUTS_UP = "公示"  # a step of that name is the public notice itself
KINDS = (Area.Kind.COMMUNITY, Area.Kind.GRID, Area.Kind.MICRO)


@require_GET
@staff_door()
def deliberation_list(request: Visit) -> HttpResponse:
    rows = counted(Deliberation.objects.visible_to(request.user).for_list())
    return show_list(request, DeliberationList(request, rows), "projects/deliberation_list.html")


def _seen(request: Visit, uuid: UUID) -> Deliberation:
    rows = Deliberation.objects.visible_to(request.user).for_list().select_related("request")
    return get_object_or_404(rows, uuid=uuid)


def _changeable(request: Visit, uuid: UUID) -> Deliberation:
    found = _seen(request, uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    return found


@require_GET
@staff_door()
def deliberation(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    steps = list(found.steps.all())
    manages = request.user.may_change(found.area_id)
    changes = manages and not found.ended_on
    context = {
        "title": found.title,
        "deliberation": found,
        "steps": steps,
        "next_step": next((one for one in steps if not one.held_on), None) if changes else None,
        "shown_public": any(one.notice for one in steps),
        "history": chronicle(found),
        "manages": manages,
        "changes": changes,
    }
    return render(request, "projects/deliberation.html", context)


def _community(request: Visit, asked: Request | None) -> Area | None:
    """Of the request or of ?at=, of those the account may write to; the only one by itself."""
    rows = request.user.writable_areas().current().filter(kind=Area.Kind.COMMUNITY)
    rows = rows.select_related("street").order_by("code")
    if asked and asked.community_id:
        return get_object_or_404(rows, pk=asked.community_id)
    if code := searched_for(request.GET.get("at", "")):
        return get_object_or_404(rows, code=code)
    only = list(rows[:2])
    return only[0] if len(only) == 1 else None


def _request(request: Visit) -> Request | None:
    """The resident's request of ?request= that the deliberation is about."""
    key = request.GET.get("request", "")
    rows = Request.objects.visible_to(request.user)
    return get_object_or_404(rows, uuid=key_of(key)) if key else None


@writing
@staff_door(writes=True)
def deliberation_new(request: Visit) -> HttpResponse:
    asked = _request(request)
    community = _community(request, asked)
    back, title = reverse("projects:deliberation_list"), "发起议事"
    if community is None:
        areas = request.user.writable_areas().current().filter(kind=Area.Kind.COMMUNITY)
        choose = CommunityForm(areas=areas.select_related("street").order_by("code"))
        context = {"title": title, "form": choose, "back": back}
        return render(request, "projects/deliberation_choose.html", context)
    areas = Area.objects.current().under(community).filter(kind__in=KINDS).order_by("code")
    form = DeliberationForm(
        typed(request),
        instance=Deliberation(request=asked),
        areas=areas,
        initial={"area": community.pk, "begun_on": timezone.localdate()},
    )

    def act() -> Deliberation:
        made = form.save(commit=False)
        now = timezone.now()
        return deliberations.begin(made, form.chosen_steps, by=request.user, now=now)

    more = {"template": FORM, "done": "议事已发起。"}
    title = f"{title}：{community}"
    return ask(request, form, act, title=title, action="发起议事", back=back, **more)


@writing
@staff_door(writes=True)
def steps_plan(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    waiting = found.steps.filter(held_on=None).values_list("name", flat=True)
    known = {"steps": "\n".join(waiting), "seen": deliberations.seen_as(found)}
    form = PlanStepsForm(typed(request), initial=known)

    def act() -> None:
        data = form.cleaned_data
        deliberations.plan_steps(found, data["steps"], by=request.user, seen=data["seen"])

    title, more = f"{found}：安排步骤", {"template": FORM, "done": "步骤已保存。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action="保存步骤", back=back, **more)


def _step(deliberation: Deliberation, pk: int) -> DeliberationStep:
    return get_object_or_404(deliberation.steps.select_related("deliberation"), pk=pk)


def _decided(deliberation: Deliberation) -> str:
    """What the last step that was held came to."""
    held = deliberation.steps.exclude(held_on=None).order_by("-order")
    return held.values_list("outcome", flat=True).first() or ""


@writing
@staff_door(writes=True)
def step_hold(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    found = _changeable(request, uuid)
    step = _step(found, pk)
    puts_up = PUTS_UP in step.name
    known: dict[str, Any] = {"on": timezone.localdate()}
    if puts_up:  # what was decided is not typed again, and nobody has to come
        known |= {"notice": _decided(found), "outcome": f"已{PUTS_UP}", "people": 0}
    form = HoldForm(typed(request), initial=known, puts_up=puts_up)

    def act() -> None:
        now = timezone.now()
        deliberations.hold_step(step, by=request.user, now=now, **form.cleaned_data)

    title, more = f"{found}：{step}", {"template": FORM, "done": f"“{step}”已登记。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action=f"登记{step}", back=back, **more)


@writing
@staff_door(writes=True)
def step_notice(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    """Put up, mend or take down the public notice of a step that was held."""
    found = _changeable(request, uuid)
    step = _step(found, pk)
    known = {"notice": step.notice, "seen": deliberations.notice_seen_as(step)}
    form = NoticeForm(typed(request), initial=known)

    def act() -> None:
        deliberations.put_up(step, by=request.user, now=timezone.now(), **form.cleaned_data)

    title, facts = f"{found}：{step}的公示", [("结果（内部）", step.outcome)]
    more: dict[str, Any] = {"template": FORM, "facts": facts, "done": "公示已保存。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action="保存公示", back=back, **more)


@writing
@staff_door(writes=True)
def step_correct(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    """Put right what was written down of a step; what stood there stays in the history."""
    found = _changeable(request, uuid)
    step = get_object_or_404(found.steps.exclude(held_on=None), pk=pk)
    known = {"on": step.held_on, "people": step.people, "outcome": step.outcome}
    known |= {"notice": step.notice, "seen": deliberations.step_seen_as(step)}
    form = CorrectForm(typed(request), initial=known)

    def act() -> None:
        now = timezone.now()
        deliberations.correct_step(step, by=request.user, now=now, **form.cleaned_data)

    title, back = f"{found}：更正“{step}”", found.get_absolute_url()
    more = {"template": FORM, "done": "已更正，原来的内容留在经过里。"}
    return ask(request, form, act, title=title, action="保存更正", back=back, **more)


@writing
@staff_door(writes=True)
def deliberation_end(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    left = found.steps.filter(held_on=None).count()
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        deliberations.end(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    facts = [("还没办的步骤", f"{left} 个" if left else "")]
    more: dict[str, Any] = {"template": FORM, "facts": facts, "done": "议事已结束，记录保留。"}
    title, back = f"结束议事：{found}", found.get_absolute_url()
    return ask(request, form, act, title=title, action="结束议事", back=back, **more)
