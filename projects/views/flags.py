"""号码错了: said by anybody on a public page, settled by the unit's officer or by staff."""

import uuid as uuids

from axes.helpers import get_client_ip_address
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import kept, limits
from common.doors import Visit, liaison_door, staff_door
from members.views.ask import ask
from members.views.units import show_list
from projects.actions import flags as actions
from projects.forms.flags import FlagForm, SettleForm, StaffSettleForm
from projects.items.scope import may_keep
from projects.models import Item, ItemFlag
from projects.registers.freshness import FlagList
from projects.views.phone import writing
from projects.views.public import public_item

MOST, SECONDS = 20, 3600  # from one address (a hall shares one) in an hour
TOO_MANY = "这里刚才反映的太多了，您填的内容还在，请过一小时再提交，或拨打 12345。"


def _public(uuid: uuids.UUID) -> Item:
    found = public_item(uuid, timezone.localdate())
    if found is None:
        raise Http404
    return found


@never_cache
@writing
def flag_item(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """No account, no name, no number. Who says what others said before gets the same thanks."""
    found, status = _public(uuid), 200
    form = FlagForm(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        if not _is_over(request):
            _note(found, form)
            return redirect("projects:flag_done", uuid)
        form.add_error(None, TOO_MANY)
        status = 429
    context = {"title": "号码错了、内容不对", "item": found, "form": form}
    response = render(request, "projects/flag_item.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(SECONDS)
    return response


def _is_over(request: HttpRequest) -> bool:
    who = get_client_ip_address(request) or ""
    over = limits.is_over("item-flag", who, most=MOST)
    limits.count_try("item-flag", who, seconds=SECONDS)
    return over


def _note(found: Item, form: FlagForm) -> None:
    """Write it down, unless a robot filled in the trap."""
    if not form.is_robot:
        facts = {"kind": form.cleaned_data["kind"], "text": form.cleaned_data["text"]}
        actions.raise_flag(found, now=timezone.now(), **facts)


@require_safe
def flag_done(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    context = {"title": "谢谢您", "item": _public(uuid)}
    return render(request, "projects/flag_done.html", context)


# --- who settles it ----------------------------------------------------------------------------


@writing
@liaison_door()
def my_flag(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    rows = ItemFlag.objects.of_units_of(request.user).for_list()
    found = get_object_or_404(rows, uuid=uuid)
    form = SettleForm(kept.typed(request))

    def act() -> None:
        actions.settle(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    item = found.item
    more = {
        "flag": found,
        "item": item,
        "edit_url": reverse("projects:my_item_edit", args=[item.KIND, item.uuid]),
        "back": reverse("home:phone"),
        "template": "projects/my_flag.html",
        "done": "已处理，谢谢。",
    }
    return ask(request, form, act, title=str(found), action="处理好了", **more)


@require_safe
@staff_door()
def flag_list(request: Visit) -> HttpResponse:
    listing = FlagList(request, ItemFlag.objects.visible_to(request.user).for_list())
    return show_list(request, listing, "projects/list.html")


@writing
@staff_door()
def flag(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """The report, beside it the item; who keeps the item says what came of it."""
    rows = ItemFlag.objects.visible_to(request.user).for_list().select_related("settled_by")
    found = get_object_or_404(rows, uuid=uuid)
    keeps = may_keep(request.user, found.item)
    if request.method == "POST" and not keeps:
        raise PermissionDenied
    form = StaffSettleForm(kept.typed(request))

    def act() -> None:
        actions.settle(found, by=request.user, now=timezone.now(), **form.facts())

    more = {
        "flag": found,
        "item": found.item,
        "settles": keeps and found.settled_at is None,
        "back": reverse("projects:flag_list"),
        "template": "projects/flag.html",
        "done": "已处理，条目已确认有效。",
    }
    return ask(request, form, act, title=str(found), action="处理好了", **more)
