"""Staff pages: the minutes of a meeting – taken, checked and issued, corrected, read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import minutes as actions
from meetings.forms.minutes import CorrectForm
from meetings.minutes import as_it_stands, attendance_of, version_before
from meetings.minutes.page import compared, shown
from meetings.minutes.sheet import Sheet, refused
from meetings.models import Meeting, Minutes
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"


def visible_meeting(request: Visit, uuid: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)


def own_meeting(request: Visit, uuid: UUID) -> Meeting:
    """The meeting, if the account keeps its minutes; 404 for strangers, 403 for mere readers."""
    found = visible_meeting(request, uuid)
    if not Meeting.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    return found


def page_of(meeting: Meeting) -> str:
    return reverse("meetings:minutes", args=[meeting.uuid])


@writing
@staff_door()
def minutes(request: Visit, uuid: UUID) -> HttpResponse:
    """The page on which they are taken; for who only reads, or once issued, what they say."""
    meeting = visible_meeting(request, uuid)
    draft = meeting.minutes.drafts().prefetch_related("outcomes").first()
    writable = Meeting.objects.writable_by(request.user).contains(meeting)
    if request.method == "POST" and not writable:
        raise PermissionDenied
    begins = meeting.status in Minutes.KEPT_FROM and not meeting.minutes.exists()
    if writable and (begins or (draft and not meeting.is_cancelled)):
        return _take(request, meeting, draft)
    return _read(request, meeting, draft)


def _take(request: Visit, meeting: Meeting, draft: Minutes | None) -> HttpResponse:
    sheet = Sheet(meeting, draft, typed(request))
    if request.method == "POST":
        answer = _save(request, sheet)
        if answer is not None:
            return answer
    context = {
        "title": f"{meeting.title}：会议纪要",
        "meeting": meeting,
        "draft": draft,
        "sheet": sheet,
        "attendance": attendance_of(meeting),
        "late": meeting.status == Meeting.Status.NOTIFIED,
    }
    return render(request, "meetings/minutes.html", context)


def _save(request: Visit, sheet: Sheet) -> HttpResponse | None:
    """Where it leads; None when something was wrong, and the page is shown again."""
    quietly = _quietly(request)
    try:
        all_right = sheet.save(by=request.user, now=timezone.now())
    except ValidationError as error:  # issued meanwhile
        if quietly:
            return JsonResponse(refused(error))
        messages.error(request, error.messages[0])
        return redirect(page_of(sheet.meeting))
    if quietly:
        return JsonResponse(sheet.answer())
    if not all_right:
        return None
    if sheet.saved:
        messages.success(request, f"已保存 {sheet.saved} 项。")
    return redirect(_next(request.POST.get("then", ""), sheet))


def _quietly(request: Visit) -> bool:
    """The page saves by itself."""
    return request.headers.get("Accept", "").startswith("application/json")


def _next(then: str, sheet: Sheet) -> str:
    """Everything typed is saved before a button of the page leads on."""
    if then == "check":
        return reverse("meetings:minutes_check", args=[sheet.meeting.uuid])
    found = next((one.item for one in sheet.entries if then == f"resolve {one.item.uuid}"), None)
    if found:
        return reverse("meetings:resolve", args=[sheet.meeting.uuid, found.uuid])
    return page_of(sheet.meeting)


def _read(request: Visit, meeting: Meeting, draft: Minutes | None) -> HttpResponse:
    """The version that holds, or the draft as it stands; 404 when there is neither."""
    if request.method == "POST":
        words = "这场会议现在不能记纪要，没有保存。请刷新页面查看。"
        if _quietly(request):
            return JsonResponse(refused(ValidationError(words)))
        messages.error(request, words)
        return redirect(meeting)
    rows = meeting.minutes.prefetch_related("outcomes").order_by("-version")
    found = rows.issued().first() or draft
    if found is None:
        messages.info(request, "会议通知发出以后，可以在这里记纪要。")
        return redirect(meeting)
    return render(request, "meetings/minutes_read.html", shown(meeting, found, request.user))


@require_GET
@staff_door()
def version(request: Visit, uuid: UUID, number: int) -> HttpResponse:
    """One issued version; what it changed of the one before is marked."""
    meeting = visible_meeting(request, uuid)
    rows = Minutes.objects.issued().filter(meeting=meeting).prefetch_related("outcomes")
    found = get_object_or_404(rows.select_related("issued_by"), version=number)
    context = shown(meeting, found, request.user)
    if before := version_before(found):
        context["changes"] = compared(before, found)
    return render(request, "meetings/minutes_read.html", context)


@writing
@staff_door(writes=True)
def check(request: Visit, uuid: UUID) -> HttpResponse:
    """Everything as it will be issued; POST issues it and closes the meeting."""
    meeting = own_meeting(request, uuid)
    draft = meeting.minutes.drafts().prefetch_related("outcomes").first()
    if draft is None or meeting.is_cancelled:
        return redirect(page_of(meeting))
    draft.meeting = meeting
    if request.method == "POST" and _issued(request, draft):
        return redirect(page_of(meeting))
    outcomes = as_it_stands(draft)
    context = shown(meeting, draft, request.user, outcomes) | {
        "title": "核对纪要",
        "problems": actions.problems(outcomes),
        "seen": actions.seen_as(outcomes),
        "too_early": meeting.status == Meeting.Status.NOTIFIED,
    }
    return render(request, "meetings/minutes_check.html", context)


def _issued(request: Visit, draft: Minutes) -> bool:
    try:
        seen = request.POST.get("seen", "")
        actions.issue(draft, by=request.user, now=timezone.now(), seen=seen)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    messages.success(request, "纪要已印发，各成员单位的联络员会收到消息。")
    return True


@writing
@staff_door(writes=True)
def correct(request: Visit, uuid: UUID) -> HttpResponse:
    meeting, form = own_meeting(request, uuid), CorrectForm(typed(request))
    if not meeting.minutes.issued().exists():
        return redirect(page_of(meeting))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.correct(meeting, reason=reason, by=request.user, now=timezone.now())
        return page_of(meeting)

    more = {"template": FORM, "done": "已另起一版，改好后核对、印发；原来的版本仍可查看。"}
    title, back = f"更正纪要：{meeting.title}", page_of(meeting)
    return ask(request, form, act, title=title, action="开始更正", back=back, **more)


@writing
@staff_door(writes=True)
def discard(request: Visit, uuid: UUID) -> HttpResponse:
    """Give up a correction that was not issued."""
    meeting = own_meeting(request, uuid)
    draft = meeting.minutes.drafts().filter(version__gt=1).first()
    if draft is None:
        return redirect(page_of(meeting))
    if request.method == "POST":
        try:
            actions.discard(draft, by=request.user)
            messages.success(request, "已放弃更正，原来的纪要不变。")
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(page_of(meeting))
    context = {"title": "放弃更正？", "meeting": meeting, "back": page_of(meeting)}
    return render(request, "meetings/minutes_discard.html", context)


@writing
@staff_door(writes=True)
def item_strike(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    """Take out an item that was added at the meeting by mistake."""
    meeting = own_meeting(request, uuid)
    found = get_object_or_404(meeting.agenda.filter(came_up=True), uuid=item)
    draft = meeting.minutes.drafts().first()
    if draft is None:
        return redirect(page_of(meeting))
    if request.method == "POST":
        try:
            actions.strike_item(draft, found, by=request.user)
            messages.success(request, f"“{found}”已移除。")
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(page_of(meeting))
    context = {"title": "移除这一项？", "item": found, "back": page_of(meeting)}
    return render(request, "meetings/minutes_item_strike.html", context)
