"""Edits of published items: the reviewer's register and page, the officer's page on the phone."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common import kept
from common.doors import Visit, liaison_door, staff_door
from members.views.ask import ask
from members.views.units import show_list
from projects.actions import revisions as actions
from projects.forms.revisions import AcceptForm, RefuseForm
from projects.items.diff import changes
from projects.items.packed import pack, seal
from projects.items.scope import may_review
from projects.models import Revision
from projects.registers.freshness import RevisionList
from projects.views.phone import writing

FORM = "members/roster_form.html"


@require_safe
@staff_door()
def revision_list(request: Visit) -> HttpResponse:
    listing = RevisionList(request, Revision.objects.visible_to(request.user).for_list())
    return show_list(request, listing, "projects/list.html")


def _seen(request: Visit, uuid: uuids.UUID) -> Revision:
    rows = Revision.objects.visible_to(request.user).for_list().select_related("created_by")
    return get_object_or_404(rows.select_related("decided_by"), uuid=uuid)


def _reviewed(request: Visit, uuid: uuids.UUID) -> Revision:
    found = _seen(request, uuid)
    if not may_review(request.user, found.item):
        raise PermissionDenied
    return found


def _shown(found: Revision) -> dict[str, Any]:
    """What both pages show of an edit, and the seal of what the item says beside it."""
    rows = changes(found, found.item)
    return {
        "title": f"修改：{found.item}",
        "revision": found,
        "item": found.item,
        "rows": rows,
        "moved": [row.label for row in rows if row.now],
        "seal": seal(pack(found.item, found.before)),
    }


@require_safe
@staff_door()
def revision(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _seen(request, uuid)
    waits = found.status == Revision.Status.WAITING
    reviews = waits and may_review(request.user, found.item)
    return render(request, "projects/revision.html", _shown(found) | {"reviews": reviews})


@require_POST
@staff_door()
def revision_accept(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _reviewed(request, uuid)
    form = AcceptForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    try:
        actions.accept(found, by=request.user, now=timezone.now(), seen=seen)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(found)
    messages.success(request, f"已采用，“{found.item.title}”现在是新的内容。")
    return redirect(found.item)


@writing
@staff_door(writes=True)
def revision_refuse(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _reviewed(request, uuid)
    form = RefuseForm(kept.typed(request))

    def act() -> None:
        why = form.cleaned_data["reason"]
        actions.refuse(found, by=request.user, now=timezone.now(), reason=why)

    title, back = f"不采用对“{found.item}”的修改", found.get_absolute_url()
    done = "没有采用，联络员会看到原因，可以改好再提交。"
    return ask(
        request, form, act, title=title, action="不采用", back=back, done=done, template=FORM
    )


# --- the officer's side ------------------------------------------------------------------------


def _own(request: Visit, uuid: uuids.UUID) -> Revision:
    rows = Revision.objects.of_units_of(request.user).for_list()
    return get_object_or_404(rows, uuid=uuid)


@require_safe
@liaison_door()
def my_revision(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _own(request, uuid)
    again = reverse("projects:my_item_edit", args=[found.item.KIND, found.item.uuid])
    open_again = found.status in (Revision.Status.REFUSED, Revision.Status.WITHDRAWN)
    context = _shown(found) | {"again_url": f"{again}?again={found.uuid}" if open_again else ""}
    return render(request, "projects/my_revision.html", context)


@require_POST
@liaison_door()
def my_revision_withdraw(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    found = _own(request, uuid)
    try:
        actions.take_back(found, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "已撤回，大家看到的还是原来的内容。")
    return redirect(found.owner_url)
