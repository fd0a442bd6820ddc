"""The residents' door: asking for help, one question a page, without an account or a script.

Each page is a plain form that leads to the next; what was typed is a `Draft`
(projects/requests/drafts.py).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common.views import too_many
from grids.mine import my_grid
from projects.forms.requests import ContactForm, PhotosForm, WhatForm, WhereForm
from projects.requests import drafts
from projects.requests.drafts import Draft
from projects.requests.emergencies import ALL
from projects.requests.photos import MOST_BYTES, MOST_PHOTOS, BadPhoto
from projects.views.ask_frame import (
    SECONDS,
    address_of,
    back,
    is_over,
    left_at,
    open_page,
    question,
    secret_of,
)

writing = require_http_methods(["GET", "HEAD", "POST"])
MOST_DRAFTS = 120  # begun from one address (a hall, a mobile carrier shares one) in SECONDS …
MOST_FILES = 90  # … and photos sent from there
TOO_MANY_FILES = "这里刚才传的照片太多了。请先不加照片，或过一小时再加。"


@never_cache
@sensitive_post_parameters()
@writing
def ask(request: HttpRequest) -> HttpResponse:
    """① What is it about? The first page, before anything is kept."""
    before = drafts.last(request.META.get("CSRF_COOKIE", ""))
    if "forget" in request.POST:
        drafts.forget(before)
        return redirect("projects:ask")
    form = WhatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_over("ask-begin", address_of(request), MOST_DRAFTS):
            return too_many(request, seconds=SECONDS)
        draft = drafts.begin(secret_of(request))
        draft.answer("what", form.answers())
        return redirect("projects:ask_where", draft.token)
    return _what(request, form, gone="gone" in request.GET, left_at=left_at(before))


@writing
@open_page
def what(request: HttpRequest, draft: Draft) -> HttpResponse:
    """① again, to change it."""
    form = WhatForm(request.POST or None, initial=draft.answers.get("what"))
    if request.method == "POST" and form.is_valid():
        draft.answer("what", form.answers())
        return redirect("projects:ask_where", draft.token)
    return _what(request, form)


def _what(request: HttpRequest, form: WhatForm, **more: Any) -> HttpResponse:
    context = {"title": "什么事？", "form": form, "lines": ALL, "number": 1, **more}
    return render(request, "projects/ask_what.html", context)


@writing
@open_page
def where(request: HttpRequest, draft: Draft) -> HttpResponse:
    """② Where is it? From the grid on the home page, by name, or by community."""
    mine, today = my_grid(request), timezone.localdate()
    initial = draft.answers.get("where")
    form = WhereForm(_with_place(request), initial=initial, mine=mine, today=today)
    if left := back(request, draft, form, "where", "projects:ask_what"):
        return left
    if request.method == "POST" and form.is_valid():
        draft.answer("where", form.answers())
        return redirect("projects:ask_similar", draft.token)
    return question(request, draft, "在哪里？", 2, "where", form=form)


def _with_place(request: HttpRequest) -> Any:
    """What was searched for is most likely the place, too: nobody types it twice."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    before = data.get("found_for", "")
    if data.get("q") and data.get("q") != before and data.get("place", "") in ("", before):
        data["place"] = str(data["q"])
    return data


@writing
@open_page
def contact(request: HttpRequest, draft: Draft) -> HttpResponse:
    """③ How can you be reached?"""
    form = ContactForm(request.POST or None, initial=draft.answers.get("contact"))
    if left := back(request, draft, form, "contact", "projects:ask_where"):
        return left
    if request.method == "POST" and form.is_valid():
        draft.answer("contact", form.answers())
        return redirect("projects:ask_photos", draft.token)
    return question(request, draft, "怎么找到您？", 3, "contact", form=form)


@writing
@open_page
def photos(request: HttpRequest, draft: Draft) -> HttpResponse:
    """④ A photo? Each is redrawn and kept at once; a bad one is named, the others stay."""
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    if "drop" in request.POST:
        draft.drop_photo(request.POST["drop"])
        return redirect("projects:ask_photos", draft.token)
    if request.method == "POST" and form.is_valid():
        for number, file in enumerate(form.cleaned_data["photos"], start=1):
            if trouble := _keep_photo(draft, file, address_of(request)):
                form.add_error("photos", f"第 {number} 张（{file.name[-30:]}）：{trouble}")
    if request.method == "POST" and not form.errors:
        to = "projects:ask_contact" if "back" in request.POST else "projects:ask_check"
        return redirect(to, draft.token)
    return question(request, draft, "有照片吗？", 4, "photos", form=form)


def _keep_photo(draft: Draft, file: Any, address: str) -> str:
    """What is wrong with it, "" when it is kept."""
    if not draft.has_room:
        return f"最多 {MOST_PHOTOS} 张，这一张没有收。"
    if is_over("ask-photo", address, MOST_FILES):
        return TOO_MANY_FILES
    try:
        draft.add_photo(file.read(MOST_BYTES + 1))  # no more of it in memory than is refused
    except BadPhoto as error:
        return str(error.messages[0])
    return ""
