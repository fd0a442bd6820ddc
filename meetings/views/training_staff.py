"""Staff pages: programmes of training and exchange, and their sessions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from meetings.actions import training
from meetings.forms.files import FileForm
from meetings.forms.training import BeginForm, CallOffForm, ProgrammeForm, SessionForm
from meetings.models import Handout, Programme, Session
from meetings.registers.training import ProgrammeListing
from meetings.views.files import file_response
from meetings.views.training_scope import managed_programme, managed_session, seen_session
from members.models import Alliance
from members.views.ask import ask
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"
LONGEST_KEY = 19  # digits
HOLDERS = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)


@require_safe
@staff_door()
def programme_list(request: Visit) -> HttpResponse:
    rows = Programme.objects.visible_to(request.user).for_list()
    return show_list(request, ProgrammeListing(request, rows), "meetings/programme_list.html")


@require_safe
@staff_door()
def programme(request: Visit, uuid: UUID) -> HttpResponse:
    rows = Programme.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, uuid=uuid)
    context = {
        "title": found.name,
        "programme": found,
        "sessions": found.sessions.for_list().order_by("starts_at", "pk"),
        "writes": request.user.may_change(found.area_id) and not found.closed_on,
    }
    return render(request, "meetings/programme.html", context)


@writing
@staff_door(writes=True)
def programme_new(request: Visit) -> HttpResponse:
    areas = request.user.writable_areas().current()
    own = Alliance.objects.active().filter(area__in=areas.values("pk"))
    form = BeginForm(
        typed(request),
        alliances=own.select_related("area").order_by("area__code", "pk"),
        areas=areas.filter(kind__in=HOLDERS).order_by("code"),
        initial={"kind": Programme.Kind.TRAINING},
    )

    def act() -> Programme:
        return training.begin(form.programme, by=request.user, now=timezone.now())

    back, more = reverse("meetings:programmes"), {"template": FORM, "done": "培训计划已建立。"}
    return ask(request, form, act, title="新建培训计划", action="建立", back=back, **more)


@writing
@staff_door(writes=True)
def programme_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_programme(request.user, uuid)
    known = {name: getattr(found, name) for name in (*training.FIELDS, "seen")}
    form = ProgrammeForm(typed(request), initial=known)

    def act() -> None:
        training.change_programme(found, by=request.user, **form.cleaned_data)

    more = {"template": FORM, "done": "已保存修改。", "back": found.get_absolute_url()}
    return ask(request, form, act, title=f"修改：{found}", action="保存修改", **more)


@require_POST
@staff_door(writes=True)
def programme_close(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_programme(request.user, uuid)
    try:
        training.close(found, by=request.user, now=timezone.now())
        messages.success(request, f"“{found}”已结束，记录保留。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(found)


@writing
@staff_door(writes=True)
def session_new(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_programme(request.user, uuid)
    form = SessionForm(typed(request), initial=_last_time(found))

    def act() -> Session:
        session = Session(programme=found, **form.facts)
        return training.plan_session(session, by=request.user, now=timezone.now())

    more = {"template": FORM, "done": "课已排好，单位可以报名了。"}
    more |= {"back": found.get_absolute_url()}
    return ask(request, form, act, title=f"{found}：排一次课", action="排好，开始报名", **more)


def _last_time(programme: Programme) -> dict[str, Any]:
    """Nothing is typed twice: place, times and places as the last time."""
    last = programme.sessions.order_by("-starts_at").first()
    if last is None:
        return {"places": 40}
    known = SessionForm.known(last)
    return {name: known[name] for name in ("starts", "ends", "place", "places")}


@require_safe
@staff_door()
def session(request: Visit, uuid: UUID) -> HttpResponse:
    found, now = seen_session(request.user, uuid), timezone.now()
    planned = found.status == Session.Status.PLANNED
    begun = found.starts_at <= now
    writes = request.user.may_change(found.programme.area_id)
    context = {
        "title": found.topic,
        "session": found,
        "people": found.enrolments.live().select_related("unit").in_order(),
        "materials": found.materials.defer("data"),
        "writes": writes,
        "may_change": writes and planned and not begun,
        "may_call_off": writes and planned,
        "rolls": writes and begun and found.status != Session.Status.CANCELLED,
        "open": found.takes_names(now, timezone.localdate(now)),
    }
    return render(request, "meetings/session.html", context)


@writing
@staff_door(writes=True)
def session_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_session(request.user, uuid)
    form = SessionForm(typed(request), initial=SessionForm.known(found))

    def act() -> None:
        seen, now = form.cleaned_data["seen"], timezone.now()
        training.change_session(found, by=request.user, now=now, seen=seen, **form.facts)

    more = {"template": FORM, "done": "已保存。时间或地点改了的，报名单位会收到提醒。"}
    more |= {"back": found.get_absolute_url()}
    return ask(request, form, act, title=f"修改：{found}", action="保存修改", **more)


@writing
@staff_door(writes=True)
def session_cancel(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_session(request.user, uuid)
    form = CallOffForm(typed(request))

    def act() -> None:
        training.call_off(found, reason=form.cleaned_data["reason"], by=request.user)

    more = {"template": FORM, "done": "已取消，报名的单位会收到提醒。"}
    more |= {"text": f"{found.when}，已报名 {found.taken} 人。", "back": found.get_absolute_url()}
    return ask(request, form, act, title=f"取消：{found}", action="取消这次课", **more)


@require_POST
@staff_door(writes=True)
def attendance(request: Visit, uuid: UUID) -> HttpResponse:
    """Several are ticked on the session's page, one save."""
    found = managed_session(request.user, uuid)
    came, shown = (_keys(request.POST.getlist(name)) for name in ("came", "shown"))
    try:
        count = training.note_attendance(
            found, came, shown=shown, by=request.user, now=timezone.now()
        )
        messages.success(request, f"已登记到场 {count} 人，可以再改。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(found)


def _keys(texts: list[str]) -> list[int]:
    """The keys among what a form posted; nonsense is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < LONGEST_KEY]


@writing
@staff_door(writes=True)
def material_add(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_session(request.user, uuid)
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()

    def act() -> None:
        paper = form.cleaned_data["file"]
        training.add_paper(found, paper, by=request.user, now=timezone.now())

    more = {"template": "ui/ask.html", "done": "材料已放好，报名单位可以下载。"}
    more |= {"back": found.get_absolute_url()}
    return ask(request, form, act, title=f"{found}：放材料", action="上传", **more)


@require_safe
@staff_door()
def material(request: Visit, uuid: UUID) -> HttpResponse:
    seen = Session.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(Handout, uuid=uuid, session__in=seen)
    return file_response(found.name, found.kind, found.data)


@require_POST
@staff_door(writes=True)
def material_drop(request: Visit, uuid: UUID) -> HttpResponse:
    seen = Session.objects.visible_to(request.user).values("pk")
    rows = Handout.objects.defer("data").select_related("session__programme")
    found = get_object_or_404(rows, uuid=uuid, session__in=seen)
    if not request.user.may_change(found.session.programme.area_id):
        raise PermissionDenied
    training.drop_paper(found, by=request.user)
    messages.success(request, f"“{found}”已删去。")
    return redirect(found.session)
