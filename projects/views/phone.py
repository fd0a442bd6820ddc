"""The liaison officer's items on the phone: seen, registered, confirmed, withdrawn."""

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common import kept
from common.dates import full_day_text
from common.doors import Visit, liaison_door
from members.models import MemberUnit
from projects.actions import items as actions
from projects.actions.revisions import kept_waiting
from projects.engagements.history import engagements_of
from projects.forms.items import FORMS, ItemForm, WithdrawForm
from projects.items.facts import all_facts
from projects.items.mine import asks_for_work, own_items
from projects.items.opening import has_hours, hours_of, week_url
from projects.items.scope import units_of
from projects.models import Item, ItemFlag, Round
from projects.views.editing import edit_standing

Kind = type[Item]
writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@liaison_door()
def items(request: Visit) -> HttpResponse:
    own, today = own_items(request.user), timezone.localdate()
    asking = [item for item in own if asks_for_work(item, today)]
    others = [item for item in own if item not in asking]
    context = {"title": "我的清单", "asking": asking, "others": others}
    return render(request, "projects/my_items.html", context)


@writing
@liaison_door()
def new(request: Visit, kind: Kind) -> HttpResponse:
    units = list(units_of(request.user))
    unit = chosen_unit(request, units)
    call = called_for(request, unit)
    form = FORMS[kind](kept.typed(request), instance=kind(unit=unit, round=call))
    if request.method == "POST":
        again = sent_before(request, kind)
        if again:
            messages.info(request, "这一项已经登记过，没有重复登记。")
            return redirect("projects:my_item", kind, again.uuid)
        if form.is_valid() and (made := _register(request, form)):
            return redirect("projects:my_item", kind, made.uuid)
    context = {"title": f"登记{kind._meta.verbose_name}", "form": form, "unit": unit, "kind": kind}
    context |= {"others": [other for other in units if other != unit], "call": call}
    return render(request, "projects/my_item_form.html", context)


def chosen_unit(request: Visit, units: list[MemberUnit]) -> MemberUnit:
    """The unit that ?unit= names, else the first; 404 when all the officer spoke for have left."""
    named = [unit for unit in units if str(unit.uuid) == request.GET.get("unit")]
    if not units:
        raise Http404
    return (named or units)[0]


def called_for(request: Visit, unit: MemberUnit) -> Round | None:
    """The round that ?round= names if it calls the unit now; else the one that ends first."""
    calls = list(Round.objects.calling(unit))
    named = [call for call in calls if str(call.uuid) == request.GET.get("round")]
    return next(iter([*named, *calls]), None)


def sent_before(request: Visit, kind: Kind) -> Item | None:
    """The item that this very form made already: a second tap, or the back button."""
    try:
        key = uuids.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return kind.objects.filter(uuid=key, created_by=request.user).first()


def _register(request: Visit, form: ItemForm) -> Item | None:
    item = form.save(commit=False)
    item.uuid = form.cleaned_data["key"] or item.uuid
    save = actions.draft if "draft" in request.POST else actions.propose
    try:
        save(item, by=request.user, now=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(
        request, "已存为草稿。" if "draft" in request.POST else "已提交，等街道社区审核。"
    )
    return item


@require_safe
@liaison_door()
def item(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = own_item(request, kind, uuid)
    context = {
        "title": found.title,
        "item": found,
        "rows": all_facts(found),
        "waiting": kept_waiting(found),
        "flags": ItemFlag.objects.open().filter(**{found.KIND: found.pk}),
        "merged_into": found.merged_into,
        "engagements": engagements_of(found),
        "hours": hours_of(found, timezone.now()) if has_hours(found) else None,
        "week_url": week_url(found, "projects:my_resource_week"),
    }
    return render(request, "projects/my_item.html", context)


def own_item(request: Visit, kind: Kind, uuid: uuids.UUID) -> Item:
    return get_object_or_404(kind.objects.of_units_of(request.user).for_list(), uuid=uuid)


@writing
@liaison_door()
def edit(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = own_item(request, kind, uuid)
    if found.is_standing:
        more = {"template": "projects/my_item_form.html", "back": found.owner_url}
        return edit_standing(request, found, direct=False, **more)
    form = FORMS[kind](kept.typed(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            _mend(request, form, found)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("projects:my_item", kind, uuid)
    elif request.method == "GET" and not found.is_editable:
        messages.warning(request, "已提交或已撤下的条目不能修改。")
        return redirect("projects:my_item", kind, uuid)
    context = {"title": f"修改{kind._meta.verbose_name}", "form": form, "item": found, "kind": kind}
    return render(request, "projects/my_item_form.html", context | {"unit": found.unit})


def _mend(request: Visit, form: ItemForm, found: Item) -> None:
    if "draft" in request.POST:
        actions.change(found, by=request.user, **form.facts())
        messages.success(request, "已保存，尚未提交。")
    else:
        actions.mend(found, by=request.user, now=timezone.now(), **form.facts())
        messages.success(request, "已提交，等街道社区审核。")


@writing
@liaison_door()
def confirm(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    """One tap. A notice leads to the page with the button: looking at it confirms nothing."""
    found = own_item(request, kind, uuid)
    if request.method != "POST":
        context = {"title": "仍然有效吗？", "item": found, "rows": all_facts(found)}
        return render(request, "projects/my_item_confirm.html", context)
    try:
        until = actions.confirm(found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"“{found.title}”已确认，有效至 {full_day_text(until)}。")
    return redirect("projects:my_items")


@writing
@liaison_door()
def withdraw(request: Visit, kind: Kind, uuid: uuids.UUID) -> HttpResponse:
    found = own_item(request, kind, uuid)
    form = WithdrawForm(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["reason"]
            actions.withdraw(found, by=request.user, now=timezone.now(), reason=why)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"“{found.title}”已撤下。")
        return redirect("projects:my_items")
    context = {"title": "撤下", "question": f"撤下“{found.title}”？", "form": form}
    context["back"] = reverse("projects:my_item", args=[kind, uuid])
    return render(request, "projects/my_item_withdraw.html", context)
