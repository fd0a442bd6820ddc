"""Duplicates: which item stays, asked once more before the others are withdrawn."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from common import kept
from common.doors import Visit, staff_door
from common.listing.bulk import uuids_of
from members.views.ask import blame
from projects.actions.duplicates import MERGEABLE, merge
from projects.forms.duplicates import MergeForm
from projects.models import Item
from projects.views.phone import Kind, writing

MOST = 10


@writing
@staff_door(writes=True)
def merge_many(request: Visit, kind: Kind) -> HttpResponse:
    """The ticked items side by side; once one is chosen, the others are merged into it.

    The choice travels in the address, so that the page can be opened again; a list's button posts
    it here first.
    """
    if request.method == "POST" and "confirm" not in request.POST:
        return redirect(_address(kind, request.POST.getlist("pick")))
    picked = _picked(request, kind)
    form = MergeForm(kept.typed(request), items=picked)
    if request.method == "POST" and form.is_valid():
        stays, others = form.chosen()
        try:
            merge(
                stays,
                others,
                by=request.user,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, f"已合并 {len(others)} 项，原来的页面都转到“{stays}”。")
            return redirect(stays)
    return render(request, "projects/merge.html", _context(request, kind, picked, form))


def _address(kind: Kind, picks: list[str]) -> str:
    query = "&".join(f"pick={key}" for key in uuids_of(picks)[:MOST])
    return f"{reverse('projects:merge_many', args=[kind])}?{query}"


def _picked(request: Visit, kind: Kind) -> list[Item]:
    """Those of the address that can be merged, as far as the reader reviews their units."""
    keys = uuids_of(request.GET.getlist("pick"))[:MOST]
    areas = request.user.writable_areas().values("pk")
    rows = kind.objects.visible_to(request.user).filter(uuid__in=keys, unit__area__in=areas)
    return list(rows.filter(status__in=MERGEABLE).for_list().order_by("-published_at", "pk"))


def _context(request: Visit, kind: Kind, picked: list[Item], form: MergeForm) -> dict[str, Any]:
    left = len(uuids_of(request.GET.getlist("pick"))) - len(picked)
    return {
        "title": f"合并重复的{kind._meta.verbose_name}",
        "items": picked,
        "left": left,
        "form": form,
        "enough": len(picked) > 1,
        "back": reverse(f"projects:{kind.KIND}_list"),
    }
