"""The residents' door: where a request stands, and what its asker says of it.

The number and the last four digits open it for twenty minutes in this browser: a signed cookie
that is sent to /track/ alone.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import IllegalMove
from members.views.ask import blame
from projects.actions import requests as actions
from projects.forms.tracking import ConfirmForm, ReopenForm, TrackForm
from projects.models import Request
from projects.requests.numbers import grouped, only_digits
from projects.requests.timeline import timeline_of
from projects.requests.tracking import opened_by
from projects.views.ask_frame import address_of, is_over, whom_to_call

COOKIE = "track"
KEPT = 20 * 60  # seconds
MOST_HERE = 60  # tries from one address (a hall, a mobile carrier shares one) in SECONDS …
MOST_OF_NUMBER = 10  # … and at one number, right or wrong
WRONG = "编号和电话后四位对不上。请对一对提交后给您的编号；忘了的，请打电话问社区。"
TOO_MANY = "查得太频繁了，请过一小时再查，或者打电话问社区。"
writing = require_http_methods(["GET", "HEAD", "POST"])
Page = Callable[..., HttpResponse]


@never_cache
@sensitive_post_parameters("number", "tail")
@writing
def track(request: HttpRequest) -> HttpResponse:
    """Number and last four digits; both wrong, or one of them, is the same answer."""
    if "carry" in request.POST:
        return _carried(request)
    form, status = TrackForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        number, tail = form.cleaned_data["number"], form.cleaned_data["tail"]
        if _is_over(request, number):
            form.add_error(None, TOO_MANY)
            status = 429
        elif found := opened_by(number, tail):
            return _let_in(request, found)
        else:
            form.add_error(None, WRONG)
    context = {"title": "办到哪了", "form": form}
    return render(request, "projects/track.html", context, status=status)


def _carried(request: HttpRequest) -> HttpResponse:
    """From the page of the number, which is filled in and stands in no address, log or history."""
    form = TrackForm(initial={"number": grouped(only_digits(request.POST.get("number", ""))[:9])})
    form.fields["tail"].widget.attrs["autofocus"] = True
    return render(request, "projects/track.html", {"title": "办到哪了", "form": form})


def _is_over(request: HttpRequest, number: str) -> bool:
    here = is_over("track", address_of(request), MOST_HERE)
    return is_over("track-number", number, MOST_OF_NUMBER) or here


def _path() -> str:
    return f"{settings.BASE_PATH}track/"


def _let_in(request: HttpRequest, found: Request) -> HttpResponse:
    if found.anonymised_at:
        return render(request, "projects/track_cleared.html", {"title": "已办结，信息已清除"})
    response = redirect("projects:track_mine")
    response.set_signed_cookie(
        COOKIE,
        str(found.uuid),
        salt=COOKIE,
        max_age=KEPT,
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def opened(view: Page) -> Page:
    """A page of the request that this browser opened; to the questions when its time is over."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        key = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=KEPT)
        rows = Request.objects.for_list().filter(anonymised_at=None)
        found = rows.filter(uuid=key).first() if key else None
        return view(request, found) if found else redirect("projects:track")

    return shown


@require_safe
@opened
def mine(request: HttpRequest, found: Request) -> HttpResponse:
    """Where it stands, every step, to whom and by when; what its asker may do now."""
    context = {
        "title": "办到哪了",
        "request_": found,
        "timeline": timeline_of(found, timezone.localdate()),
        "photos": found.photos.count(),
        "call": whom_to_call(found.area),
        "may_rate": found.status == Request.Status.DONE,
        "may_withdraw": Request.Status.WITHDRAWN in Request.MOVES.get(found.status, ()),
    }
    return render(request, "projects/track_mine.html", context)


@writing
@opened
def confirm(request: HttpRequest, found: Request) -> HttpResponse:
    """Solved or not, how it was; only now is it closed."""
    if found.status != Request.Status.DONE:
        return redirect("projects:track_mine")
    form = ConfirmForm(request.POST or None, initial={"seen": _seen(found), "solved": "yes"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm(found, **form.cleaned_data, now=timezone.now())
            return redirect("projects:track_mine")
        except ValidationError as error:
            blame(form, error)
    outcome = timeline_of(found, timezone.localdate()).outcome
    context = {"title": "说说办得怎么样", "form": form, "outcome": outcome}
    return render(request, "projects/track_confirm.html", context)


@writing
@opened
def reopen(request: HttpRequest, found: Request) -> HttpResponse:
    """Not solved: what is missing, and it goes back to the community."""
    if found.status != Request.Status.DONE:
        return redirect("projects:track_mine")
    form = ReopenForm(request.POST or None, initial={"seen": _seen(found)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(found, **form.cleaned_data, now=timezone.now())
            return redirect("projects:track_mine")
        except ValidationError as error:
            blame(form, error)
    context = {"title": "还没解决", "form": form}
    return render(request, "projects/track_reopen.html", context)


def _seen(found: Request) -> str:
    return found.done_at.isoformat() if found.done_at else ""


@writing
@opened
def withdraw(request: HttpRequest, found: Request) -> HttpResponse:
    """Taken back, after one question, as long as nobody was sent."""
    if Request.Status.WITHDRAWN not in Request.MOVES.get(found.status, ()):
        return redirect("projects:track_mine")
    if request.method == "POST":
        with suppress(IllegalMove):  # dispatched in this very moment: the page says to whom
            actions.withdraw(found, now=timezone.now())
        return redirect("projects:track_mine")
    return render(request, "projects/track_withdraw.html", {"title": "撤回需求？"})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close it in this browser: on a phone or computer that others use, too."""
    response = redirect("projects:track")
    response.delete_cookie(COOKIE, path=_path(), samesite="Strict")
    return response
