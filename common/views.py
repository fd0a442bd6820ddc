"""Switches of the display, how to complain, and the answers when something is wrong."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from common.display import COOKIE, SIZES, Display
from common.kept import keep, own, page_of, send

DAY = 24 * 3600
YEAR = 365 * DAY


def back(request: HttpRequest, shown: Display) -> HttpResponse:
    """To the page the switch stood on, which is now shown as asked."""
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        page, {request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(page if safe else get_script_prefix())
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        COOKIE,
        shown.pack(),
        YEAR,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path=settings.BASE_PATH,
    )
    return response


# The switches change only the look, so they need no CSRF token, and public pages set no cookie.
@csrf_exempt
@require_POST
def elder_on(request: HttpRequest) -> HttpResponse:
    size = request.GET.get("size", "22")
    return back(request, Display(size if size in SIZES else "22", request.display.contrast))  # type: ignore[attr-defined]


@csrf_exempt
@require_POST
def elder_off(request: HttpRequest) -> HttpResponse:
    return back(request, Display("", request.display.contrast))  # type: ignore[attr-defined]


@csrf_exempt
@require_POST
def contrast(request: HttpRequest, on: bool) -> HttpResponse:
    return back(request, Display(request.display.size, on))  # type: ignore[attr-defined]


@require_safe
@cache_control(max_age=DAY)
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for /favicon.ico where no page names an icon: beside a PDF. Its name may change
    with its content, so they are not led there for good."""
    return redirect(static("img/seal.svg"))


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    return render(request, "common/report.html", {"title": "建议和投诉"})


# --- when something is wrong: handler400 … handler500 of the root URL conf, CSRF_FAILURE_VIEW -----


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", {"title": "请求有误"}, status=400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"title": "没有权限"}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {"title": "没有找到"}, status=404)


def too_many(
    request: HttpRequest, exception: Exception | None = None, *, seconds: int = 900
) -> HttpResponse:
    """Answer of a rate limit or lock-out; `seconds` until the next try."""
    context = {"title": "操作太频繁", "minutes": -(-seconds // 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """No context processor runs: whatever failed must not fail again here."""
    shown = getattr(request, "display", Display())
    context = {"site": settings.SITE, "display": shown, "home": get_script_prefix()}
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of ours that outlived its cookie is shown again, filled in; others are refused."""
    if not own(request):
        return render(request, "403_csrf.html", {"title": "没有提交成功"}, status=403)
    messages.warning(
        request, "页面停留太久，刚才没有提交成功。填写的内容还在，请核对后再提交一次。"
    )
    return send(redirect(page_of(request)), keep(request))
