"""Phone pages of the liaison officer: a meeting, the unit's answer, its topics, being there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from common import limits
from common.doors import Visit, liaison_door
from common.kept import typed
from meetings.actions import agenda
from meetings.actions import attendance as actions
from meetings.forms.agenda import TopicForm
from meetings.forms.attendance import CodeForm, OwnAnswerForm
from meetings.models import Invitation, Meeting, Topic
from meetings.sections.agenda import agenda_of
from meetings.views.agenda import file_of
from members.models import MemberUnit
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask_phone.html"
MOST_TRIES, TRIES_SECONDS = 10, 600  # of a code, by one account


def _own(request: Visit, uuid: UUID) -> Meeting:
    """A meeting of an alliance of the officer's unit, or 404."""
    return get_object_or_404(Meeting.objects.of_officer(request.user).for_list(), uuid=uuid)


def _invitation(request: Visit, meeting: Meeting) -> Invitation | None:
    rows = Invitation.objects.of_liaison(request.user).filter(meeting=meeting)
    return rows.select_related("unit", "meeting__rule").first()


def _invited(request: Visit, uuid: UUID) -> Invitation:
    found = _invitation(request, _own(request, uuid))
    if found is None:
        raise Http404
    return found


@require_GET
@liaison_door()
def meeting(request: Visit, uuid: UUID) -> HttpResponse:
    found, now = _own(request, uuid), timezone.now()
    items = list(found.agenda.for_list())
    context = {
        "title": found.title,
        "meeting": found,
        "over": found.starts_at <= now,
        "minutes": found.minutes.issued().exists(),
        "invitation": _invitation(request, found),
        "answers": found.takes_replies(now),
        "codes": found.takes_codes(now),
        "collects": found.takes_topics(now),
        "topics": found.topics.of_liaison(request.user).for_list(),
        "agenda": agenda_of(found, items) if items and found.status != "agenda" else None,
    }
    return render(request, "meetings/phone_meeting.html", context)


@writing
@liaison_door()
def reply(request: Visit, uuid: UUID) -> HttpResponse:
    """One tap posts 本人参加; the two others ask for no more than they need (?as=)."""
    found = _invited(request, uuid)
    kind = request.POST.get("reply") or request.GET.get("as", "")
    if kind not in Invitation.Reply.values:
        return redirect(found.meeting.phone_url)
    known = {"reply": kind, "seen": found.seen}
    known |= {name: getattr(found, name) for name in ("substitute", "reason")}
    form = OwnAnswerForm(typed(request), reply=kind, initial=known)

    def act() -> None:
        actions.answer(found, by=request.user, now=timezone.now(), **form.facts())

    title = dict(Invitation.Reply.choices)[kind]
    more: dict[str, Any] = {"template": FORM, "facts": [("会议", found.meeting.title)]}
    back, done = found.meeting.phone_url, "已收到您的回执，会议开始前可以改。"
    return ask(request, form, act, title=title, action="提交回执", back=back, done=done, **more)


@writing
@liaison_door()
def topic_new(request: Visit, uuid: UUID) -> HttpResponse:
    found, form = _own(request, uuid), TopicForm(typed(request))
    own = MemberUnit.objects.filter(
        liaisons__person__user=request.user.pk, liaisons__until=None
    )  # the unit for which the officer speaks, in this alliance
    members = found.rule.alliance.memberships.current().values("unit")
    unit = get_object_or_404(own.filter(pk__in=members))

    def act() -> None:
        now = timezone.now()
        agenda.propose(found, unit=unit, by=request.user, now=now, **form.cleaned_data)

    back, done = found.phone_url, "议题已提交，列入议程或没有列入，都会在这里看到。"
    more = {"template": FORM, "back": back, "done": done}
    return ask(request, form, act, title="提一个议题", action="提交议题", **more)


@require_POST
@liaison_door()
def topic_withdraw(request: Visit, uuid: UUID, topic: UUID) -> HttpResponse:
    found = _own(request, uuid)
    own = Topic.objects.of_liaison(request.user).filter(meeting=found)
    one = get_object_or_404(own.select_related("meeting__rule"), uuid=topic)
    try:
        agenda.withdraw(one, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"议题“{one.title}”已撤回。")
    return redirect(found.phone_url)


@never_cache
@writing
@liaison_door()
def here(request: Visit, uuid: UUID) -> HttpResponse:
    """The code of the screen, typed or scanned; looking at the page writes nothing."""
    found = _invited(request, uuid)
    scanned = request.GET.get("code", "")[:4]
    form = CodeForm(typed(request), initial={"code": scanned, "scanned": "1" if scanned else ""})

    def act() -> None:
        _check_tries(request)
        data, now = form.cleaned_data, timezone.now()
        by_scan = bool(data["scanned"])
        actions.attend_by_code(found, code=data["code"], scanned=by_scan, by=request.user, now=now)

    facts = [("会议", found.meeting.title), ("单位", found.unit.label)]
    more: dict[str, Any] = {"template": FORM, "facts": facts, "back": found.meeting.phone_url}
    done = "签到成功。"
    return ask(request, form, act, title="会场签到", action="签到", done=done, **more)


def _check_tries(request: Visit) -> None:
    """Counts this try at a code; refuses when the account has tried too often."""
    who = str(request.user.pk)
    if limits.is_over("meeting-code", who, most=MOST_TRIES):
        raise ValidationError("试的次数太多了，请过十分钟再试，或请会务人员在名单上登记。")
    limits.count_try("meeting-code", who, seconds=TRIES_SECONDS)


@require_safe
@liaison_door()
def material(request: Visit, uuid: UUID, material: UUID) -> HttpResponse:
    return file_of(_own(request, uuid), material)
