"""What the phone door and the staff door do alike with an engagement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from common import kept
from common.doors import Visit
from members.views.ask import blame
from projects.engagements.doing import do
from projects.engagements.scope import Standing, fits, standing
from projects.engagements.verbs import VERBS, Verb
from projects.forms.engagements import LeaveForm, SeenForm
from projects.models import Engagement, Rating


def offered(engagement: Engagement, place: Standing) -> dict[str, Any]:
    """The verbs that the reader may do now: what is asked for first, the rest apart."""
    verbs = [VERBS[name] for name in place.offers(engagement)]
    behalf = next(filter(None, (place.why(engagement, verb.name) for verb in verbs)), "")
    return {
        "main": [verb for verb in verbs if verb.main],
        "others": [verb for verb in verbs if not verb.main],
        "behalf": behalf,
    }


def too_late(found: Engagement) -> str:
    return f"没有改动：这项对接现在是“{found.get_status_display()}”，可能刚被他人处理。"


def facts_of(engagement: Engagement) -> list[tuple[str, Any]]:
    demand, thing = engagement.demand, engagement.thing
    rating = Rating(engagement.rating).label if engagement.rating else ""
    return [
        ("需求单位", demand.unit.label),
        ("牵头单位", engagement.lead.label),
        ("协助单位", "、".join(unit.label for unit in engagement.helpers)),
        ("用到的资源服务", f"{thing.kind_name}：{thing}" if thing else ""),
        ("解决数量", engagement.quantity and f"{engagement.quantity} / {demand.amount}"),
        ("办理结果", engagement.outcome),
        ("需求方评价", rating),
        ("评语", engagement.words),
        ("还差什么" if engagement.is_sent_back else "原因", engagement.why),
    ]


def act(request: Visit, found: Engagement, verb: Verb, template: str, back: str) -> HttpResponse:
    """One verb: 403 who may not; what the lifecycle refuses is said on the engagement's page."""
    place = standing(request.user, found)
    if not place.may(found, verb.name):
        raise PermissionDenied
    form: SeenForm | None = _form(kept.typed(request), verb, found, place)
    if request.method == "POST" and form and form.is_valid():
        error = _try(request, found, verb, form, place)
        if error is None:
            return redirect(back)
        form = _again(request, verb, found, place, error)
    if form is None or not fits(found, verb.name):
        messages.warning(request, too_late(found))
        return redirect(back)
    context = {"title": verb.question, "verb": verb, "form": form, "engagement": found}
    context |= {"back": back, "behalf": place.why(found, verb.name)}
    return render(request, template, context)


def _form(data: Any, verb: Verb, found: Engagement, place: Standing) -> SeenForm:
    more = {"units": place.helps} if verb.form is LeaveForm else {}
    return verb.form(data, engagement=found, **more)


def _try(
    request: Visit, found: Engagement, verb: Verb, form: SeenForm, place: Standing
) -> ValidationError | None:
    """Do it and say so; or what was wrong."""
    told: dict[str, Any] = {"place": place, "seen": form.cleaned_data["seen"]}
    try:
        do(found, verb.name, form.facts(), by=request.user, now=timezone.now(), **told)
    except ValidationError as error:
        return error
    messages.success(request, verb.done)
    return None


def _again(
    request: Visit, verb: Verb, found: Engagement, place: Standing, error: ValidationError
) -> SeenForm | None:
    """The form with what was typed and what was wrong, as of what the record is now."""
    found.refresh_from_db(fields=["status", "reported_at"])
    if verb.at_once or not fits(found, verb.name):
        return None
    data = request.POST.copy()
    data["seen"] = found.seen
    form = _form(data, verb, found, place)
    form.is_valid()
    blame(form, error)
    return form
