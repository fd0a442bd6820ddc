"""Staff pages: the tutor corps, its absences, and one-to-one assignments with their visits."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import tutors, visits
from meetings.forms.tutors import (
    AbsenceForm,
    ApproveForm,
    EndForm,
    NominateForm,
    RefuseForm,
    VisitForm,
)
from meetings.models import Absence, Assignment, Tutor
from meetings.models import Visit as TutorVisit
from meetings.registers.tutors import AssignmentListing, TutorListing
from meetings.views.training_scope import (
    decided_tutor,
    managed_assignment,
    seen_assignment,
    seen_tutor,
)
from members.views.ask import ask
from members.views.units import changeable_unit, show_list

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"


@require_safe
@staff_door()
def tutor_list(request: Visit) -> HttpResponse:
    rows = Tutor.objects.visible_to(request.user).for_list()
    return show_list(request, TutorListing(request, rows), "meetings/tutor_list.html")


@require_safe
@staff_door()
def assignment_list(request: Visit) -> HttpResponse:
    rows = Assignment.objects.visible_to(request.user).for_register(timezone.localdate())
    return show_list(request, AssignmentListing(request, rows), "meetings/assignment_list.html")


@require_safe
@staff_door()
def tutor(request: Visit, uuid: UUID) -> HttpResponse:
    found = seen_tutor(request.user, uuid)
    seen = Assignment.objects.visible_to(request.user)
    decides = Tutor.objects.decidable_by(request.user).filter(pk=found.pk).exists()
    context = {
        "title": found.person.name,
        "tutor": found,
        "absences": found.absences.filter(last__gte=timezone.localdate()),
        "assignments": seen.filter(tutor=found).for_list()[:40],
        "decides": decides and request.user.may_write,
        "changes": request.user.may_change(found.unit.area_id),
    }
    return render(request, "meetings/tutor.html", context)


@writing
@staff_door(writes=True)
def nominate(request: Visit, uuid: UUID) -> HttpResponse:
    """For a unit that asks by phone, or has no officer."""
    unit = changeable_unit(request, uuid)
    form = NominateForm(typed(request), people=tutors.people_of(unit))

    def act() -> Tutor:
        return tutors.nominate(unit, by=request.user, now=timezone.now(), **form.facts)

    more = {"template": FORM, "done": "已推荐，等街道选拔。", "back": unit.get_absolute_url()}
    return ask(request, form, act, title=f"{unit.label}：推荐辅导员", action="推荐", **more)


@writing
@staff_door(writes=True)
def approve(request: Visit, uuid: UUID) -> HttpResponse:
    found = decided_tutor(request.user, uuid)
    accounts = tutors.accounts_for(found, timezone.localdate())
    form = ApproveForm(typed(request), accounts=accounts)
    if found.person.user_id:
        del form.fields["account"]

    def act() -> None:
        account = form.cleaned_data.get("account")
        tutors.approve(found, account=account, by=request.user, now=timezone.now())

    more = {"template": FORM, "done": "已入选，推荐单位会收到提醒。"}
    more |= {"back": found.get_absolute_url(), "text": f"专长：{found.expertise}"}
    return ask(request, form, act, title=f"{found}：选为辅导员", action="选为辅导员", **more)


@writing
@staff_door(writes=True)
def refuse(request: Visit, uuid: UUID) -> HttpResponse:
    found = decided_tutor(request.user, uuid)
    form = RefuseForm(typed(request))

    def act() -> None:
        tutors.refuse(found, reason=form.cleaned_data["reason"], by=request.user)

    more = {"template": FORM, "done": "已答复，推荐单位会看到原因。"}
    more |= {"back": found.get_absolute_url()}
    return ask(request, form, act, title=f"{found}：不选", action="不选，说明原因", **more)


@writing
@staff_door(writes=True)
def end(request: Visit, uuid: UUID) -> HttpResponse:
    found = decided_tutor(request.user, uuid)
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        tutors.end(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    running = found.assignments.ahead(timezone.localdate()).count()
    text = f"正在辅导 {running} 家单位，会一并结束。结束后请到“轮换”为这些单位改派。"
    more = {"template": FORM, "done": "已离任。", "back": found.get_absolute_url(), "text": text}
    return ask(request, form, act, title=f"{found}：离任", action="确认离任", **more)


@writing
@staff_door(writes=True)
def absence(request: Visit, uuid: UUID) -> HttpResponse:
    found = seen_tutor(request.user, uuid)
    if not request.user.may_change(found.unit.area_id):
        raise PermissionDenied
    form = AbsenceForm(typed(request), initial={"first": timezone.localdate()})

    def act() -> None:
        tutors.be_away(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    text = "一个季度里多一半日子不能来的，轮换时不派。已经排好的，请到“轮换”改派。"
    more = {"template": FORM, "done": "已登记。", "back": found.get_absolute_url(), "text": text}
    return ask(request, form, act, title=f"{found}：不能辅导的日子", action="登记", **more)


@require_POST
@staff_door(writes=True)
def absence_drop(request: Visit, uuid: UUID, pk: int) -> HttpResponse:
    found = seen_tutor(request.user, uuid)
    if not request.user.may_change(found.unit.area_id):
        raise PermissionDenied
    row = get_object_or_404(Absence.objects.select_related("tutor"), tutor=found, pk=pk)
    tutors.be_back(row, by=request.user)
    messages.success(request, "已删去。")
    return redirect(found)


@require_safe
@staff_door()
def assignment(request: Visit, uuid: UUID) -> HttpResponse:
    found = seen_assignment(request.user, uuid)
    context = {
        "title": str(found),
        "assignment": found,
        "visits": found.visits.select_related("noted_by"),
        "sees_tutor": Tutor.objects.visible_to(request.user).filter(pk=found.tutor_id).exists(),
        "sees_unit": request.user.units().filter(pk=found.unit_id).exists(),
        "writes": Assignment.objects.writable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "meetings/assignment.html", context)


@writing
@staff_door(writes=True)
def visit_new(request: Visit, uuid: UUID) -> HttpResponse:
    """For a tutor who tells it by phone."""
    found = managed_assignment(request.user, uuid)
    form = VisitForm(typed(request), initial={"on": timezone.localdate(), "form": "lesson"})

    def act() -> None:
        visits.note(found, by=request.user, now=timezone.now(), **form.facts)

    more = {"template": FORM, "done": "已登记。", "back": found.get_absolute_url()}
    return ask(request, form, act, title=f"登记辅导：{found}", action="登记", **more)


@writing
@staff_door(writes=True)
def visit_edit(request: Visit, uuid: UUID) -> HttpResponse:
    seen = TutorVisit.objects.visible_to(request.user).for_list()
    found = get_object_or_404(seen, uuid=uuid)
    of = managed_assignment(request.user, found.assignment.uuid)
    names = ("form", "on", "topic", "outcome", "seen")
    form = VisitForm(typed(request), initial={name: getattr(found, name) for name in names})

    def act() -> None:
        seen, now = form.cleaned_data["seen"], timezone.now()
        visits.correct(found, by=request.user, now=now, seen=seen, **form.facts)

    more = {"template": FORM, "done": "已保存修改。", "back": of.get_absolute_url()}
    return ask(request, form, act, title=f"修改：{found}", action="保存修改", **more)
