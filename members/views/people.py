"""Staff pages: people, what the portal holds about each, and a whole number with a reason."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from common import limits
from common.doors import Visit, staff_door
from common.kept import typed
from common.views import too_many
from members.actions import personal_data
from members.forms.people import AnswerForm, PersonForm, RevealForm
from members.models import CorrectionRequest, Person
from members.people import sheet_of
from members.registers.people import CorrectionListing, PersonListing
from members.views.ask import blame
from members.views.units import show_list

LOOKS = 20  # whole numbers that one account may look at …
LOOK_SECONDS = 3600  # … in this time


def visible_person(request: Visit, uuid: UUID) -> Person:
    """The person, for who may read about them; 404 for strangers."""
    found = Person.objects.visible_to(request.user).select_related("home__unit", "user")
    return get_object_or_404(found, uuid=uuid)


def may_change(request: Visit, person: Person) -> bool:
    writable = Person.objects.standing().writable_by(request.user)
    return writable.filter(pk=person.pk).exists()


def changeable_person(request: Visit, uuid: UUID) -> Person:
    """The person, if the account may change them; 404 for strangers, 403 for mere readers."""
    person = visible_person(request, uuid)
    if not may_change(request, person):
        raise PermissionDenied
    return person


@require_GET
@staff_door()
def person_list(request: Visit) -> HttpResponse:
    rows = Person.objects.visible_to(request.user).standing().select_related("home__unit")
    listing = PersonListing(request, rows.for_list(timezone.localdate()))
    return show_list(request, listing, "ui/list.html")


@require_GET
@staff_door()
def person(request: Visit, uuid: UUID) -> HttpResponse:
    found = visible_person(request, uuid)
    context = {
        "title": found.name,
        "person": found,
        "sections": sheet_of(found, request.user.areas()),
        "may_change": may_change(request, found),
    }
    return render(request, "members/person.html", context)


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def person_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_person(request, uuid)
    seen = personal_data.seen_as(found)
    form = PersonForm(typed(request), initial={"name": found.name, "seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            changed = personal_data.correct_person(
                found, by=request.user, now=timezone.now(), **form.facts(found)
            )
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, "已更正。" if changed else "没有改动。")
            return redirect(found)
    context = {"title": f"更正{found.name}的资料", "form": form, "person": found}
    return render(request, "members/person_form.html", context)


@never_cache
@sensitive_variables("phone")
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def person_phone(request: Visit, uuid: UUID) -> HttpResponse:
    """Asks why; the whole number stands on this one answer only, and the look is on record."""
    found = changeable_person(request, uuid)
    form = RevealForm(typed(request))
    context = {"title": f"查看{found.name}的完整号码", "form": form, "person": found}
    if request.method == "POST" and form.is_valid():
        who = str(request.user.pk)
        if limits.is_over("reveal", who, most=LOOKS):
            return too_many(request, seconds=LOOK_SECONDS)
        limits.count_try("reveal", who, seconds=LOOK_SECONDS)
        try:
            phone = personal_data.reveal_phone(found, reason=form.reason, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context |= {"phone": phone}
    return render(request, "members/person_phone.html", context)


@require_GET
@staff_door()
def correction_list(request: Visit) -> HttpResponse:
    rows = CorrectionRequest.objects.visible_to(request.user).select_related("person")
    return show_list(request, CorrectionListing(request, rows), "ui/list.html")


@require_http_methods(["GET", "POST"])
@staff_door()
def correction(request: Visit, uuid: UUID) -> HttpResponse:
    seen = CorrectionRequest.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("person", "answered_by"), uuid=uuid)
    may_answer = CorrectionRequest.objects.writable_by(request.user).filter(pk=found.pk).exists()
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    form = AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        answer, now = form.cleaned_data["answer"], timezone.now()
        try:
            personal_data.answer_correction(found, answer=answer, by=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已答复{found.person}，本人会收到提醒。")
            return redirect("members:correction_list")
    may_answer = may_answer and found.status == CorrectionRequest.Status.OPEN
    context = {"title": f"{found.person}的更正申请", "asked": found, "form": form}
    return render(request, "members/correction.html", context | {"may_answer": may_answer})
