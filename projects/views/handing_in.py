"""The end of asking for help: what may spare it, the check page, the number."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.fields import blind_index
from grids.models import Area
from members.actions.errors import AreaEnded
from projects.actions.requests import ask
from projects.forms.requests import ContactForm, WhatForm, WhereForm
from projects.models import Category, Request
from projects.requests.drafts import Draft
from projects.requests.numbers import grouped
from projects.requests.similar import fitting_services, similar_requests
from projects.views.ask_frame import (
    HOTLINE,
    address_of,
    is_over,
    open_page,
    page,
    question,
    whom_to_call,
)

MOST_HERE = 60  # requests from one address (a hall, a mobile carrier shares one) …
MOST_OF_PHONE = 5  # … and with one phone in an hour
TOO_MANY = "刚才提交的太多了，这一件还没有提交。您填的都还在：请过一小时再点“提交”，或者打电话说。"
NEXT = [("收到", "done"), ("社区受理、交办", "now"), ("办理", ""), ("您评价", "")]
PHOTOS_LOST = "有照片没有保存住，请再加一次，或不加照片直接提交。"


class Unfinished(Exception):
    """A page has no valid answer yet: `page` is its URL name."""

    def __init__(self, page: str) -> None:
        super().__init__(page)
        self.page = page


def _what(draft: Draft) -> dict[str, Any]:
    form = WhatForm(draft.answers.get("what", {}))
    if not form.is_valid():
        raise Unfinished("projects:ask_what")
    return form.cleaned_data


def _where(draft: Draft, today: Any) -> dict[str, Any]:
    form = WhereForm(draft.answers.get("where", {}), mine=None, today=today)
    if not form.is_valid():
        raise Unfinished("projects:ask_where")
    return form.cleaned_data


def _contact(draft: Draft) -> dict[str, Any]:
    form = ContactForm(draft.answers.get("contact", {}))
    if not form.is_valid():
        raise Unfinished("projects:ask_contact")
    return form.cleaned_data


def _all(draft: Draft) -> dict[str, Any]:
    """Every answer, checked once more. Raises Unfinished."""
    return _what(draft) | _where(draft, timezone.localdate()) | _contact(draft)


@require_safe
@open_page
def similar(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The same matter in hand already, a service for it; where there is neither, straight on."""
    today = timezone.localdate()
    try:
        category: Category = _what(draft)["category"]
        area: Area = _where(draft, today)["area"]
    except Unfinished as missing:
        return redirect(missing.page, draft.token)
    same, services = similar_requests(area, category), fitting_services(area, category, today)
    if not (same or services):
        return redirect("projects:ask_contact", draft.token)
    context: dict[str, Any] = {
        "same": same,
        "services": services,
        "area": area,
        "category": category,
    }
    return question(request, draft, "先看看这些", 0, "similar", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All of it once more; a tap on the button hands it in."""
    trouble = ""
    try:
        facts = _all(draft)
        if request.method == "POST":
            trouble = _hand_in(draft, facts, address_of(request), timezone.now())
            if not trouble:
                return redirect("projects:ask_done", draft.token)
    except Unfinished as missing:
        return redirect(missing.page, draft.token)
    context: dict[str, Any] = {
        "facts": facts,
        "trouble": trouble,
        "call": whom_to_call(facts["area"]),
    }
    status = 429 if trouble == TOO_MANY else 200
    return question(request, draft, "请核对，然后提交", 0, "check", status=status, **context)


def _hand_in(draft: Draft, facts: dict[str, Any], address: str, now: datetime) -> str:
    """Hand it in; returns what is in the way, "" for nothing. A second tap does nothing."""
    photos = draft.photo_data()
    if len(photos) < len(draft.photos):
        draft.photos = []
        draft.save()
        return PHOTOS_LOST
    if not draft.take():
        return ""
    try:
        if _is_over(address, facts["phone"]):
            return TOO_MANY
        draft.hand_in(_ask(facts, photos, now).number)
    except AreaEnded as error:  # in this very moment: a place has to be chosen anew
        raise Unfinished("projects:ask_where") from error
    except ValidationError as error:
        return str(error.messages[0])
    finally:
        if not draft.number:
            draft.let_go()
    return ""


def _is_over(address: str, phone: str) -> bool:
    here = is_over("ask", address, MOST_HERE)
    return is_over("ask-phone", blind_index(phone), MOST_OF_PHONE) or here


def _ask(facts: dict[str, Any], photos: list[bytes], now: datetime) -> Request:
    names = ("text", "category", "area", "place", "name")
    request = Request(**{name: facts[name] for name in names})
    return ask(request, phone=facts["phone"], photos=photos, by=None, now=now)


@require_safe
@page
def done(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The number, large: to write down, to photograph, to print."""
    title = "已收到" if draft.number else "正在提交"
    found = Request.objects.select_related("area").filter(number=draft.number).first()
    context: dict[str, Any] = {"spoken": grouped(draft.number), "steps": NEXT}
    context["call"] = whom_to_call(found.area) if found else HOTLINE
    return question(request, draft, title, 0, "done", **context)
