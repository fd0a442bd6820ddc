"""Rounds 征集: opened and led through their stages by staff, answered by officers on the phone."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import kept
from common.doors import Visit, liaison_door, staff_door
from members.models import Alliance
from members.views.ask import ask
from members.views.units import show_list
from projects.actions import rounds as actions
from projects.forms.rounds import AgreeForm, DatesForm, RoundForm, dates_of
from projects.items import rounds as pages
from projects.items.scope import units_of
from projects.models import Item, Round
from projects.registers.freshness import RoundList
from projects.views.phone import writing

FORM = "members/roster_form.html"
Status = Round.Status
TURNS: dict[str, tuple[str, str, str]] = {  # stage → the button, and what it means, asked once more
    Status.MERGE: (
        "结束征集，开始合并核实",
        "结束后，各单位新登记的条目不再算进这一轮。已交的条目接着审核、合并。",
        "已结束征集，下面是本轮待审核的条目。",
    ),
    Status.PUBLISH: (
        "公布清单",
        "本轮的条目都审核完了，清单就此公布。以后登记的照常发布，不算进这一轮。",
        "清单已公布。",
    ),
    Status.CLAIM: (
        "开始认领",
        "各成员单位的联络员会收到提醒，可以认领需求。",
        "已开始认领，联络员会收到提醒。",
    ),
}


@require_safe
@staff_door()
def round_list(request: Visit) -> HttpResponse:
    listing = RoundList(request, Round.objects.visible_to(request.user).for_list())
    more = {"may_open": request.user.may_write}
    return show_list(request, listing, "projects/round_list.html", **more)


def _alliances(request: Visit) -> QuerySet[Alliance]:
    """Those of the reader's areas in which no round is held; nearest to the top first."""
    free = Alliance.objects.active().exclude(rounds__in=Round.objects.open())
    return free.filter(area__in=request.user.writable_areas().values("pk")).order_by(
        "area__level", "kind", "pk"
    )


@writing
@staff_door(writes=True)
def round_open(request: Visit) -> HttpResponse:
    alliances, back = _alliances(request), reverse("projects:round_list")
    form = RoundForm(kept.typed(request), alliances=alliances, today=timezone.localdate())

    def act() -> Round:
        return actions.open_round(by=request.user, now=timezone.now(), **form.cleaned_data)

    more: dict[str, Any] = {"template": "projects/round_open.html", "free": alliances.exists()}
    more["done"] = "已发起，各成员单位的联络员会收到提醒。"
    return ask(request, form, act, title="发起征集", action="发起征集", back=back, **more)


def _seen(request: Visit, uuid: uuids.UUID) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).for_list(), uuid=uuid)


def _led(request: Visit, uuid: uuids.UUID) -> Round:
    found = _seen(request, uuid)
    if not request.user.may_change(found.alliance.area_id):
        raise PermissionDenied
    return found


@require_safe
@staff_door()
def round_page(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """One page for each stage: what there is to see, and the button that leads to the next."""
    found = _seen(request, uuid)
    leads = request.user.may_change(found.alliance.area_id)
    next_url, next_words = _next(found)
    context = {
        "title": found.title,
        "round": found,
        "steps": pages.steps_of(found),
        "stage": f"projects/_round_{found.status}.html",
        "leads": leads,
        "next_url": next_url,
        "next_words": next_words,
        **_stage(request, found),
    }
    return render(request, "projects/round.html", context)


def _next(found: Round) -> tuple[str, str]:
    """Where the button leads that ends this stage, and what it says."""
    to = next(iter(Round.MOVES.get(Status(found.status), set())), None)
    if to == Status.AGREED:
        return reverse("projects:round_agree", args=[found.uuid]), "联席会议已议定"
    if to is None:
        return "", ""
    return reverse("projects:round_move", args=[found.uuid, to.value]), TURNS[to][0]


def _stage(request: Visit, found: Round) -> dict[str, Any]:
    """What the page of this stage needs."""
    user, today = request.user, timezone.localdate()
    if found.status == Status.CALL:
        call = pages.call_of(found, user, today)
        return {"call": call, "late": found.submit_by < today}
    if found.status == Status.MERGE:
        lists = pages.lists_of(found, user, Item.Status.SUBMITTED)
        return {"lists": lists, "left": sum(len(one.rows) for one in lists)}
    if found.status == Status.PUBLISH:
        return {"lists": pages.lists_of(found, user, *Item.STANDING)}
    demands = list(pages.demands_of(found, user))
    claimed = sum(one.claimed for one in demands)
    return {
        "demands": demands,
        "claimed": claimed,
        "unclaimed": len(demands) - claimed,
        "hall_url": reverse("projects:hall"),
    }


@writing
@staff_door(writes=True)
def round_move(request: Visit, uuid: uuids.UUID, to: str) -> HttpResponse:
    """Asked once more, then on to the next stage: there is no way back."""
    if to not in TURNS:
        raise Http404
    found, (action, text, done) = _led(request, uuid), TURNS[to]
    if request.method == "POST":
        try:
            _turn(request, found, to)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, done)
        return redirect(found)
    context = {"title": action, "question": f"{found}：{action}？", "text": text}
    context |= {"action": action, "back": found.get_absolute_url()}
    return render(request, "projects/item_confirm.html", context)


def _turn(request: Visit, found: Round, to: str) -> None:
    if to == Status.MERGE:
        actions.to_merge(found, by=request.user)
    elif to == Status.PUBLISH:
        actions.to_publish(found, by=request.user, now=timezone.now())
    else:
        actions.to_claim(found, by=request.user)


@writing
@staff_door(writes=True)
def round_agree(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _led(request, uuid)
    form = AgreeForm(kept.typed(request))

    def act() -> None:
        outcome = form.cleaned_data["outcome"]
        actions.agree(found, outcome=outcome, by=request.user, now=timezone.now())

    more = {"template": FORM, "done": "已议定，这一轮征集办完了。"}
    title, back = f"{found}：议定情况", found.get_absolute_url()
    return ask(request, form, act, title=title, action="登记议定情况，办结本轮", back=back, **more)


@writing
@staff_door(writes=True)
def round_dates(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _led(request, uuid)
    form = DatesForm(kept.typed(request), initial=dates_of(found))

    def act() -> None:
        actions.set_dates(found, by=request.user, **form.cleaned_data)

    more = {"template": FORM, "done": "日期已改。"}
    title, back = f"{found}：改截止日期", found.get_absolute_url()
    return ask(request, form, act, title=title, action="保存日期", back=back, **more)


@require_safe
@liaison_door()
def my_round(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """The call as the officer reads it: until when, what the unit registered, and the forms."""
    units = list(units_of(request.user))
    member = {"alliance__memberships__unit__in": units, "alliance__memberships__until": None}
    rows = Round.objects.filter(**member).select_related("alliance").distinct()
    found = get_object_or_404(rows, uuid=uuid)
    context = {
        "title": found.title,
        "round": found,
        "items": pages.own_items(found, units),
        "today": timezone.localdate(),
        "hall_url": reverse("projects:my_hall"),
    }
    return render(request, "projects/my_round.html", context)
