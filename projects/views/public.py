"""The residents' door: the directory and one item."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from grids.models import GridPost
from members.models import MemberUnit
from projects import directory as lists
from projects.items.facts import checked_words, open_facts
from projects.items.opening import hours_of
from projects.models import Item, Resource, Service
from projects.models.items import Checked
from projects.places import Place, places
from projects.taxonomy import taxonomy

CONTACTS = 3
FOUND = "#h-found"


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    wish, today = lists.read(request.GET, now), timezone.localdate(now)
    answer = lists.answer(wish, today)
    if not answer.rows and wish.page > 1:
        return redirect(wish.url(request.path))
    context = {
        "title": "找共享资源" if wish.kind == "resource" else "找服务",
        "wish": wish,
        "answer": answer,
        "area_options": places().options(wish.area),
        "contacts": _contacts(wish.area, today),
        **_links(wish, answer, request.path),
    }
    return render(request, "projects/directory.html", context)


def _links(wish: lists.Wish, answer: lists.Answer, path: str) -> dict[str, object]:
    """Chips and the pager: every address that the page leads to, with what was found in sight."""
    top = taxonomy().top_of(wish.category.pk) if wish.category else None
    kinds = [("便民服务", ""), ("共享资源", "resource")]
    below = taxonomy().below.get(top.pk, ()) if top else ()
    return {
        "path": path,
        "kinds": [
            (words, wish.url(path, kind=kind) + FOUND, (kind or "service") == wish.kind)
            for words, kind in kinds
        ],
        "tops": [
            ("全部类别", wish.url(path, category="") + FOUND, top is None),
            *(
                (one.name, wish.url(path, category=one.code) + FOUND, one == top)
                for one in taxonomy().tops
            ),
        ],
        "below": [
            (one.name, wish.url(path, category=one.code) + FOUND, one == wish.category)
            for one in below
        ],
        "open_chips": [
            ("现在开放", wish.url(path, open="" if wish.open_at else "now") + FOUND, wish.open_at)
        ],
        "clear_url": wish.url(path, area="", category="", q="", open=""),
        "previous_url": wish.url(path, page=wish.page - 1) if wish.page > 1 else "",
        "next_url": wish.url(path, page=wish.page + 1) if wish.page < answer.pages else "",
    }


def _contacts(area: Place | None, today: date) -> list[GridPost]:
    """Who may be asked about this place: posts in it or above whose holders agreed to be shown."""
    if area is None:
        return []
    posts = GridPost.objects.public(today).filter(area_id__in=area.chain).select_related("area")
    return list(posts.order_by("-area__level", "role", "pk")[:CONTACTS])


@require_safe
def item(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    today, path = timezone.localdate(), reverse("projects:directory")
    found = public_item(uuid, today)
    if found is None:
        return _after_merging(uuid, today)
    context = {
        "title": found.title,
        "item": found,
        "rows": [*open_facts(found), ("联系", f"{found.contact}\u3000{found.phone}")],
        "confirmed": _confirmed(found, today),
        "hours": hours_of(found, timezone.now()),
        "address": request.build_absolute_uri(),
        "list_title": "共享资源" if isinstance(found, Resource) else "便民服务",
        "list_url": lists.Wish(kind=found.KIND).url(path),
        "more_url": lists.Wish(kind=found.KIND, category=found.category).url(path),
    }
    return render(request, "projects/public_item.html", context)


def _confirmed(found: Item, today: date) -> str:
    """11 月 22 日由海青社区电话核实."""
    day = lists.short_day(found.last_confirmed or today)
    who = found.confirmed_by
    if found.confirmed_how == Checked.OWNER:
        who = found.unit.name
    return checked_words(day, found.confirmed_how, who)


def public_item(key: uuid.UUID, today: date) -> Item | None:
    for kind in (Service, Resource):
        found = kind.objects.public(today).for_list().filter(uuid=key).first()
        if found:
            return found
    return None


def _after_merging(key: uuid.UUID, today: date) -> HttpResponse:
    """An item that was merged leads to the one that stayed, if that is to be seen; else 404."""
    for kind in (Service, Resource):
        stays = kind.objects.public(today).for_list().filter(merged__uuid=key)
        shown = {"merged__is_public": True}
        found = stays.filter(**shown).exclude(merged__unit__type=MemberUnit.Type.MILITARY).first()
        if found:
            return redirect(found.public_url)
    raise Http404
