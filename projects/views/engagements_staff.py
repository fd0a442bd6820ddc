"""The staff door: the register of engagements, one with its history, what is done about it."""

import uuid as uuids

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.sheets.views import export_response
from projects.engagements.hall import EngagementList
from projects.engagements.history import steps_of
from projects.engagements.scope import standing
from projects.engagements.verbs import VERBS
from projects.models import Demand, Engagement
from projects.views.engagement_acts import act, facts_of, offered
from projects.views.phone import writing


@require_safe
@staff_door()
def engagements(request: Visit) -> HttpResponse:
    listing = EngagementList(request, Engagement.objects.visible_to(request.user).for_list())
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "ui/list.html", {"title": listing.title, "list": listing})


def _seen(request: Visit, uuid: uuids.UUID) -> Engagement:
    return get_object_or_404(Engagement.objects.visible_to(request.user).for_list(), uuid=uuid)


@require_safe
@staff_door()
def engagement(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _seen(request, uuid)
    place = standing(request.user, found)
    context = {
        "title": found.demand.title,
        "engagement": found,
        "rows": facts_of(found),
        "steps": steps_of([found])[found.pk],
        "demand_seen": Demand.objects.visible_to(request.user).filter(pk=found.demand_id).exists(),
        "place": place,
        **offered(found, place),
    }
    return render(request, "projects/engagement.html", context)


@writing
@staff_door(writes=True)
def engagement_act(request: Visit, uuid: uuids.UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    found, template = _seen(request, uuid), "projects/engagement_act.html"
    return act(request, found, VERBS[verb], template, found.get_absolute_url())
