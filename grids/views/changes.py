"""Staff pages that change an area or a post: a form, a confirm page, the action."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.actions import areas, posts
from grids.codes import LABELS, kind_below
from grids.forms import EndPostForm, FoundForm, MoveForm, PostForm, RenameForm
from grids.models import Area, GridPost
from grids.registers import staff_url
from grids.views.staff import may_move, writable_area

writing = require_http_methods(["GET", "HEAD", "POST"])


def _ask(
    request: Visit, area: Area, form: Any, title: str, words: str, act: Callable[[], object]
) -> HttpResponse:
    """The form; when it is right its confirm page; when that is confirmed `act`, and back."""
    context = {"title": title, "area": area, "form": form, "back": staff_url(area), "words": words}
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            hidden = [(name, form.data.get(name, "")) for name in form.fields]
            context |= {"rows": form.lines(), "hidden": [*hidden, ("confirmed", "1")]}
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


@writing
@staff_door(writes=True)
def post_add(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    today = timezone.localdate()
    form = PostForm(
        typed(request), initial={"since": today}, instance=GridPost(area=area), today=today
    )
    if request.method == "POST" and form.is_valid() and _done(form, _taking(form, request)):
        messages.success(request, f"已登记{form.instance}。")
        return redirect(staff_url(area))
    context = {"title": f"{area.name}新增岗位", "area": area, "form": form, "words": "登记岗位"}
    return render(request, "grids/form.html", context | {"back": staff_url(area)})


def _taking(form: PostForm, request: Visit) -> Callable[[], object]:
    return lambda: posts.take_post(form.instance, by=request.user)


@writing
@staff_door(writes=True)
def post_end(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    held = GridPost.objects.visible_to(request.user).select_related("area")
    post = get_object_or_404(held, uuid=uuid)
    if not request.user.may_change(post.area_id):
        raise PermissionDenied
    form = EndPostForm(typed(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["on"]
        if _done(form, lambda: posts.end_post(post, on=day, by=request.user)):
            messages.success(request, f"{post}的任职已结束。")
            return redirect(staff_url(post.area))
    rows = [("区域", post.area.name), ("岗位", str(post)), ("任职自", post.since)]
    context = {"title": "结束任职", "form": form, "rows": rows, "words": "结束任职"}
    return render(request, "grids/confirm.html", context | {"back": staff_url(post.area)})
