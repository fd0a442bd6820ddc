"""What residents see: who is responsible for the place where they live."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from common.words import searched_for
from grids import finder
from grids.codes import kind_below
from grids.figures import figures_of
from grids.mine import COOKIE, KEPT, KINDS, my_grid
from grids.models import Area
from grids.responsible import responsible_for_all

WITH_ABOVE = ("district", "street", "community", "parent")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The responsibility finder: choose a community, or search for a road or building."""
    text = searched_for(request.GET.get("q", ""))
    long_enough = len(text) >= finder.SHORTEST
    found = finder.search(text, timezone.localdate()) if long_enough else None
    context = {
        "title": "找网格",
        "q": text,
        "shortest": finder.SHORTEST,
        "found": found,
        "groups": () if found and found.places else finder.groups(),
    }
    return render(request, "grids/find.html", context)


@require_safe
def area(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Who is responsible here; what lies below, with who is responsible there."""
    place = get_object_or_404(Area.objects.select_related(*WITH_ABOVE), uuid=uuid)
    today = timezone.localdate()
    children = place.children.current().for_list()
    answer, *below = responsible_for_all([place, *children], today)
    context = {
        "title": f"{_above(place)}{place.name}",
        "above": _above(place),
        "area": place,
        "answer": answer,
        "below": below,
        "below_kind": dict(Area.Kind.choices).get(kind_below(place.kind) or ""),
        "successors": place.successors.select_related("successor") if place.valid_to else (),
    }
    return render(request, "grids/area.html", context | _beside(request, place, today))


def _above(place: Area) -> str:
    """What a name such as 第 1 网格 leaves open: its street and community; they are printed too."""
    around = (place.street, place.community)
    return "".join(area.name for area in around if area and area != place)


def _beside(request: HttpRequest, place: Area, today: date) -> dict[str, Any]:
    """What stands beside the answer: my grid, ground and population, former names."""
    may_choose = place.kind in KINDS and not place.valid_to
    figures = figures_of(place, today)
    known = figures is not None and bool(figures.square_km or figures.population)
    history = list(place.history.exclude(name=place.name))
    return {
        "may_choose": may_choose,
        "is_mine": may_choose and my_grid(request) == place,
        "figures": figures,
        "known": known,
        "history": history,
        "beside": may_choose or known or history,
    }


# A forged post changes only which grid is shown first; so public pages set no token cookie.
@csrf_exempt
@require_POST
def set_mine(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Remember this grid as the visitor's own, or forget it: in a cookie, nowhere else."""
    grids = Area.objects.current().filter(kind__in=KINDS)
    grid = get_object_or_404(grids, uuid=uuid)
    response = redirect(grid)
    if "forget" in request.POST:
        response.delete_cookie(COOKIE, path=settings.BASE_PATH)
        return response
    response.set_cookie(
        COOKIE,
        str(grid.uuid),
        max_age=KEPT,
        path=settings.BASE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
