"""Changing what is published: staff who review it at once, its officer by an edit that waits."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from common import kept
from common.doors import Visit
from common.listing.bulk import uuids_of
from members.views.ask import blame
from projects.actions import items as actions
from projects.actions import revisions
from projects.forms.items import FORMS, ItemForm
from projects.items.packed import pack, seal
from projects.models import Item, Revision

WAITS = "这一项已有修改在等审核。要再改，请先撤回那一次修改，填过的内容会带过来。"
SENT = "修改已提交，等街道社区审核。审核通过前，大家看到的还是原来的内容。"


def edit_standing(
    request: Visit, found: Item, *, template: str, direct: bool, back: str
) -> HttpResponse:
    """The form of a published item. `direct`: what is typed holds at once.

    The hidden `seen` says what stood on the screen; after a refusal it is what stands there now.
    """
    waiting = revisions.kept_waiting(found)
    if waiting and not direct:
        messages.info(request, WAITS)
        return redirect(waiting.owner_url)
    kind = type(found)
    form = FORMS[kind](kept.typed(request), instance=found, initial=_again(request, found))
    sealed = seal(pack(found, form.names()))  # before the form writes into the instance
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_save(request, found, form, direct=direct))
        except ValidationError as error:
            blame(form, error)
    context = {"form": form, "item": found, "unit": found.unit, "kind": kind, "seen": sealed}
    context |= {"title": f"修改{found.kind_name}", "back": back, "direct": direct}
    return render(request, template, context | {"waiting": waiting})


def _again(request: Visit, found: Item) -> dict[str, Any] | None:
    """What was typed in the officer's edit that ?again= names: withdrawn, or refused."""
    named = uuids_of([request.GET.get("again", "")])
    about = Revision.objects.filter(**{found.KIND: found.pk}, uuid__in=named)
    revision = about.exclude(status=Revision.Status.ACCEPTED).first() if named else None
    return revision.facts if revision else None


def _save(request: Visit, found: Item, form: ItemForm, *, direct: bool) -> Any:
    """Where to go once it is saved. Whatever the action refuses is raised."""
    facts = {name: form.cleaned_data[name] for name in form.names()}
    facts |= {"seen": request.POST.get("seen", "")}
    if direct:
        kept_ = actions.correct(found, by=request.user, **facts)
        messages.success(request, "已保存，大家看到的已是新的内容。")
        return kept_
    made = revisions.propose_edit(found, by=request.user, now=timezone.now(), **facts)
    messages.success(request, SENT)
    return made.owner_url
