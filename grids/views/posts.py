"""Staff pages that fill, change and end a post."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from common.doors import Visit, staff_door
from common.kept import typed
from grids.actions import posts
from grids.actions.edits import seen_as
from grids.forms import EndPostForm, PostFactsForm, PostForm
from grids.models import GridPost
from grids.registers import staff_url
from grids.views.edits import did, edit_page, seen_by, writing
from grids.views.staff import writable_area


def _changeable(request: Visit, key: uuid.UUID) -> GridPost:
    """404 for strangers, 403 for mere readers."""
    held = GridPost.objects.visible_to(request.user).select_related("area")
    post = get_object_or_404(held, uuid=key)
    if not request.user.may_change(post.area_id):
        raise PermissionDenied
    return post


@writing
@staff_door(writes=True)
def post_add(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    today = timezone.localdate()
    form = PostForm(
        typed(request), initial={"since": today}, instance=GridPost(area=area), today=today
    )
    page = {"title": f"{area.name}新增岗位", "words": "登记岗位", "back_to": area.name}
    return edit_page(
        request,
        form,
        lambda: posts.take_post(form.instance, by=request.user),
        {**page, "back": staff_url(area)},
        done="岗位已登记。",
    )


@writing
@staff_door(writes=True)
def post_edit(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    post = _changeable(request, uuid)
    if post.until:
        raise PermissionDenied
    seen = seen_as(post, posts.FIELDS)
    form = PostFactsForm(typed(request), instance=post, today=timezone.localdate())
    page = {"title": f"修改{post}", "words": "保存修改", "back_to": post.area.name}
    return edit_page(
        request,
        form,
        lambda: posts.change_post(
            post, by=request.user, seen=request.POST.get("seen"), **form.facts()
        ),
        {**page, "back": staff_url(post.area), "seen": seen_by(request, form, seen)},
        done="已保存修改。",
    )


@writing
@staff_door(writes=True)
def post_end(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    post = _changeable(request, uuid)
    today = timezone.localdate()
    form = EndPostForm(typed(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["on"]
        if did(form, lambda: posts.end_post(post, on=day, by=request.user, today=today)):
            messages.success(request, f"{post}的任职已结束。")
            return redirect(staff_url(post.area))
    rows = [("区域", post.area.name), ("岗位", str(post)), ("任职自", post.since)]
    context = {"title": "结束任职", "form": form, "rows": rows, "words": "结束任职"}
    return render(request, "grids/confirm.html", context | {"back": staff_url(post.area)})
