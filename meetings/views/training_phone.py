"""Phone pages of the liaison officer: what is open, whom the unit sends, papers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.doors import Visit, liaison_door
from common.kept import typed
from meetings.actions import places
from meetings.forms.training import NamesForm
from meetings.models import Enrolment, Handout, Session
from meetings.views.files import file_response
from meetings.views.training_scope import names_sent_before, officers_session, unit_of
from members.models import MemberUnit
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
PAST = 10


@require_safe
@liaison_door()
def my_training(request: Visit) -> HttpResponse:
    """What the unit goes to, what else is open to it, what was."""
    now, unit = timezone.now(), unit_of(request.user)
    every = Session.objects.for_unit(unit).for_list()
    coming = list(every.coming(now))
    own = Enrolment.objects.live().filter(unit=unit, session__in=coming).in_order()
    mine: dict[int, list[Enrolment]] = {}
    for one in own:
        mine.setdefault(one.session_id, []).append(one)
    past = Session.objects.filter(enrolments__unit=unit, starts_at__lte=now).distinct()
    context = {
        "title": "培训和交流",
        "mine": [(one, mine[one.pk]) for one in coming if one.pk in mine],
        "others": [(one, _room(one)) for one in coming if one.pk not in mine],
        "past": past.order_by("-starts_at", "-pk")[:PAST],
    }
    return render(request, "meetings/my_training.html", context)


def _room(session: Session) -> str:
    left = session.places - session.taken
    return f"还有 {left} 个名额" if left > 0 else f"已报满，候补 {session.waiting} 人"


@writing
@liaison_door()
def my_session(request: Visit, uuid: UUID) -> HttpResponse:
    """Everything about it, and the names of the unit's people: signed up on the same page."""
    found, unit, now = officers_session(request.user, uuid), unit_of(request.user), timezone.now()
    form = NamesForm(typed(request), known=names_sent_before(unit, found))

    def act() -> str:
        people = form.people
        places.sign_up(found, unit, people, by=request.user, now=timezone.now())
        return found.phone_url

    more: dict[str, Any] = {
        "session": found,
        "people": Enrolment.objects.live().filter(session=found, unit=unit).in_order(),
        "materials": found.materials.defer("data"),
        "room": _room(found),
        "open": found.takes_names(now, timezone.localdate(now)),
        "begun": found.starts_at <= now,
        "template": "meetings/my_session.html",
        "done": "已报名。报满时按先后候补，有名额了会提醒您。",
    }
    back = reverse("meetings:my_training")
    return ask(request, form, act, title=found.topic, action="报名", back=back, **more)


@writing
@liaison_door()
def my_place(request: Visit, uuid: UUID) -> HttpResponse:
    """Asks once more before a place is given back."""
    rows = Enrolment.objects.live().of_officer(request.user)
    found = get_object_or_404(rows.select_related("session__programme", "unit"), uuid=uuid)
    form = NamesForm(typed(request), known=[])
    del form.fields["names"]

    def act() -> str:
        places.withdraw(found, by=request.user, now=timezone.now())
        return found.session.phone_url

    facts = [("课", found.session.topic), ("时间", found.session.when)]
    more: dict[str, Any] = {
        "template": "ui/ask_phone.html",
        "facts": facts,
        "done": "已取消报名。",
    }
    title, back = f"{found.name}不去了？", found.session.phone_url
    return ask(request, form, act, title=title, action="取消报名", back=back, **more)


@require_safe
@liaison_door()
def my_material(request: Visit, uuid: UUID) -> HttpResponse:
    unit: MemberUnit = unit_of(request.user)
    seen = Session.objects.for_unit(unit).values("pk")
    found = get_object_or_404(Handout, uuid=uuid, session__in=seen)
    return file_response(found.name, found.kind, found.data)
