"""Staff pages: the meetings planned, one meeting, its date."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.dates import moment_text
from common.doors import Visit, staff_door
from common.kept import typed
from common.lifecycle import IllegalMove
from common.sheets.views import export_response
from grids.calendar import is_workday, unofficial_years_in_use
from meetings.actions import planning
from meetings.clashes import units_elsewhere
from meetings.forms.meetings import ReasonForm, RescheduleForm
from meetings.models import Meeting
from meetings.registers.meetings import MeetingListing, with_counts
from meetings.sections import MeetingPage, shown_on


@require_GET
@staff_door()
def meeting_list(request: Visit) -> HttpResponse:
    now = timezone.now()
    rows = with_counts(Meeting.objects.visible_to(request.user).for_register(now))
    listing = MeetingListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    context = {
        "title": listing.title,
        "list": listing,
        "unofficial": unofficial_years_in_use(now),
        "may_import": request.user.administers_accounts,  # a district's administrator
    }
    return render(request, "meetings/meeting_list.html", context)


@require_GET
@staff_door()
def meeting(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    writable = Meeting.objects.writable_by(request.user).contains(found)
    now = timezone.now()
    page = MeetingPage(found, request.user, now, writable)
    context = {
        "title": found.title,
        "meeting": found,
        "may_move": writable and not planning.is_over(found, now),
        "may_cancel": writable and found.may_be_cancelled,
        "sections": shown_on(page),
        "writable": writable,
    }
    return render(request, "meetings/meeting.html", context)


def changeable(request: Visit, uuid: UUID) -> Meeting:
    """The meeting, if the account may change it; 404 for strangers, 403 for mere readers."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    if not Meeting.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def reschedule(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable(request, uuid)
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
                seen=request.POST.get("seen", ""),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"会议时间：{moment_text(found.starts_at)}。")
            if not is_workday(form.cleaned_data["day"]):
                messages.warning(request, "这一天是休息日，请再核对一次日期。")
            if count := units_elsewhere(found):
                text = f"其中 {count} 家单位这个时间前后还有别的联合体的会议，请看是否错开。"
                messages.warning(request, text)
            return redirect(found)
    context = {"title": "会议改期", "meeting": found, "form": form}
    return render(request, "meetings/reschedule.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def cancel(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            planning.cancel(found, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"{found.title}已取消。")
        except IllegalMove as error:
            messages.error(request, error.message)
        return redirect(found)
    text = f"{found.rule.alliance}，{found.title}，{moment_text(found.starts_at)}"
    context = {"title": "取消会议", "meeting": found, "form": form, "text": text}
    return render(request, "meetings/cancel.html", context)
