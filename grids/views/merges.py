"""Staff pages that merge or split areas: a form, the impact page, the action, what came of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from grids.actions.merges import carry_out
from grids.actions.plans import Plan
from grids.forms.merges import PARTS, ImpactForm, MergeForm, SplitForm
from grids.impact import Impact, weigh
from grids.models import Area
from grids.outcome import outcome_of
from grids.registers import staff_url
from grids.views.edits import writing
from grids.views.staff import may_move, readable_area, writable_area

Areas = MergeForm | SplitForm


def _changeable(request: Visit, key: uuid.UUID) -> Area:
    """The area, for whoever may take it away from its parent; 403 for others who may read it."""
    area = writable_area(request, key)
    if not may_move(request, area):
        raise PermissionDenied
    return area


@writing
@staff_door(writes=True)
def area_merge(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = _changeable(request, uuid)
    today = timezone.localdate()
    form = MergeForm(typed(request), initial={"on": today}, area=area, today=today, by=request.user)
    return _ask(
        request,
        area,
        form,
        {"title": f"合并{area.name}", "words": "合并", "button": "下一步：查看影响"},
    )


@writing
@staff_door(writes=True)
def area_split(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = _changeable(request, uuid)
    today = timezone.localdate()
    parts = _parts(request)
    children = list(area.children.current().order_by("code"))
    form = SplitForm(
        typed(request),
        initial={"on": today},
        area=area,
        today=today,
        parts=parts,
        children=children,
    )
    context = {"title": f"拆分{area.name}", "words": "拆分", "parts": parts, "choices": PARTS}
    return _ask(request, area, form, context)


def _parts(request: Visit) -> int:
    """Into how many: `?parts=`, two unless it is a number that is offered."""
    return next((n for n in PARTS if str(n) == request.GET.get("parts")), PARTS[0])


def _ask(request: Visit, area: Area, form: Areas, context: dict[str, Any]) -> HttpResponse:
    """The form; when it is right the impact page; when that is confirmed the action."""
    context |= {"area": area, "form": form, "back": staff_url(area)}
    if request.method == "POST" and form.is_valid():
        try:
            return _weighed(request, form, weigh(form.plan()), context)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    page = "split" if "parts" in context else "form"
    return render(request, f"grids/{page}.html", context)


def _weighed(request: Visit, form: Areas, impact: Impact, context: dict[str, Any]) -> HttpResponse:
    confirmed = "confirmed" in request.POST
    decide = ImpactForm(request.POST if confirmed else None, impact=impact)
    if confirmed and decide.is_valid() and _done(request, impact.plan, decide):
        messages.success(request, f"已{context['words']}。")
        return redirect(reverse("grids:area_outcome", args=[impact.plan.ending[0].uuid]))
    hidden = [(name, value) for name in form.fields for value in form.data.getlist(name)]  # type: ignore[attr-defined]
    context |= {"impact": impact, "form": decide, "hidden": [*hidden, ("confirmed", "1")]}
    return render(request, "grids/impact.html", context)


def _done(request: Visit, plan: Plan, decide: ImpactForm) -> bool:
    """Whether the action went through; what it refused stands in the form."""
    try:
        carry_out(
            plan,
            by=request.user,
            now=timezone.now(),
            codes=decide.codes(),
            wishes=decide.wishes(),
        )
    except ValidationError as error:
        decide.add_error(None, ValidationError(error.messages))
        return False
    return True


@require_safe
@staff_door()
def area_outcome(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    """What became of an area that was merged or split."""
    area = readable_area(request, uuid)
    outcome = outcome_of(area)
    if outcome is None:
        raise Http404
    context = {"title": f"{area.name}的去向", "area": area, "outcome": outcome}
    return render(request, "grids/outcome.html", context)
