"""Staff pages: reports collected, reviewed, and who is late."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import day_text, month_text
from common.doors import Visit, staff_door
from common.kept import typed
from common.lifecycle import IllegalMove
from common.sheets.views import export_response
from grids.past import place_of
from meetings.actions import reports, suggestions
from meetings.facts import opened_by
from meetings.forms.reports import ReturnForm
from meetings.models import LiaisonReport
from meetings.registers.reports import ReportListing
from meetings.reports.late import late_by_street, latest_months, month_asked
from meetings.reports.plain import report_text
from meetings.reports.summary import month_summary, summed_up
from meetings.views.papers_summaries import panel_of


@require_GET
@staff_door()
def report_list(request: Visit) -> HttpResponse:
    rows = LiaisonReport.objects.visible_to(request.user).for_list()
    listing = ReportListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "meetings/report_list.html", {"title": listing.title, "list": listing})


@require_GET
@staff_door()
def report(request: Visit, uuid: UUID) -> HttpResponse:
    return _page(request, _visible(request, uuid), ReturnForm(typed(request)))


def _visible(request: Visit, uuid: UUID) -> LiaisonReport:
    reports_seen = LiaisonReport.objects.visible_to(request.user).for_list()
    more = ("submitted_by", "reviewed_by", "suggestion")
    return get_object_or_404(reports_seen.select_related(*more), uuid=uuid)


def _page(request: Visit, found: LiaisonReport, form: ReturnForm) -> HttpResponse:
    reviews = LiaisonReport.objects.reviewable_by(request.user).contains(found)
    context = {
        "title": str(found),
        "report": found,
        "place": place_of(found, found.due_on),
        "form": form,
        "facts": opened_by(found, request.user),
        "suggestion": getattr(found, "suggestion", None),
        "may_suggest": reviews and suggestions.may_become(found),
        "may_review": reviews and found.status == found.Status.SUBMITTED,
        "late": found.days_late(timezone.localdate()),
    }
    return render(request, "meetings/report.html", context)


def _to_review(request: Visit, uuid: UUID) -> LiaisonReport:
    """The report, if the account decides on it; 404 for strangers, 403 for mere readers."""
    found = _visible(request, uuid)
    if not LiaisonReport.objects.reviewable_by(request.user).contains(found):
        raise PermissionDenied
    return found


@require_POST
@staff_door()
def accept(request: Visit, uuid: UUID) -> HttpResponse:
    found = _to_review(request, uuid)
    seen = request.POST.get("seen", "")
    try:
        reports.accept(found, by=request.user, now=timezone.now(), seen=seen)
        messages.success(request, f"{found}已通过。")
    except IllegalMove as error:
        messages.error(request, error.message)
    return redirect(found)


@require_http_methods(["GET", "POST"])
@staff_door()
def give_back(request: Visit, uuid: UUID) -> HttpResponse:
    """Its form stands on the report's page; shown here again when something is wrong with it."""
    found = _to_review(request, uuid)
    form = ReturnForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form)
    note, seen = form.cleaned_data["note"], request.POST.get("seen", "")
    try:
        reports.give_back(found, note=note, by=request.user, seen=seen)
    except IllegalMove as error:
        form.add_error(None, error)
        return _page(request, found, form)
    messages.success(request, f"{found}已退回，联络员会收到提醒。")
    return redirect(found)


@require_GET
@staff_door()
def report_copy(request: Visit, uuid: UUID) -> HttpResponse:
    """The report as plain text, to be copied out of the portal."""
    found = _visible(request, uuid)
    text = report_text(found) if found.status in found.HANDED_IN else ""
    context = {"title": f"复制{found}", "report": found, "text": text}
    return render(request, "meetings/report_copy.html", context)


@require_POST
@staff_door(writes=True)
def suggest(request: Visit, uuid: UUID) -> HttpResponse:
    """What an accepted report advises becomes a suggestion that is answered."""
    found = _to_review(request, uuid)
    if hasattr(found, "suggestion"):
        return redirect(found.suggestion)
    try:
        made = suggestions.of_report(found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(found)
    messages.success(request, f"已转为意见建议，请在 {day_text(made.answer_by)}前答复。")
    return redirect(made)


@require_GET
@staff_door()
def summary(request: Visit) -> HttpResponse:
    """The month of one street or community, made from its reports, as plain text too."""
    today = timezone.localdate()
    month = month_asked(request.GET.get("month", ""), today)
    places = summed_up(request.user)
    area = next((one for one in places if str(one.uuid) == request.GET.get("area")), None)
    if area is None and not places:
        raise Http404
    context = {
        "title": "月度汇总",
        "month": month,
        "months": latest_months(today),
        "places": places,
        "summary": month_summary(area or places[0], month, today=today),
        "paper": panel_of(request.user, area or places[0], month),
    }
    return render(request, "meetings/summary.html", context)


@require_GET
@staff_door()
def late(request: Visit) -> HttpResponse:
    """Who has not handed in the month's report, with a text to paste into the WeChat group."""
    today = timezone.localdate()
    month = month_asked(request.GET.get("month", ""), today)
    of_month = LiaisonReport.objects.placed_with(request.user).filter(month=month)
    rows = of_month.waiting_for_unit().for_list().order_by("street__code", "unit__name", "pk")
    context = {
        "title": f"{month_text(month)}月报催交名单",
        "month": month,
        "opened": of_month.exists(),
        "streets": late_by_street(rows, month, today),
        "months": latest_months(today),
    }
    return render(request, "meetings/late.html", context)
