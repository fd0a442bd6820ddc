"""The staff door: the three registers, an item with its history, items entered for a unit."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import kept
from common.doors import Visit, staff_door
from common.listing import Action
from common.sheets.views import export_response
from common.words import searched_for
from members.models import MemberUnit
from projects.actions import items as actions
from projects.actions.duplicates import MERGEABLE
from projects.actions.revisions import kept_waiting
from projects.engagements.history import engagements_of
from projects.forms.items import FORMS, ItemForm
from projects.items.duplicates import alike
from projects.items.facts import all_facts
from projects.items.history import history
from projects.items.opening import has_hours, hours_of, week_url
from projects.items.registers import LISTS
from projects.items.scope import may_keep, may_review, units_to_register
from projects.matching.beside import beside
from projects.models import Item, ItemFlag
from projects.views.editing import edit_standing
from projects.views.phone import Kind, sent_before, writing

FOUND = 20


@require_safe
@staff_door()
def items(request: Visit, kind: Kind) -> HttpResponse:
    rows = kind.objects.visible_to(request.user).for_list()
    publish = Action("审核通过，发布", reverse("projects:publish_many", args=[kind]))
    merge = Action("合并重复项", reverse("projects:merge_many", args=[kind]))
    listing = LISTS[kind](request, rows, actions=[publish, merge] if request.user.may_write else [])
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "projects/items.html", {"title": listing.title, "list": listing})


def seen_item(request: Visit, kind: Kind, uuid: uuids.UUID) -> Item:
    return get_object_or_404(kind.objects.visible_to(request.user).for_list(), uuid=uuid)


@require_safe
@staff_door()
def item(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = seen_item(request, kind, uuid)
    reviews = may_review(request.user, found)
    context = {
        "title": found.title,
        "item": found,
        "rows": all_facts(found),
        "steps": history(found),
        "engagements": engagements_of(found),
        "hours": hours_of(found, timezone.now()) if has_hours(found) else None,
        "week_url": week_url(found, "projects:resource_week"),
        "list_title": LISTS[kind].title,
        "list_url": reverse(f"projects:{kind.KIND}_list"),
        "reviews": reviews,
        "keeps": reviews or may_keep(request.user, found),
        **_beside(request, found),
        "shown_public": kind.objects.public(timezone.localdate()).filter(pk=found.pk).exists(),
        **beside(found, request.user, now=timezone.now()),
    }
    return render(request, "projects/item.html", context)


def _beside(request: Visit, found: Item) -> dict[str, Any]:
    """What hangs on the item: an edit that waits, what readers say, what may be the same."""
    reviews = request.user.may_write and found.status in MERGEABLE
    near = alike([found], type(found).objects.visible_to(request.user)) if reviews else {}
    return {
        "waiting": kept_waiting(found),
        "flags": ItemFlag.objects.open().filter(**{found.KIND: found.pk}),
        "merged_into": found.merged_into,
        "alike": near.get(found.pk, []),
        "merge_url": reverse("projects:merge_many", args=[found.KIND]),
    }


@writing
@staff_door(writes=True)
def new(request: Visit, kind: Kind) -> HttpResponse:
    unit = named_unit(request)
    if unit is None:
        return _choose_unit(request, kind)
    form = FORMS[kind](kept.typed(request), instance=kind(unit=unit))
    if request.method == "POST":
        again = sent_before(request, kind)
        if again:
            return redirect(again)
        if form.is_valid() and (made := _enter(request, form)):
            return redirect(made)
    context = {"title": f"登记{kind._meta.verbose_name}", "form": form, "unit": unit}
    context["back"] = reverse(f"projects:{kind.KIND}_list")
    return render(request, "projects/item_form.html", context)


def named_unit(request: Visit) -> MemberUnit | None:
    """The unit of ?unit=; one that is out of the user's area does not exist."""
    key = request.GET.get("unit", "")
    try:
        named = {"uuid": uuids.UUID(key)} if key else None
    except ValueError:
        return None
    return get_object_or_404(units_to_register(request.user), **named) if named else None


def _choose_unit(request: Visit, kind: Kind) -> HttpResponse:
    text = searched_for(request.GET.get("q", ""))
    units = units_to_register(request.user).for_list().order_by("name")
    found = list(units.named(text)[: FOUND + 1]) if text else list(units[: FOUND + 1])
    context = {
        "title": f"登记{kind._meta.verbose_name}：选择单位",
        "q": text,
        "units": found[:FOUND],
        "more": len(found) > FOUND,
        "back": reverse(f"projects:{kind.KIND}_list"),
    }
    return render(request, "projects/choose_unit.html", context)


def _enter(request: Visit, form: ItemForm) -> Item | None:
    made = form.save(commit=False)
    made.uuid = form.cleaned_data["key"] or made.uuid
    try:
        actions.enter(made, by=request.user, now=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, f"“{made.title}”已登记并发布。")
    return made


@writing
@staff_door(writes=True)
def edit(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = seen_item(request, kind, uuid)
    if not may_keep(request.user, found):
        raise PermissionDenied
    if found.is_standing:
        direct, back = may_review(request.user, found), found.get_absolute_url()
        more = {"template": "projects/item_form.html", "back": back}
        return edit_standing(request, found, direct=direct, **more)
    form = FORMS[kind](kept.typed(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已保存。")
            return redirect(found)
    elif request.method == "GET" and not found.is_editable:
        messages.warning(request, "已提交或已撤下的条目不能修改。")
        return redirect(found)
    context = {"title": f"修改{kind._meta.verbose_name}", "form": form, "unit": found.unit}
    return render(request, "projects/item_form.html", context | {"back": found.get_absolute_url()})
