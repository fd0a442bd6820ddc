"""The staff door: what is decided about an item. Each answers a POST; confirm pages also a GET."""

import uuid as uuids
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from common import kept
from common.doors import Visit, staff_door
from common.listing import is_confirmed, picks, selected
from common.listing.bulk import uuids_of
from members.models import User
from projects.actions import items as actions
from projects.forms.items import ConfirmForm, PublishForm, ReturnForm, WithdrawForm
from projects.items.review_queue import waiting_after
from projects.items.scope import awaiting_review, may_keep, may_review
from projects.models import Item, Round
from projects.views.phone import Kind, writing
from projects.views.staff import seen_item

Judge = Callable[[User, Item], bool]


def _allowed(request: Visit, kind: Kind, uuid: uuids.UUID, judge: Judge) -> Item:
    found = seen_item(request, kind, uuid)
    if not judge(request.user, found):
        raise PermissionDenied
    return found


def _done(
    request: Visit, item: Item, words: str, act: Callable[[], object], *, reviewed: bool = False
) -> HttpResponse:
    """Do it, say so (or why not), and show the item; after a review with the way to the next."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        more = _next(request, item) if reviewed else ""
        messages.success(request, format_html("“{}”{}{}", item.title, words, more))
    return redirect(item)


def _next(request: Visit, item: Item) -> str:
    """Nothing opens by itself: a link, and how many wait."""
    count, first = waiting_after(request.user, item)
    if first is None:
        return "没有别的等您审核了。"
    link = (first.get_absolute_url(), f"下一件：{first.title}")
    return format_html('还有 {} 件等您审核，<a class="jump" href="{}">{}</a>', count, *link)


@require_POST
@staff_door()
def publish(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = _allowed(request, kind, uuid, may_review)
    form = PublishForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    return _done(
        request,
        found,
        "已发布。",
        lambda: actions.publish(found, by=request.user, now=timezone.now(), seen=seen),
        reviewed=True,
    )


@writing
@staff_door(writes=True)
def give_back(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = _allowed(request, kind, uuid, may_review)
    at = found.submitted_at
    form = ReturnForm(kept.typed(request), initial={"seen": at.isoformat() if at else None})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        return _done(
            request,
            found,
            "已退回，联络员可以修改后再提交。",
            lambda: actions.give_back(
                found, by=request.user, note=facts["note"], seen=facts["seen"]
            ),
            reviewed=True,
        )
    context = {
        "title": "退回修改",
        "question": f"退回“{found.title}”？",
        "action": "退回给单位",
        "form": form,
        "back": found.get_absolute_url(),
    }
    return render(request, "projects/item_confirm.html", context)


@require_POST
@staff_door()
def confirm(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    """Staff asked the unit, by phone or there; the button says which."""
    found = _allowed(request, kind, uuid, may_keep)
    form = ConfirmForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError("请选择是电话核实还是现场核实。")
        actions.confirm(found, by=request.user, now=timezone.now(), how=form.cleaned_data["how"])

    return _done(request, found, "已确认仍然有效。", act)


@writing
@staff_door(writes=True)
def withdraw(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = _allowed(request, kind, uuid, may_keep)
    form = WithdrawForm(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["reason"]
        facts = {"by": request.user, "now": timezone.now(), "reason": why}
        return _done(request, found, "已撤下。", lambda: actions.withdraw(found, **facts))
    context = {
        "title": "撤下",
        "question": f"撤下“{found.title}”？",
        "action": "撤下这一项",
        "text": "撤下后居民和其他单位不再看到它，也不能恢复；以后需要时请重新登记。",
        "form": form,
        "back": found.get_absolute_url(),
    }
    return render(request, "projects/item_confirm.html", context)


@require_POST
@staff_door()
def publish_many(request: Visit, kind: Kind) -> HttpResponse:
    """The ticked items to look over; once that is confirmed, each of them is published."""
    back = _back(request, kind)
    seen = kind.objects.visible_to(request.user).for_list()
    due = selected(request, awaiting_review(seen, request.user))
    if is_confirmed(request):
        for item in due:
            _publish_one(request, item)
        return redirect(back)
    left = len(selected(request, seen)) - len(due)
    context = {
        "title": "批量发布",
        "question": f"发布勾选的 {len(due)} 项？",
        "action": "全部发布",
        "text": f"另有 {left} 项不是待审核，或不由您审核，不会发布。" if left else "",
        "picked": due,
        "hidden": [*picks(due), *(("round", key) for key in _rounds(request))],
        "back": back,
    }
    return render(request, "ui/list_confirm.html", context)


def _back(request: Visit, kind: Kind) -> str:
    """To the round whose page the ticks were set on, if it was one; else to the register."""
    named = Round.objects.visible_to(request.user).filter(uuid__in=uuids_of(_rounds(request)))
    found = named.first() if _rounds(request) else None
    return found.get_absolute_url() if found else reverse(f"projects:{kind.KIND}_list")


def _rounds(request: Visit) -> list[str]:
    return request.POST.getlist("round")[:1]


def _publish_one(request: Visit, item: Item) -> None:
    try:
        actions.publish(item, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, f"“{item.title}”：{error.messages[0]}")
    else:
        messages.success(request, f"“{item.title}”已发布。")
