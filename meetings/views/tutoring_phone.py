"""Phone pages: a tutor's units and visits; an officer's tutor, and whom the unit nominates."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.doors import Visit, liaison_door, phone_door
from common.kept import typed
from meetings.actions import tutors, visits
from meetings.forms.tutors import NominateForm, VisitForm
from meetings.models import Assignment, Tutor
from meetings.views.training_scope import unit_of
from members.models import User
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask_phone.html"
PAST = 12


@require_safe
@phone_door()
def my_tutoring(request: Visit) -> HttpResponse:
    """What the reader does as a tutor, and what comes to the unit the reader speaks for."""
    user, today = request.user, timezone.localdate()
    own = Assignment.objects.of_tutor(user).for_register(today)
    waiting_first = (F("is_waiting").desc(), "period", "unit__area__code", "pk")
    running = own.ahead(today).order_by(*waiting_first)
    theirs = Assignment.objects.of_officer(user).for_list()
    context = {
        "title": "一对一辅导",
        "is_tutor": Tutor.objects.approved().filter(person__user=user).exists(),
        "running": running,
        "past": own.exclude(pk__in=running.values("pk"))[:PAST],
        "coming": theirs.ahead(today),
        "came": theirs.exclude(pk__in=theirs.ahead(today).values("pk"))[:PAST],
        "nominated": Tutor.objects.of_officer(user).for_list().order_by("-nominated_on", "-pk"),
    }
    return render(request, "meetings/my_tutoring.html", context)


def _seen(user: User, key: UUID) -> Assignment:
    """An assignment of the reader: as its tutor, or as the officer of its unit."""
    tutor = Q(pk__in=Assignment.objects.of_tutor(user).values("pk"))
    officer = Q(pk__in=Assignment.objects.of_officer(user).values("pk"))
    return get_object_or_404(Assignment.objects.for_list().filter(tutor | officer), uuid=key)


@require_safe
@phone_door()
def my_assignment(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request.user, uuid)
    context = {
        "title": found.unit.label,
        "assignment": found,
        "visits": found.visits.all(),
        "is_tutor": Assignment.objects.of_tutor(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "meetings/my_assignment.html", context)


@writing
@phone_door()
def my_visit(request: Visit, uuid: UUID) -> HttpResponse:
    """One screen: the unit is given, the form chosen beforehand."""
    own = Assignment.objects.of_tutor(request.user).for_list()
    found = get_object_or_404(own, uuid=uuid)
    form = VisitForm(typed(request), initial={"on": timezone.localdate(), "form": "lesson"})

    def act() -> str:
        visits.note(found, by=request.user, now=timezone.now(), **form.facts)
        return found.phone_url

    more: dict[str, Any] = {"template": FORM, "done": "已记下，单位和街道都能看到。"}
    title, back = f"记一次辅导：{found.unit.label}", found.phone_url
    return ask(request, form, act, title=title, action="记下来", back=back, **more)


@writing
@liaison_door()
def my_nomination(request: Visit) -> HttpResponse:
    unit = unit_of(request.user)
    form = NominateForm(typed(request), people=tutors.people_of(unit))
    back = reverse("meetings:my_tutoring")

    def act() -> str:
        tutors.nominate(unit, by=request.user, now=timezone.now(), **form.facts)
        return back

    more: dict[str, Any] = {"template": FORM, "done": "已推荐，街道选拔后会告诉您。"}
    return ask(request, form, act, title="推荐辅导员", action="推荐", back=back, **more)
