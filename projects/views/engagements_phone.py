"""The liaison officer's engagements on the phone: as the one who asks, and as the one who helps."""

import uuid as uuids

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.doors import Visit, liaison_door
from projects.engagements.history import steps_of
from projects.engagements.scope import standing
from projects.engagements.verbs import VERBS
from projects.items.scope import units_of
from projects.models import Engagement
from projects.views.engagement_acts import act, facts_of, offered
from projects.views.phone import writing

MOST = 50


@require_safe
@liaison_door()
def my_engagements(request: Visit) -> HttpResponse:
    """What the units help in, what they ask; what is under way before what is over."""
    rows = list(Engagement.objects.of_units_of(request.user).for_list()[:MOST])
    own = {unit.pk for unit in units_of(request.user)}
    rows.sort(key=lambda one: not one.is_live)
    context = {
        "title": "对接",
        "helped": [one for one in rows if own & {share.unit_id for share in one.shares.all()}],
        "asked": [one for one in rows if one.demand.unit_id in own],
        "most": MOST if len(rows) == MOST else 0,
    }
    return render(request, "projects/my_engagements.html", context)


def _own(request: Visit, uuid: uuids.UUID) -> Engagement:
    return get_object_or_404(Engagement.objects.of_units_of(request.user).for_list(), uuid=uuid)


@require_safe
@liaison_door()
def my_engagement(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _own(request, uuid)
    context = {
        "title": found.demand.title,
        "engagement": found,
        "rows": facts_of(found),
        "steps": steps_of([found])[found.pk],
        **offered(found, standing(request.user, found)),
    }
    return render(request, "projects/my_engagement.html", context)


@writing
@liaison_door()
def my_engagement_act(request: Visit, uuid: uuids.UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    found = _own(request, uuid)
    return act(request, found, VERBS[verb], "projects/my_engagement_act.html", found.phone_url)
