"""Staff pages that put two areas side by side on one ground, or part them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from common.doors import Visit, staff_door
from common.kept import typed
from grids.actions.overlaps import part, put_beside
from grids.forms.overlaps import EndOverlapForm, OverlapForm
from grids.models import Area, AreaOverlap
from grids.registers import staff_url
from grids.views.edits import did, writing
from grids.views.staff import may_move, writable_area


@writing
@staff_door(writes=True)
def overlap_add(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    """Both sides must be the reader's: whoever holds the parent of the area."""
    area = writable_area(request, uuid)
    if area.kind != Area.Kind.COMMUNITY or not may_move(request, area):
        raise PermissionDenied
    today = timezone.localdate()
    form = OverlapForm(
        typed(request), initial={"on": today}, area=area, today=today, by=request.user
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if did(
            form,
            lambda: put_beside(
                area, data["other"], since=data["on"], note=data["note"], by=request.user
            ),
        ):
            messages.success(request, f"已登记与{data['other']}同地并存。")
            return redirect(staff_url(area))
    context = {"title": f"{area.name}同地并存", "area": area, "form": form, "words": "登记并存"}
    return render(request, "grids/form.html", context | {"back": staff_url(area)})


@writing
@staff_door(writes=True)
def overlap_end(request: Visit, pk: int) -> HttpResponse:
    areas = request.user.areas().values("pk")
    pairs = AreaOverlap.objects.filter(area__in=areas, other__in=areas)
    pair = get_object_or_404(pairs.select_related("area", "other"), pk=pk)
    if not all(request.user.may_change(key) for key in (pair.area_id, pair.other_id)):
        raise PermissionDenied
    today = timezone.localdate()
    form = EndOverlapForm(typed(request), initial={"on": today}, today=today)
    back = staff_url(pair.area)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["on"]
        if did(form, lambda: part(pair, on=day, by=request.user)):
            messages.success(request, "并存已结束。")
            return redirect(back)
    rows = [("区域", f"{pair.area}、{pair.other}"), ("并存自", pair.since), ("说明", pair.note)]
    context = {"title": "结束同地并存", "form": form, "rows": rows, "words": "结束并存"}
    return render(request, "grids/confirm.html", context | {"back": back})
