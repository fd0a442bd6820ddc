"""Staff pages that change an area: a form, a confirm page, the action."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.actions import areas
from grids.codes import LABELS, kind_below
from grids.forms import FoundForm, MoveForm, RenameForm
from grids.impact import told
from grids.models import Area
from grids.registers import staff_url
from grids.views.staff import may_move, writable_area

writing = require_http_methods(["GET", "HEAD", "POST"])


def _ask(
    request: Visit,
    area: Area,
    form: Any,
    title: str,
    words: str,
    act: Callable[[], object],
    *,
    moves: bool = False,
) -> HttpResponse:
    """The form; when it is right its confirm page; when that is confirmed `act`, and back.

    With `moves` the confirm page also says what hangs on the area and goes along.
    """
    context = {"title": title, "area": area, "form": form, "back": staff_url(area), "words": words}
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            hidden = [(name, form.data.get(name, "")) for name in form.fields]
            along = told([area], timezone.localdate()) if moves else []
            context |= {"rows": [*form.lines(), *along], "hidden": [*hidden, ("confirmed", "1")]}
            return render(request, "grids/confirm.html", context)
        if _done(form, act):
            messages.success(request, f"已{words}。")
            return redirect(staff_url(area))
    return render(request, "grids/form.html", context)


def _done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the action went through; what it refused stands in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True


@writing
@staff_door(writes=True)
def area_rename(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    today = timezone.localdate()
    initial = {"name": area.name, "code": area.code, "on": today}
    form = RenameForm(typed(request), initial=initial, area=area, today=today)
    return _ask(
        request,
        area,
        form,
        f"{area.name}更名",
        "更名",
        lambda: areas.rename(area, **form.cleaned_data, by=request.user),
        moves=True,
    )


@writing
@staff_door(writes=True)
def area_move(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    if not may_move(request, area):
        raise PermissionDenied
    today = timezone.localdate()
    form = MoveForm(typed(request), initial={"on": today}, area=area, today=today, by=request.user)
    return _ask(
        request,
        area,
        form,
        f"{area.name}改换上级",
        "改换上级",
        lambda: areas.move_area(area, **form.cleaned_data, by=request.user),
        moves=True,
    )


@writing
@staff_door(writes=True)
def area_add(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    kind = kind_below(area.kind)
    if kind is None:
        raise PermissionDenied
    today = timezone.localdate()
    initial = {"code": area.code, "on": today, "setting": area.setting}
    form = FoundForm(typed(request), initial=initial, area=area, today=today)
    return _ask(
        request,
        area,
        form,
        f"{area.name}新增{LABELS[kind]}",
        f"新增{LABELS[kind]}",
        lambda: areas.found_area(parent=area, kind=kind, **form.cleaned_data, by=request.user),
    )
