"""Staff pages: the queue of residents' requests, one request, one entered for a caller."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from common import limits
from common.dates import day_text
from common.doors import Visit, staff_door
from common.fields import mask_mobiles
from common.kept import typed
from common.views import too_many
from grids.models import Area, AreaQuerySet
from members.models import Posting
from members.views.ask import blame
from members.views.people import LOOK_SECONDS, LOOKS
from members.views.units import show_list
from projects.actions import dispatch as actions
from projects.actions.requests import ask
from projects.forms.request_entry import EnterForm, LookForm
from projects.models import Request
from projects.requests.holders import label_workers
from projects.requests.register import RequestListing, place_of
from projects.requests.scope import acts_for, may_manage, similar_open
from projects.requests.terms import Watch

writing = require_http_methods(["GET", "HEAD", "POST"])
RECENT = 5


@require_safe
@staff_door()
def requests(request: Visit) -> HttpResponse:
    rows = Request.objects.visible_to(request.user).for_list().defer("phone")
    return show_list(request, RequestListing(request, rows), "projects/request_list.html")


def seen_request(request: Visit, uuid: UUID) -> Request:
    return get_object_or_404(Request.objects.visible_to(request.user).for_list(), uuid=uuid)


def managed(request: Visit, uuid: UUID) -> Request:
    """The request, for staff of its place; 404 for strangers, 403 for mere readers."""
    found = seen_request(request, uuid)
    if not may_manage(request.user, found):
        raise PermissionDenied
    return found


@require_safe
@staff_door()
def show(request: Visit, uuid: UUID) -> HttpResponse:
    found = seen_request(request, uuid)
    today = timezone.localdate()
    label_workers([found], today)
    context = {
        "title": f"点单 {found.number}",
        "found": found,
        "left": Watch(today).words(found),
        "facts": facts_of(found),
        "steps": found.steps.order_by("at", "pk"),
        "photos": found.photos.defer("data").order_by("pk"),
        "manages": may_manage(request.user, found),
        "acts": acts_for(request.user, found),
        "notes": found.status in actions.NOTED,
        "seen": actions.seen_as(found),
        "moves": {str(status) for status in Request.MOVES.get(found.status, ())},
    }
    return render(request, "projects/request.html", context)


def facts_of(found: Request) -> list[tuple[str, Any]]:
    """Who asks stands here; a number in full does not, nor in the resident's words."""
    return [
        ("类别", found.category),
        ("社区、网格", place_of(found)),
        ("在哪里", mask_mobiles(found.place)),
        ("怎么称呼", mask_mobiles(found.name)),
        ("电话", found.masked_phone),
        ("来源", found.get_channel_display()),
        ("接单期限", found.take_by and day_text(found.take_by)),
        ("办结期限", found.done_by and day_text(found.done_by)),
        ("办理结果", found.outcome),
        ("居民评价", found.get_rating_display()),
        ("居民的话", mask_mobiles(found.words)),
    ]


def jpeg_of(found: Request, photo: UUID) -> HttpResponse:
    data = get_object_or_404(found.photos, uuid=photo).data
    answer = HttpResponse(bytes(data), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@staff_door()
def photo(request: Visit, uuid: UUID, photo: UUID) -> HttpResponse:
    return jpeg_of(seen_request(request, uuid), photo)


@never_cache
@sensitive_variables("phone")
@writing
@staff_door(writes=True)
def phone(request: Visit, uuid: UUID) -> HttpResponse:
    """Asks why; the whole number stands on this one answer only, and the look is on record."""
    found = managed(request, uuid)
    if not found.phone:
        raise Http404
    form = LookForm(typed(request))
    context = {"title": f"点单 {found.number}：查看完整号码", "form": form, "found": found}
    if request.method == "POST" and form.is_valid():
        if tired := too_many_looks(request):
            return tired
        context["phone"] = actions.reveal_phone(found, reason=form.reason, by=request.user)
    return render(request, "projects/request_reveal.html", context)


def too_many_looks(request: Visit) -> HttpResponse | None:
    """Counts this look; the answer when the account has looked at too many numbers."""
    who = str(request.user.pk)
    if limits.is_over("reveal", who, most=LOOKS):
        return too_many(request, seconds=LOOK_SECONDS)
    limits.count_try("reveal", who, seconds=LOOK_SECONDS)
    return None


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def enter(request: Visit) -> HttpResponse:
    """The four questions for a caller, similar open requests beside them."""
    form = EnterForm(typed(request), user=request.user, areas=places_to_enter(request))
    context: dict[str, Any] = {"title": "登记来电来访", "form": form}
    if request.method == "POST" and form.is_valid():
        area, category = form.cleaned_data["area"], form.cleaned_data["category"]
        similar = list(similar_open(area, category.pk, request.user))
        if similar and not form.cleaned_data["another"]:
            context["similar"] = similar
        elif made := _ask(request, form):
            return redirect(made)
    recent = Request.objects.visible_to(request.user).open().for_list().defer("phone")
    context["recent"] = recent.order_by("-received_at", "-pk")[:RECENT]
    return render(request, "projects/request_enter.html", context)


def _ask(request: Visit, form: EnterForm) -> Request | None:
    typed_phone, now = form.cleaned_data["phone"], timezone.now()
    try:
        made = ask(form.save(commit=False), phone=typed_phone, by=request.user, now=now)
    except ValidationError as error:
        blame(form, error)
        return None
    tell = f"已登记，编号 {made.number}。请告诉来人：凭编号和电话后四位可以查进度。"
    messages.success(request, tell)
    return made


def places_to_enter(request: Visit) -> AreaQuerySet:
    """Communities and their grids; communities alone for who serves in a whole district."""
    whole = any(p.role == Posting.Role.DISTRICT for p in request.user.current_postings)
    kinds = [Area.Kind.COMMUNITY, *([] if whole else [Area.Kind.GRID])]
    rows = request.user.writable_areas().current().filter(kind__in=kinds)
    return rows.select_related("community").order_by("code")
