"""Signing in and out, by password or by a personal link, and one's own password."""

from allauth.account.adapter import get_adapter
from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common import limits
from common.doors import Visit, own_desk_door, phone_door, staff_door
from common.views import too_many
from members.actions import accounts, links
from members.forms import PasswordForm, SignInForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LINK_MISSES = 20  # unknown links that one address may try …
LINK_SECONDS = 600  # … in this time


def _next(request: HttpRequest) -> str:
    """The page of ours to go to after signing in, else the account's home."""
    page = request.POST.get("next") or request.GET.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(page, hosts, require_https=secure):
        return page
    return resolve_url("members:after_sign_in")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By user name and password; after repeated failures AxesMiddleware answers 429."""
    page = _next(request)
    if request.user.is_authenticated:
        return redirect(page)
    posted = request.POST if request.method == "POST" else None
    form = SignInForm(posted, request=request)
    if request.method == "POST" and form.is_valid():
        answer: HttpResponse = form.login(request, redirect_url=page)
        return answer
    return render(request, "members/sign_in.html", {"title": "登录", "form": form, "next": page})


@never_cache
@require_GET
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the home that belongs to the account."""
    if not request.user.is_authenticated:
        return redirect("members:sign_in")
    if request.user.is_staff_member:
        return redirect(f"{get_script_prefix()}w/")
    if request.user.uses_phone_pages:
        return redirect(f"{get_script_prefix()}l/")
    return render(request, "members/no_function.html", {"title": "暂无可办事项"})


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        get_adapter().logout(request)
        return redirect(get_script_prefix())
    return render(request, "members/sign_out.html", {"title": "退出登录"})


@never_cache
@require_http_methods(["GET", "POST"])
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, so that a preview in a chat cannot use the link; POST signs in."""
    address, now = get_client_ip_address(request) or "", timezone.now()
    if limits.is_over("link", address, most=LINK_MISSES):
        return too_many(request, seconds=LINK_SECONDS)
    link = links.find_link(token, now=now)
    if link is None or link.person.user is None:
        limits.count_try("link", address, seconds=LINK_SECONDS)
        return render(request, "members/link_gone.html", {"title": "链接不能使用"}, status=404)
    if request.method == "POST":
        links.mark_used(link, now=now)
        login(request, link.person.user, backend=BACKEND)
        return redirect("members:after_sign_in")
    return render(request, "members/link.html", {"title": "联络员登录"})


@require_GET
@staff_door()
def account(request: Visit) -> HttpResponse:
    """Who I am here, and what I may do where."""
    rows = [(str(posting), f"自 {posting.since}") for posting in request.user.current_postings]
    return render(request, "members/account.html", {"title": "我的账户", "rows": rows})


def _password(request: Visit, frame: str, back: str) -> HttpResponse:
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(request.user, form.cleaned_data["new_password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return redirect(back)
    context = {"title": "修改密码", "form": form, "frame": frame, "back": back}
    return render(request, "members/password.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@own_desk_door()
def staff_password(request: Visit) -> HttpResponse:
    return _password(request, "base_staff.html", resolve_url("members:account"))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@phone_door()
def phone_password(request: Visit) -> HttpResponse:
    """Who comes by a personal link has no password, and gets none that would outlive the link."""
    return _password(request, "base_phone.html", f"{get_script_prefix()}l/")
