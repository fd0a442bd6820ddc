"""Staff pages: accounts of a district, for its administrators; auditors may read."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.past import Place, places_of
from members.actions import accounts
from members.forms import AccountForm, PostingForm
from members.models import Posting, User
from members.registers import AccountListing
from members.views.units import show_list

DAY = timedelta(days=1)


def _account(request: Visit, uuid: UUID) -> User:
    """The account, for who may read it; 404 for everybody else."""
    if not request.user.sees_accounts:
        raise Http404
    return get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)


def _manageable(request: Visit, uuid: UUID) -> User:
    """The account, if the reader administers everything it does; else 404 or 403."""
    found = _account(request, uuid)
    if not accounts.manageable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


@require_GET
@staff_door()
def account_list(request: Visit) -> HttpResponse:
    if not request.user.sees_accounts:
        raise Http404
    rows = User.objects.visible_to(request.user).for_list(request.user)
    return show_list(request, AccountListing(request, rows), "members/account_list.html")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door()
def account_add(request: Visit) -> HttpResponse:
    """Open an account; its initial password is shown on this one answer only."""
    _administers(request)
    form = AccountForm(typed(request), areas=request.user.administered_areas())
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("username", "name", "role")}
        try:
            user, password = accounts.open_account(
                **facts, area=form.area, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _show_password(request, user, password, "账号已开立")
    return render(request, "members/account_form.html", {"title": "开立账号", "form": form})


def _administers(request: Visit) -> None:
    if not request.user.sees_accounts:
        raise Http404
    if not request.user.administers_accounts:
        raise PermissionDenied


def _show_password(request: Visit, user: User, password: str, title: str) -> HttpResponse:
    context = {"title": title, "owner": user, "password": password}
    return render(request, "members/account_password.html", context)


@require_GET
@staff_door()
def account_detail(request: Visit, uuid: UUID) -> HttpResponse:
    found = _account(request, uuid)
    postings = found.postings.filter(area__in=request.user.account_areas().values("pk"))
    context = {
        "title": str(found),
        "owner": found,
        "postings": _with_places(postings.select_related("area").order_by("-since", "-pk")),
        "may_change": accounts.manageable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "members/account_detail.html", context)


def _with_places(postings: QuerySet[Posting]) -> list[tuple[Posting, Place]]:
    """Each posting, and what its area was called on its last day, or is."""
    held, today = list(postings), timezone.localdate()
    last = {one.pk: one.until and max(one.since, one.until - DAY) for one in held}
    places = places_of(held, lambda one: last[one.pk] or today)
    return [(one, places[one.pk]) for one in held]


@require_http_methods(["GET", "POST"])
@staff_door()
def posting_add(request: Visit, uuid: UUID) -> HttpResponse:
    found = _manageable(request, uuid)
    form = PostingForm(typed(request), areas=request.user.administered_areas())
    if request.method == "POST" and form.is_valid():
        role, now = form.cleaned_data["role"], timezone.now()
        try:
            accounts.add_posting(found, role=role, area=form.area, by=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"已为{found}增加职务。")
            return redirect("members:account_detail", found.uuid)
    context = {"title": f"为{found}增加职务", "form": form, "owner": found}
    return render(request, "members/account_form.html", context)


@require_http_methods(["GET", "POST"])
@staff_door()
def posting_end(request: Visit, uuid: UUID, key: int) -> HttpResponse:
    found = _manageable(request, uuid)
    posting = get_object_or_404(found.postings.filter(until=None).select_related("area"), pk=key)
    if request.method == "POST":
        accounts.end_posting(posting, by=request.user, now=timezone.now())
        messages.success(request, f"已结束{found}的职务：{posting}。")
        return redirect("members:account_detail", found.uuid)
    context = {"title": f"结束{found}的职务", "owner": found, "posting": posting}
    return render(request, "members/posting_end.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door()
def password_reset(request: Visit, uuid: UUID) -> HttpResponse:
    """Give a new initial password, shown on this one answer only."""
    found = _manageable(request, uuid)
    if request.method == "POST":
        password = accounts.reset_password(found, by=request.user, now=timezone.now())
        return _show_password(request, found, password, "密码已重置")
    context = {"title": f"重置{found}的密码", "owner": found}
    return render(request, "members/password_reset.html", context)
