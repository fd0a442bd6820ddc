"""Staff pages: a meeting's official papers, as page, Word and PDF; and the officers' notice."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from common import audit
from common.doors import Visit, liaison_door, staff_door
from common.official import Paper, page, pdf
from common.sheets.views import sheet_response
from meetings.actions.papers import number_for
from meetings.models import DocumentNumber, Meeting
from meetings.papers import replies
from meetings.papers.kinds import PAPERS, PaperKind
from meetings.views.paper_files import Shown, show


def _meeting(request: Visit, uuid: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("rule__alliance__area")
    return get_object_or_404(rows, uuid=uuid)


@require_GET
@staff_door()
def papers(request: Visit, uuid: UUID) -> HttpResponse:
    """The meeting's papers, each with its number and the forms it comes in."""
    found = _meeting(request, uuid)
    if request.GET.get("export") == "replies":
        return _replies(request, found)
    given = DocumentNumber.objects.filter(document=found.uuid)
    numbers = {one.kind: one for one in given}
    may_write = Meeting.objects.writable_by(request.user).contains(found)
    context = {
        "title": f"{found.title}：公文",
        "meeting": found,
        "rows": [_row(found, key, numbers, may_write) for key in PAPERS],
        "replies": found.invitations.count(),
        "may_write": may_write,
        "has_pdf": bool(pdf.program()),
    }
    return render(request, "meetings/papers.html", context)


def _row(
    meeting: Meeting, key: str, numbers: dict[str, DocumentNumber], may_write: bool
) -> dict[str, Any]:
    kind, number = PAPERS[key], numbers.get(key)
    return {
        "key": key,
        "kind": kind,
        "number": number,
        "is_numbered": bool(kind.numbered),
        "readable": meeting.status in kind.stages,
        "may_number": may_write and not number and meeting.status in kind.numbered,
    }


def _replies(request: Visit, meeting: Meeting) -> HttpResponse:
    audit.record(meeting, "export", by=request.user, reason="会议回执")
    data = replies.workbook(meeting, who=str(request.user), now=timezone.now())
    return sheet_response(data, f"{meeting.title}回执.xlsx".replace(" ", ""))


def _kind(meeting: Meeting, key: str) -> PaperKind:
    kind = PAPERS.get(key)
    if kind is None or meeting.status not in kind.stages:
        raise Http404
    return kind


@require_GET
@staff_door()
def paper(request: Visit, uuid: UUID, key: str) -> HttpResponse:
    """One paper as a page; `?as=docx` and `?as=pdf` are the files."""
    found = _meeting(request, uuid)
    kind = _kind(found, key)
    made = kind.build(found, timezone.localdate())
    back = (reverse("meetings:papers", args=[found.uuid]), "返回公文")
    title = f"{kind.label}：{found.title}"
    return show(request, Shown(made, kind.label, title, found, back))


@require_POST
@staff_door()
def number(request: Visit, uuid: UUID, key: str) -> HttpResponse:
    """Give the paper its number: once, for good."""
    found = _meeting(request, uuid)
    if not Meeting.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    if found.status not in _kind(found, key).numbered:
        messages.error(request, "现在还不能编号：通知在确定议程后编号，纪要在会议召开后编号。")
        return redirect("meetings:papers", found.uuid)
    today = timezone.localdate()
    given = number_for(found.rule.alliance, key, today.year, of=found, on=today, by=request.user)
    messages.success(request, f"{PAPERS[key].label}的文号：{given}。")
    return redirect("meetings:papers", found.uuid)


READABLE = {Meeting.Status.NOTIFIED, Meeting.Status.HELD, Meeting.Status.CLOSED}


@require_GET
@liaison_door()
def phone_notice(request: Visit, uuid: UUID) -> HttpResponse:
    """The notice as officers read it, once it is out."""
    rows = Meeting.objects.of_officer(request.user).select_related("rule__alliance__area")
    found = get_object_or_404(rows, uuid=uuid)
    context: dict[str, Any] = {"title": f"会议通知：{found.title}", "meeting": found}
    if found.status in READABLE:
        context["paper"] = page.of(_notice(found, timezone.localdate()))
    return render(request, "meetings/phone_notice.html", context)


def _notice(meeting: Meeting, today: date) -> Paper:
    return PAPERS["notice"].build(meeting, today)
