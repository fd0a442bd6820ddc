"""Staff pages: what is decided about a request, and what it leads to. Each refuses early."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.dates import day_text
from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area, AreaQuerySet
from members.models import MemberUnit
from members.views.ask import ask
from projects.actions import dispatch as actions
from projects.actions import request_links
from projects.forms.dispatch import (
    AcceptForm,
    DeclineForm,
    DispatchForm,
    DoneForm,
    NoteForm,
    ReturnForm,
    ServiceForm,
)
from projects.forms.items import DemandForm
from projects.models import Demand, Item, Request, Service
from projects.requests.holders import label_workers, reaching
from projects.requests.scope import acts_for
from projects.taxonomy import taxonomy
from projects.views.dispatch_staff import managed, writing

Status = Request.Status
TO_CLAIM = "已登记为联合体的需求，请成员单位认领。"
FORM = "projects/request_form.html"


def refused(request: Visit, found: Request, to: str, *, back: str = "") -> HttpResponse | None:
    """Back to the request, with the reason, where the lifecycle does not lead to `to`."""
    if to in Request.MOVES.get(found.status, ()):
        return None
    return too_late(request, found, back=back)


def too_late(request: Visit, found: Request, *, back: str = "") -> HttpResponse:
    """To the staff page of the request, or to `back`."""
    messages.error(request, f"这件点单现在是“{found.get_status_display()}”，请看清再办。")
    return redirect(back or found)


def answer(
    request: Visit, found: Request, form: BaseForm, act: Callable[[], Any], **more: Any
) -> HttpResponse:
    """The page of a form about this request."""
    label_workers([found], timezone.localdate())
    return ask(
        request, form, act, back=found.get_absolute_url(), template=FORM, found=found, **more
    )


@writing
@staff_door(writes=True)
def accept(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed(request, uuid)
    if found.status != Status.RECEIVED:
        return too_late(request, found)
    now, areas = timezone.now(), _areas(request, found)
    form = AcceptForm(typed(request), about=found, today=timezone.localdate(now), areas=areas)

    def act() -> None:
        who: dict[str, Any] = {"by": request.user, "now": now}
        if not form.dispatches:
            return actions.accept(found, **form.accepted(), **who)
        both: dict[str, Any] = {"accepted": form.accepted(), "dispatched": form.facts()}
        return actions.accept_and_dispatch(found, form.holder, **both, **who)

    words = {"title": f"受理点单 {found.number}", "action": "受理、派单"}
    return answer(request, found, form, act, done=_accepted(form), **words)


def _accepted(form: AcceptForm) -> str:
    """What is said afterwards: to whom it went, or that it went to nobody yet."""
    if not (form.is_bound and form.is_valid()):
        return ""
    if form.dispatches:
        return f"已受理，{_handed_on(form, '派给')}"
    return "已受理，还没有交给谁。下一步：点“派单”，选承办的单位、网格员或志愿队。"


def _handed_on(form: DispatchForm, verb: str) -> str:
    """To whom, by when, and whether they come to know of it by themselves."""
    days, to = form.facts(), form.holder
    more = "那边会收到提醒。" if not to.volunteers else "志愿队收不到提醒，请打电话告诉他们。"
    by = f"{day_text(days['take_by'])}前接单，{day_text(days['done_by'])}前办完"
    return f"{verb}{to.label}：{by}。{more}"


def _areas(request: Visit, found: Request) -> AreaQuerySet:
    """Where it may be put right to: a community of the street, a grid of its community."""
    near = Q(kind=Area.Kind.COMMUNITY, street=found.street_id)
    near |= Q(kind=Area.Kind.GRID, community=found.community_id) | Q(pk=found.area_id)
    rows = request.user.writable_areas().current().filter(near)
    return rows.select_related("community").order_by("code")


@writing
@staff_door(writes=True)
def decline(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed(request, uuid)
    if no := refused(request, found, Status.DECLINED):
        return no
    form = DeclineForm(typed(request), about=found)

    def act() -> None:
        actions.decline(found, by=request.user, now=timezone.now(), **form.facts())

    title, done = f"不予受理：点单 {found.number}", "已答复居民：不予受理。"
    return answer(request, found, form, act, title=title, action="不予受理并告知居民", done=done)


@writing
@staff_door(writes=True)
def dispatch(request: Visit, uuid: UUID) -> HttpResponse:
    """To a first holder or, while somebody holds it, on to another."""
    found = managed(request, uuid)
    if no := refused(request, found, Status.DISPATCHED):
        return no
    now = timezone.now()
    form = DispatchForm(typed(request), about=found, today=timezone.localdate(now))

    def act() -> None:
        actions.dispatch(found, form.holder, by=request.user, now=now, **form.facts())

    on = found.status in actions.HELD_NOW
    action, title = ("转交", "已转交给") if on else ("派单", "已派给")
    done = _handed_on(form, title) if form.is_bound and form.is_valid() else ""
    title = f"{action}：点单 {found.number}"
    return answer(request, found, form, act, title=title, action=action, done=done)


def _for_holder(request: Visit, uuid: UUID) -> Request:
    """A request that staff move on behalf of its holder."""
    found = managed(request, uuid)
    if found.status in actions.HELD_NOW and not acts_for(request.user, found):
        raise PermissionDenied
    return found


@require_POST
@staff_door()
def take(request: Visit, uuid: UUID) -> HttpResponse:
    found = _for_holder(request, uuid)
    if no := refused(request, found, Status.TAKEN):
        return no
    seen = request.POST.get("seen", "")
    try:
        actions.take(found, seen=seen, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "已代为接单。")
    return redirect(found)


@writing
@staff_door(writes=True)
def give_back(request: Visit, uuid: UUID) -> HttpResponse:
    found = _for_holder(request, uuid)
    if found.status not in actions.HELD_NOW:
        return too_late(request, found)
    form = ReturnForm(typed(request), about=found)

    def act() -> None:
        actions.give_back(found, by=request.user, now=timezone.now(), **form.facts())

    title = f"代承办方退回：点单 {found.number}"
    return answer(
        request, found, form, act, title=title, action="退回", done="已退回，请重新派单。"
    )


@writing
@staff_door(writes=True)
def note(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed(request, uuid)
    form = NoteForm(typed(request), about=found)

    def act() -> None:
        actions.note(found, by=request.user, now=timezone.now(), **form.facts())

    title = f"写进展：点单 {found.number}"
    return answer(request, found, form, act, title=title, action="记下进展", done="已记下。")


@writing
@staff_door(writes=True)
def done(request: Visit, uuid: UUID) -> HttpResponse:
    found = _for_holder(request, uuid)
    if no := refused(request, found, Status.DONE):
        return no
    form = DoneForm(typed(request), about=found)

    def act() -> None:
        actions.done(found, by=request.user, now=timezone.now(), **form.facts())

    title, words = f"代承办方办结：点单 {found.number}", "已办结，等居民回话。"
    return answer(request, found, form, act, title=title, action="报告办结", done=words)


@writing
@staff_door(writes=True)
def demand(request: Visit, uuid: UUID) -> HttpResponse:
    """It becomes a demand of a unit of the community: which unit first, then the form."""
    found = managed(request, uuid)
    units = MemberUnit.objects.active().filter(community=found.community_id).order_by("name")
    key = request.GET.get("unit", "")
    if not key:
        context = {"title": "转成需求：由哪家单位提出", "found": found, "units": units}
        return render(request, "projects/request_unit.html", context)
    unit = get_object_or_404(units, uuid=_uuid(key))
    form = DemandForm(typed(request), instance=Demand(unit=unit))
    form.initial.update(title=found.public_title, category=found.category_id)
    form.initial.update(area=found.community_id)

    def act() -> Item:
        made, who = form.save(commit=False), request.user
        return request_links.become_demand(found, made, words=TO_CLAIM, by=who, now=timezone.now())

    title, words = f"转成{unit.label}的需求", "已登记为需求，可以认领了。"
    return answer(request, found, form, act, title=title, action="登记为需求", done=words)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@writing
@staff_door(writes=True)
def service(request: Visit, uuid: UUID) -> HttpResponse:
    """A published service of the kind that reaches the place, and how to get it."""
    found = managed(request, uuid)
    known = taxonomy()
    keys = known.subtree(known.top_of(found.category_id))
    rows = Service.objects.public(timezone.localdate()).filter(reaching(found.area))
    services = rows.filter(category__in=keys).select_related("unit").order_by("title", "pk")
    form = ServiceForm(typed(request), services=services)

    def act() -> None:
        one = form.cleaned_data["service"]
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        request_links.find_service(found, one, words=form.said, **who)

    title = f"告诉居民有一项服务：点单 {found.number}"
    return answer(request, found, form, act, title=title, action="告诉居民", done="已写给居民。")
