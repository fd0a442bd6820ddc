"""What the pages of asking for help share: the draft behind them, the way back, the limits."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from common import limits
from grids.models import Area
from grids.responsible import responsible_for
from projects.forms.requests import Question
from projects.requests import drafts
from projects.requests.drafts import Draft
from projects.requests.emergencies import lines_for

Page = Callable[..., HttpResponse]
SECONDS = 3600
QUESTIONS = 4
HOTLINE = ("政务服务便民热线", "12345")


def secret_of(request: HttpRequest) -> str:
    """What only this browser knows: the secret of its CSRF cookie, made where there is none."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def page(view: Page) -> Page:
    """A page of the form: its draft in place of the token; to the beginning when that is gone."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        draft = drafts.find(token, secret_of(request))
        if draft is None:
            return redirect(f"{reverse('projects:ask')}?gone=1")
        return view(request, draft)

    return shown


def left_at(draft: Draft | None) -> str:
    """The page on which its writer goes on: the first without an answer, else the last."""
    if draft is None:
        return ""
    asked = ("what", "where", "contact")
    page = next((name for name in asked if name not in draft.answers), "check")
    return reverse(f"projects:ask_{page}", args=[draft.token])


def open_page(view: Page) -> Page:
    """The same before it is handed in; afterwards every page leads to the number."""

    @page
    @wraps(view)
    def shown(request: HttpRequest, draft: Draft) -> HttpResponse:
        if draft.number:
            return redirect("projects:ask_done", draft.token)
        return view(request, draft)

    return shown


def back(
    request: HttpRequest, draft: Draft, form: Question, name: str, to: str
) -> HttpResponse | None:
    """Going back keeps what was typed, right or wrong; None when the reader goes on."""
    if request.method != "POST" or "back" not in request.POST:
        return None
    draft.answer(name, form.raw())
    return redirect(to, draft.token)


def question(
    request: HttpRequest,
    draft: Draft,
    title: str,
    number: int,
    name: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Page `number` of QUESTIONS, 0 for one that asks nothing; in an emergency the lines first."""
    said = draft.answers.get("what", {}).get("text", "")
    shown = {"title": title, "number": number, "draft": draft, "lines": lines_for(said)}
    return render(request, f"projects/ask_{name}.html", shown | more, status=status)


def is_over(what: str, who: str, most: int) -> bool:
    """Counts this try first, so that many at once do not all pass."""
    limits.count_try(what, who, seconds=SECONDS)
    return limits.is_over(what, who, most=most + 1)


def address_of(request: HttpRequest) -> str:
    return get_client_ip_address(request) or ""


def whom_to_call(area: Area) -> tuple[str, str]:
    """Whom a resident of the place may call: (who, phone)."""
    post = responsible_for(area, timezone.localdate()).first
    if post:
        return f"{post.area}{post.get_role_display()}", post.duty_phone
    site: str = settings.SITE["phone"]
    return ("主办单位", site) if site else HOTLINE
