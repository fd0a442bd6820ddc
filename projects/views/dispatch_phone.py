"""The phone pages of who holds a request: a unit's officer, a grid worker."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from common.doors import Visit, phone_door
from common.fields import mask_mobiles
from common.kept import typed
from members.views.ask import ask
from projects.actions import dispatch as actions
from projects.forms.dispatch import DoneForm, NoteForm, ReturnForm, SeenForm
from projects.models import Request
from projects.requests.queue import queue_of
from projects.requests.scope import holds
from projects.requests.terms import Watch
from projects.views.dispatch_moves import refused, too_late
from projects.views.dispatch_staff import jpeg_of, too_many_looks, writing

FORM = "projects/my_request_form.html"
Status = Request.Status
CALLING = "承办人联系居民"


@require_safe
@phone_door()
def requests(request: Visit) -> HttpResponse:
    """What the reader holds, the most urgent first; then what others hold in the reader's grids."""
    queue = queue_of(request.user, timezone.localdate())
    return render(request, "projects/my_requests.html", {"title": "群众点单", "queue": queue})


def _seen(request: Visit, uuid: UUID) -> Request:
    return get_object_or_404(Request.objects.visible_to(request.user).for_list(), uuid=uuid)


def _own(request: Visit, uuid: UUID) -> Request:
    """The request, for its holder; 404 for strangers, 403 for who only reads it."""
    found = _seen(request, uuid)
    if not holds(request.user, found):
        raise PermissionDenied
    return found


def _page(found: Request) -> str:
    return reverse("projects:my_request", args=[found.uuid])


@require_safe
@phone_door()
def show(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    own = holds(request.user, found)
    steps = found.steps.order_by("at", "pk")
    if not own:  # some write their number into what they say
        found.text, found.place = mask_mobiles(found.text), mask_mobiles(found.place)
        for step in steps:
            step.public_text = mask_mobiles(step.public_text)
    context = {
        "title": found.public_title or f"点单 {found.number}",
        "found": found,
        "holds": own,
        "left": Watch(timezone.localdate()).words(found),
        "steps": steps,
        "photos": found.photos.defer("data").order_by("pk"),
        "form": SeenForm(about=found),
    }
    return render(request, "projects/my_request.html", context)


@require_safe
@phone_door()
def photo(request: Visit, uuid: UUID, photo: UUID) -> HttpResponse:
    return jpeg_of(_seen(request, uuid), photo)


@never_cache
@sensitive_variables("phone")
@require_POST
@phone_door()
def phone(request: Visit, uuid: UUID) -> HttpResponse:
    """The whole number, for who has taken it and has it still; the look is on record."""
    found = _own(request, uuid)
    if found.status != Status.TAKEN:
        raise PermissionDenied
    if not found.phone:
        raise Http404
    if tired := too_many_looks(request):
        return tired
    number = actions.reveal_phone(found, reason=CALLING, by=request.user)
    context = {"title": "联系居民", "found": found, "phone": number}
    return render(request, "projects/my_request_phone.html", context)


@require_POST
@phone_door()
def take(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    if no := refused(request, found, Status.TAKEN, back=_page(found)):
        return no
    seen = request.POST.get("seen", "")
    try:
        actions.take(found, seen=seen, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "已接单，现在可以联系居民。")
    return redirect(_page(found))


def _answer(
    request: Visit, found: Request, form: SeenForm, act: Callable[[], Any], **more: Any
) -> HttpResponse:
    return ask(request, form, act, template=FORM, found=found, **{"back": _page(found)} | more)


@writing
@phone_door()
def give_back(request: Visit, uuid: UUID) -> HttpResponse:
    """Returned, it is no longer the reader's: on to the queue."""
    found = _own(request, uuid)
    if found.status not in actions.HELD_NOW:
        return too_late(request, found, back=_page(found))
    form = ReturnForm(typed(request), about=found)

    def act() -> str:
        actions.give_back(found, by=request.user, now=timezone.now(), **form.facts())
        return reverse("projects:my_requests")

    words = {"title": "退回点单", "action": "退回社区", "done": "已退回，由社区另行安排。"}
    return _answer(request, found, form, act, **words)


@writing
@phone_door()
def note(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    form = NoteForm(typed(request), about=found)

    def act() -> None:
        actions.note(found, by=request.user, now=timezone.now(), **form.facts())

    return _answer(request, found, form, act, title="写进展", action="记下进展", done="已记下。")


@writing
@phone_door()
def done(request: Visit, uuid: UUID) -> HttpResponse:
    found = _own(request, uuid)
    if no := refused(request, found, Status.DONE, back=_page(found)):
        return no
    form = DoneForm(typed(request), about=found)

    def act() -> None:
        actions.done(found, by=request.user, now=timezone.now(), **form.facts())

    words = {"title": "办结点单", "action": "报告办结", "done": "已办结，等居民回话。"}
    return _answer(request, found, form, act, **words)
