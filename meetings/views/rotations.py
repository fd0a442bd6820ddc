"""Staff pages: the rotation of an alliance for a quarter – looked at, changed, confirmed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.dates import day_asked
from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import rotations
from meetings.actions.rotations import Line, Pool
from meetings.forms.tutors import PairsForm
from meetings.models.assignments import period_text
from meetings.training.rotation import Plan
from meetings.views.training_scope import rotated_alliance, rotating
from members.views.ask import blame

MOST_LISTED = 200


@require_safe
@staff_door()
def rotation(request: Visit) -> HttpResponse:
    """Which alliance, which quarter."""
    quarters = rotations.periods(timezone.localdate())
    every = rotations.summaries(rotating(request.user)[:MOST_LISTED], quarters)
    alliances = [one for one in every if one.tutors or one.made]
    context = {
        "title": "一对一辅导轮换",
        "alliances": alliances,
        "without": len(every) - len(alliances),
        "quarters": [(one.isoformat(), period_text(one)) for one in quarters],
    }
    return render(request, "meetings/rotation.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def rotation_plan(request: Visit, uuid: UUID, period: str) -> HttpResponse:
    """The proposal, a select for each unit; what is confirmed here is what is written."""
    pool = _pool(request, uuid, period)
    plan = pool.plan()
    form = _form(request, pool, plan)
    if request.method == "POST" and form.is_valid():
        if warning := _warning(pool, form):
            form.add_error("uneven_ok", warning)
        elif _confirm(request, pool, form):
            return redirect(f"{reverse('meetings:assignments')}?period={pool.period}")
    return render(request, "meetings/rotation_plan.html", _context(pool, plan, form))


def _warning(pool: Pool, form: PairsForm) -> str:
    """What is not forbidden, but has to be meant; what is forbidden is said first."""
    if form.cleaned_data["uneven_ok"] or rotations.check(pool, form.pairs):
        return ""
    return rotations.uneven(pool, form.pairs)


def _pool(request: Visit, uuid: UUID, period: str) -> Pool:
    alliance, day = rotated_alliance(request.user, uuid), day_asked(period)
    today = timezone.localdate()
    if day not in rotations.periods(today):
        raise Http404
    return rotations.pool_of(alliance, day or today, today)


def _form(request: Visit, pool: Pool, plan: Plan) -> PairsForm:
    units = {key: one.label for key, one in pool.units.items() if key not in pool.taken}
    initial: dict[str, Any] = {f"unit-{key}": tutor for key, tutor in plan.pairs.items()}
    initial["seen"] = pool.seen
    return PairsForm(typed(request), units=units, tutors=pool.tutors, initial=initial)


def _confirm(request: Visit, pool: Pool, form: PairsForm) -> bool:
    try:
        count = rotations.confirm(
            *(pool.alliance, pool.period, form.pairs),
            seen=form.cleaned_data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        blame(form, error)
        return False
    messages.success(request, f"已确认，新安排 {count} 家，辅导员和单位会收到提醒。")
    return True


@dataclass(frozen=True)
class Row:
    line: Line
    field: BoundField


def _context(pool: Pool, plan: Plan, form: PairsForm) -> dict[str, Any]:
    rows = [Row(line, form[f"unit-{line.unit.pk}"]) for line in rotations.lines_of(pool, plan)]
    loads = plan.loads
    return {
        "title": f"{pool.alliance}：{_quarter(pool.period)}辅导安排",
        "pool": pool,
        "form": form,
        "rows": rows,
        "tutors": [
            (one, loads.get(key, 0), pool.rules.tutors[key].away)
            for key, one in pool.tutors.items()
        ],
        "unplaced": [(pool.units[key], why) for key, why in plan.unplaced.items()],
        "early": [pool.units[key] for key in sorted(plan.early)],
        "taken": [(pool.units[key], one) for key, one in pool.taken.items()],
        "asks_uneven": "uneven_ok" in form.errors,
    }


def _quarter(period: date) -> str:
    return period_text(period)
