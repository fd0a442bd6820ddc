"""Staff pages: an answer entered for a unit that phoned, who came, the code on the screen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import attendance as actions
from meetings.forms.attendance import AnswerForm
from meetings.models import Meeting
from meetings.quorum import DEFINITION, quorum_of
from meetings.replies import replies_to
from meetings.views.meetings import changeable
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])


@writing
@staff_door(writes=True)
def answer_for(request: Visit, uuid: UUID, invitation: UUID) -> HttpResponse:
    """The convener enters what a unit said on the phone."""
    found = changeable(request, uuid)
    one = get_object_or_404(found.invitations.counted().select_related("unit"), uuid=invitation)
    known = {name: getattr(one, name) for name in ("reply", "substitute", "reason", "seen")}
    form = AnswerForm(typed(request), initial=known)

    def act() -> None:
        now = timezone.now()
        actions.answer(one, by=request.user, now=now, for_unit=True, **form.facts())

    title, back = f"代填回执：{one.unit.label}", f"{found.get_absolute_url()}#replies"
    facts = [("会议", str(found)), ("现在的回执", one.answer_text)]
    more: dict[str, Any] = {"template": "ui/ask.html", "facts": facts, "back": back}
    done = f"{one.unit.label}的回执已登记。"
    return ask(request, form, act, title=title, action="保存回执", done=done, **more)


@writing
@staff_door(writes=True)
def attendance(request: Visit, uuid: UUID) -> HttpResponse:
    """Ticks for who came, saved at once; the form says which ticks it showed."""
    found = changeable(request, uuid)
    if request.method == "POST":
        return _save(request, found)
    replies = replies_to(found)
    context = {
        "title": f"{found}：登记到会",
        "meeting": found,
        "replies": replies,
        "definition": DEFINITION,
    }
    return render(request, "meetings/attendance.html", context)


def _save(request: Visit, meeting: Meeting) -> HttpResponse:
    shown, ticked = (_uuids(request.POST.getlist(name)) for name in ("shown", "pick"))
    try:
        added, gone = actions.attend_by_list(
            meeting, shown=shown, ticked=ticked, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        words = f"已登记到会 {added} 家" + (f"，去掉 {gone} 家" if gone else "")
        messages.success(request, f"{words}。{quorum_of(meeting).text}")
    return redirect(f"{meeting.get_absolute_url()}#attendance")


@never_cache
@require_GET
@staff_door(writes=True)
def code(request: Visit, uuid: UUID) -> HttpResponse:
    """The code for the screen of the room, on the day of the meeting alone."""
    import segno  # noqa: PLC0415 - used here alone, so that a web worker stays small

    found = changeable(request, uuid)
    if not found.takes_codes(timezone.now()):
        raise Http404
    path = reverse("meetings:here", args=[found.uuid])
    link = request.build_absolute_uri(f"{path}?code={found.code}")
    context = {
        "title": f"{found}签到",
        "meeting": found,
        "code": segno.make(link, error="m").svg_inline(border=2, omitsize=True),
        "quorum": quorum_of(found),
    }
    return render(request, "meetings/code.html", context)


def _uuids(texts: list[str]) -> list[UUID]:
    """The keys among what a form posted; nonsense is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
