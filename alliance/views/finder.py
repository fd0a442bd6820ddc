"""What residents see: who and what serves the place where they live, and its card on paper."""

import uuid
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance.finder.answer import Answer, answer_for
from alliance.finder.card import card_of
from common.words import searched_for
from grids import finder
from grids.codes import kind_below
from grids.mine import COOKIE, KINDS
from grids.models import Area, AreaOutline
from grids.outlines.drawing import Map, draw
from grids.outlines.position import any_outline, locate, parse
from grids.responsible import responsible_for_all

MOST_DRAWN = 60  # communities on the page where one is chosen


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The responsibility finder: choose a community, search for a building, or ask the phone."""
    if "at" in request.GET:
        return _by_position(request, request.GET["at"])
    text = searched_for(request.GET.get("q", ""))
    long_enough = len(text) >= finder.SHORTEST
    found = finder.search(text, timezone.localdate()) if long_enough else None
    context = {
        "title": "找网格",
        "q": text,
        "shortest": finder.SHORTEST,
        "found": found,
        "groups": () if found and found.places else _mapped(finder.groups()),
        "may_locate": any_outline(),
    }
    return render(request, "finder/find.html", context)


def _mapped(groups: list[finder.Group]) -> list[tuple[finder.Group, Map | None]]:
    """Each with a map of what can be chosen, as far as there are outlines: one query.

    A large portal has none here: its page would be heavy, and each street has its own.
    """
    areas = [area for group in groups for area in group.below]
    few = len(areas) <= MOST_DRAWN and all(one.kind == Area.Kind.COMMUNITY for one in areas)
    known = AreaOutline.objects.filter(area__in=areas) if few else ()
    outlines = {one.area_id: one for one in known}
    return [
        (group, draw(group.below, link=Area.get_absolute_url, outlines=outlines))
        for group in groups
    ]


def _by_position(request: HttpRequest, at: str) -> HttpResponse:
    """Straight to the place; near a border a choice; else how to go on. It is kept nowhere."""
    accuracy = request.GET.get("accuracy", "")
    context: dict[str, Any] = {"title": "按位置找网格"}
    try:
        spot = parse(f"{at},{accuracy}" if accuracy else at)
    except ValidationError as error:
        context["trouble"] = error.messages[0]
        return render(request, "finder/position.html", context)
    located = locate(spot.lon, spot.lat, spot.accuracy)
    if located.kind == "inside":
        return redirect(located.candidates[0])
    places = responsible_for_all(located.candidates, timezone.localdate())
    context |= {"outside": located.kind == "outside", "places": places}
    return render(request, "finder/position.html", context)


@require_safe
def area(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Who and what serves this place; what lies below, with who is responsible there."""
    answer = _answer(uuid)
    place = answer.area
    may_choose = place.kind in KINDS and not place.valid_to
    context = {
        "title": f"{answer.above}{place.name}",
        "answer": answer,
        "area": place,
        "below_kind": dict(Area.Kind.choices).get(kind_below(place.kind) or ""),
        "map": _map(answer),
        "successors": place.successors.select_related("successor") if place.valid_to else (),
        "may_choose": may_choose,
        "is_mine": may_choose and request.COOKIES.get(COOKIE) == str(place.uuid),
    }
    return render(request, "finder/area.html", context)


def _map(answer: Answer) -> Map | None:
    """What lies below on a map, from the outlines that the answer was read with."""
    areas = [one.area for one in answer.below]
    every = (answer.area, *areas)
    outlines = {area.pk: area.outline for area in every if hasattr(area, "outline")}
    return draw(areas, link=Area.get_absolute_url, ground=answer.area, outlines=outlines)


@require_safe
def card(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The answer as a sheet of A4 for the notice board, with a code that leads to the page."""
    answer = _answer(uuid)
    if answer.area.valid_to:
        return redirect(answer.area)
    path = answer.area.get_absolute_url()
    base = settings.SITE["url"]
    url = urljoin(base, path) if base else request.build_absolute_uri(path)
    context = {"title": f"{answer.above}{answer.area.name}便民联系卡", "card": card_of(answer, url)}
    return render(request, "finder/card.html", context | {"area": answer.area, "answer": answer})


def _answer(key: uuid.UUID) -> Answer:
    answer = answer_for(key, timezone.now())
    if answer is None:
        raise Http404
    return answer
