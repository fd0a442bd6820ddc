"""Annual plans: the register, a plan and its goals for staff; what was agreed on the phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from common.doors import Visit, liaison_door, staff_door
from common.kept import typed
from common.sheets.views import export_response
from meetings.actions import plans
from meetings.forms.plans import GoalForm, PlanForm, PlanTextForm, ReviewForm
from meetings.models import AnnualPlan, Meeting, StageGoal
from meetings.plan_page import goals_of
from meetings.registers.plans import PlanListing
from meetings.views.minutes import FORM, own_meeting, page_of
from members.models import Alliance, MemberUnit
from members.views.ask import ask, blame

writing = require_http_methods(["GET", "POST"])


@require_GET
@staff_door()
def plan_list(request: Visit) -> HttpResponse:
    rows = AnnualPlan.objects.visible_to(request.user).for_list()
    listing = PlanListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing, "writes": request.user.may_write}
    return render(request, "meetings/plans.html", context)


@writing
@staff_door(writes=True)
def plan_new(request: Visit) -> HttpResponse:
    areas = request.user.writable_areas().values("pk")
    alliances = Alliance.objects.active().filter(area__in=areas).order_by("area__code", "pk")
    known = {"alliance": alliances.usual_for(request.user)}
    today = timezone.localdate()
    form = PlanForm(typed(request), alliances=alliances, today=today, initial=known)

    def act() -> AnnualPlan:
        facts = {name: form.cleaned_data[name] for name in ("alliance", "year", "text")}
        return plans.draft(by=request.user, now=timezone.now(), **facts)

    more = {"template": FORM, "done": "计划已起草，请逐项加上阶段目标。"}
    more["text"] = "上一年没有完成的目标会自动带入。"
    back = "/".join(request.path.rstrip("/").split("/")[:-1]) + "/"
    return ask(request, form, act, title="起草年度工作计划", action="保存计划", back=back, **more)


def _seen(request: Visit, uuid: UUID) -> AnnualPlan:
    rows = AnnualPlan.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("alliance", "meeting__rule"), uuid=uuid)


def _own(request: Visit, uuid: UUID) -> AnnualPlan:
    """The plan, if the account writes it; 404 for strangers, 403 for mere readers."""
    found = _seen(request, uuid)
    if not AnnualPlan.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    return found


@require_GET
@staff_door()
def plan(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    items = found.items.exclude(item=None).select_related("meeting__rule__alliance")
    context = {
        "title": str(found),
        "plan": found,
        "goals": goals_of(found, timezone.localdate()),
        "items": items.order_by("meeting__starts_at"),
        "writes": AnnualPlan.objects.writable_by(request.user).contains(found),
    }
    return render(request, "meetings/plan.html", context)


@writing
@staff_door(writes=True)
def plan_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    known = {"text": found.text, "seen": found.seen}
    form = PlanTextForm(typed(request), initial=known)

    def act() -> None:
        facts = form.cleaned_data
        plans.rewrite(found, facts["text"], by=request.user, seen=facts["seen"])

    more = {"template": FORM, "done": "已保存修改。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=f"修改 {found}", action="保存修改", back=back, **more)


@writing
@staff_door(writes=True)
def goal_add(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    return _goal(request, found, StageGoal(plan=found), "增加阶段目标")


@writing
@staff_door(writes=True)
def goal_edit(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    found = _own(request, uuid)
    goal = get_object_or_404(found.goals.select_related("lead"), pk=pk)
    return _goal(request, found, goal, f"修改目标：{goal}")


def _goal(request: Visit, plan: AnnualPlan, goal: StageGoal, title: str) -> HttpResponse:
    members = plan.alliance.memberships.current().values("unit")
    units = MemberUnit.objects.active().filter(pk__in=members).order_by("name", "pk")
    form = GoalForm(typed(request), units=units, goal=goal)

    def act() -> str:
        seen = form.cleaned_data["seen"] if goal.pk else ""
        plans.set_goal(plan, form.filled(plan.year), by=request.user, seen=seen)
        return plan.get_absolute_url()

    more = {"template": FORM, "done": "目标已保存。"}
    back = plan.get_absolute_url()
    return ask(request, form, act, title=title, action="保存目标", back=back, **more)


@writing
@staff_door(writes=True)
def goal_strike(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    found = _own(request, uuid)
    goal = get_object_or_404(found.goals.select_related("plan"), pk=pk)
    if request.method == "POST":
        try:
            plans.strike_goal(goal, by=request.user)
            messages.success(request, f"“{goal}”已删去。")
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(found)
    context = {"title": "删去目标？", "goal": goal, "back": found.get_absolute_url()}
    return render(request, "meetings/goal_strike.html", context)


@writing
@staff_door(writes=True)
def review(request: Visit, uuid: UUID) -> HttpResponse:
    """What this meeting found of each goal; filled with what the last one found."""
    meeting = own_meeting(request, uuid)
    found = plans.plan_of(meeting)
    if found is None or found.is_draft:
        raise Http404
    rows = found.goals.select_related("lead")
    data = typed(request)
    forms = [ReviewForm(data, goal=goal) for goal in rows]
    right = request.method == "POST" and not [form for form in forms if not form.is_valid()]
    if right and _reviewed(request, found, meeting, forms):
        return redirect(page_of(meeting))
    context: dict[str, Any] = {"title": f"检查 {found}", "meeting": meeting, "plan": found}
    return render(request, "meetings/plan_review.html", context | {"forms": forms})


def _reviewed(request: Visit, plan: AnnualPlan, meeting: Meeting, forms: list[ReviewForm]) -> bool:
    """Whether that leads back to the minutes; not where somebody else was there meanwhile."""
    words = {form.goal.pk: form.found() for form in forms}
    seen = {form.goal.pk: form.cleaned_data["seen"] for form in forms}
    try:
        plans.review(plan, meeting, words, seen=seen, by=request.user, now=timezone.now())
    except plans.PlanChanged as error:
        for form in forms:
            if seen[form.goal.pk] != form.goal.seen:
                blame(form, error)
        return False
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return True
    messages.success(request, "各项目标的进度已登记。")
    return True


@require_safe
@liaison_door()
def my_plans(request: Visit) -> HttpResponse:
    """What the officer's alliances agreed, the latest year first."""
    context = {"title": "年度工作计划", "plans": _agreed(request).order_by("-year", "pk")}
    return render(request, "meetings/my_plans.html", context)


def _agreed(request: Visit) -> Any:
    members = {
        "alliance__memberships__unit__liaisons__person__user": request.user.pk,
        "alliance__memberships__unit__liaisons__until": None,
        "alliance__memberships__until": None,
    }
    rows = AnnualPlan.objects.filter(status=AnnualPlan.Status.AGREED, **members)
    return rows.select_related("alliance", "meeting__rule").distinct()


@require_safe
@liaison_door()
def my_plan(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(_agreed(request), uuid=uuid)
    goals = goals_of(found, timezone.localdate())
    context = {"title": str(found), "plan": found, "goals": goals}
    return render(request, "meetings/my_plan.html", context)
