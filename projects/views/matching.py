"""Suggestions: who could meet a need, which needs a thing could meet. A person decides."""

import uuid as uuids

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, liaison_door, staff_door
from common.sheets.views import export_response
from projects.matching.links import claim_url
from projects.matching.reach import open_needs
from projects.matching.register import NeedList
from projects.matching.suggestions import is_open, needs_for, suggestions
from projects.models import Demand, Item
from projects.views.phone import Kind

MOST = 100


@require_safe
@staff_door()
def needs(request: Visit) -> HttpResponse:
    now = timezone.now()
    seen = Demand.objects.visible_to(request.user).filter(
        pk__in=open_needs(timezone.localdate(now)).values("pk")
    )
    listing = NeedList(request, seen.for_list(), now=now)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "projects/matching.html", {"title": listing.title, "list": listing})


@require_safe
@staff_door()
def candidates(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    need = get_object_or_404(Demand.objects.visible_to(request.user).for_list(), uuid=uuid)
    now = timezone.now()
    looking = is_open(need, timezone.localdate(now))
    found = suggestions(need, now=now, most=MOST + 1, reader=request.user) if looking else []
    context = {
        "title": f"{need.title}：全部候选",
        "item": need,
        "looking": looking,
        "suggested": found[:MOST],
        "more": len(found) > MOST,
    }
    return render(request, "projects/candidates.html", context)


@require_safe
@liaison_door()
def my_item_needs(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    if kind is Demand:
        raise Http404
    found = get_object_or_404(kind.objects.of_units_of(request.user).for_list(), uuid=uuid)
    in_reach = Demand.objects.claimable_by(found.unit)
    could_meet = needs_for(found, now=timezone.now(), within=in_reach)
    context = {
        "title": "可以帮上的需求",
        "item": found,
        "offered": found.status == Item.Status.PUBLISHED,
        "needs": [(one, claim_url(one.demand, found.unit)) for one in could_meet],
    }
    return render(request, "projects/my_item_needs.html", context)
