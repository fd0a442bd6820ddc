"""Staff pages: the meetings planned, and the rules they are planned by."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.lifecycle import IllegalMove
from common.sheets.views import export_response
from meetings.actions import planning
from meetings.forms import ReasonForm, RescheduleForm, RuleForm
from meetings.models import Meeting, MeetingRule
from meetings.registers import MeetingListing


@require_GET
@staff_door()
def meeting_list(request: Visit) -> HttpResponse:
    rows = Meeting.objects.visible_to(request.user).for_list()
    listing = MeetingListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "ui/list.html", {"title": listing.title, "list": listing})


@require_GET
@staff_door()
def meeting(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    writable = Meeting.objects.writable_by(request.user).contains(found)
    context = {
        "title": found.title,
        "meeting": found,
        "may_change": writable and not planning.is_over(found, timezone.now()),
        "invited": found.rule.alliance.memberships.current().select_related("unit"),
        "steps": _steps(found),
    }
    return render(request, "meetings/meeting.html", context)


def _steps(found: Meeting) -> list[tuple[str, str]]:
    """The stage line: (words, "done" | "now" | "") for each stage but the cancelled one."""
    stages = [stage for stage in Meeting.Status if stage != Meeting.Status.CANCELLED]
    reached = stages.index(Meeting.Status(found.status)) if found.status in stages else -1
    states = ["done" if n < reached else "now" if n == reached else "" for n in range(len(stages))]
    return [(str(stage.label), state) for stage, state in zip(stages, states, strict=True)]


def _changeable(request: Visit, uuid: UUID) -> Meeting:
    """The meeting, if the account may change it; 404 for strangers, 403 for mere readers."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    if not Meeting.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def reschedule(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    data = typed(request)
    form = RescheduleForm(data) if data else RescheduleForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            planning.reschedule(
                found,
                starts_at=form.starts_at,
                place=form.cleaned_data["place"],
                by=request.user,
                now=timezone.now(),
            )
        except planning.TooLate as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已改期，系统不再自动调整这场会议。")
            return redirect(found)
    context = {"title": "会议改期", "meeting": found, "form": form}
    return render(request, "meetings/reschedule.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def cancel(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            planning.cancel(found, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"{found.title}已取消。")
        except IllegalMove as error:
            messages.error(request, error.message)
        return redirect(found)
    context = {"title": "取消会议", "meeting": found, "form": form}
    return render(request, "meetings/cancel.html", context)


@require_GET
@staff_door()
def rule_list(request: Visit) -> HttpResponse:
    rules = MeetingRule.objects.visible_to(request.user).select_related("alliance")
    context = {"title": "会议规则", "rules": rules.order_by("alliance__area__code", "kind")}
    return render(request, "meetings/rules.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def rule(request: Visit, pk: int) -> HttpResponse:
    seen = MeetingRule.objects.visible_to(request.user).select_related("alliance")
    found = get_object_or_404(seen, pk=pk)
    if not MeetingRule.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    form = RuleForm(typed(request), instance=found)
    if request.method == "POST" and form.is_valid():
        moved = planning.change_rule(
            found.pk, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, f"规则已保存，{moved} 场尚未通知的会议随之改期。")
        return redirect("meetings:rules")
    return render(request, "meetings/rule.html", {"title": str(found), "rule": found, "form": form})
