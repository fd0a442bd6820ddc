"""Phone pages of the liaison officer: this month's report."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, liaison_door
from common.kept import typed
from common.lifecycle import IllegalMove
from meetings.actions import reports
from meetings.facts import facts_of
from meetings.forms.reports import ReportForm
from meetings.models import LiaisonReport


def _own_report(request: Visit, uuid: UUID) -> LiaisonReport:
    own = LiaisonReport.objects.of_liaison(request.user).for_list()
    return get_object_or_404(own, uuid=uuid)


@require_http_methods(["GET", "POST"])
@liaison_door()
def report_edit(request: Visit, uuid: UUID) -> HttpResponse:
    """The month's report; once handed in, the page shows it and can no longer be changed."""
    report = _own_report(request, uuid)
    form = ReportForm(typed(request), instance=report)
    if request.method == "POST" and form.is_valid():
        return _save(request, report, form)
    page = "report_edit" if report.waits_for_unit else "report_done"
    facts = facts_of(report, now=timezone.now()) if report.waits_for_unit else report.facts
    context = {"title": _title(report), "report": report, "form": form, "facts": facts}
    return render(request, f"meetings/{page}.html", context)


def _title(report: LiaisonReport) -> str:
    return f"{report.month.month} 月联络员月报"


def _save(request: Visit, report: LiaisonReport, form: ReportForm) -> HttpResponse:
    try:
        reports.save_texts(report, form.cleaned_data, by=request.user)
    except IllegalMove as error:
        messages.error(request, error.message)
        return redirect(report.phone_url)
    if "later" in request.POST:
        messages.success(request, "已存好，随时可以接着填。")
        return redirect("home:phone")
    nothing = "no_change" in request.POST and not any(form.cleaned_data.values())
    query = "?no_change=1" if nothing else ""
    return redirect(f"{report.check_url}{query}")


@require_http_methods(["GET", "POST"])
@liaison_door()
def report_check(request: Visit, uuid: UUID) -> HttpResponse:
    """What will be handed in, once more; then it is handed in."""
    report = _own_report(request, uuid)
    if not report.waits_for_unit:
        return redirect(report.phone_url)
    no_change = "no_change" in (request.POST or request.GET)
    if request.method == "POST":
        return _submit(request, report, no_change)
    context = {
        "title": f"核对 {_title(report)}",
        "report": report,
        "no_change": no_change,
        "facts": facts_of(report, now=timezone.now()),
    }
    return render(request, "meetings/report_check.html", context)


def _submit(request: Visit, report: LiaisonReport, no_change: bool) -> HttpResponse:
    texts = {name: getattr(report, name) for name in report.TEXTS}
    try:
        reports.submit(report, texts, no_change=no_change, by=request.user, now=timezone.now())
    except (IllegalMove, reports.NothingReported) as error:
        messages.error(request, error.message)
        return redirect(report.phone_url)
    messages.success(request, f"{report.month.month} 月月报已提交，街道马上就能看到。")
    return redirect("home:phone")


@require_GET
@liaison_door()
def report_list(request: Visit) -> HttpResponse:
    """The unit's reports, the latest first; also those of earlier officers."""
    own = LiaisonReport.objects.of_liaison(request.user).for_list()[:36]
    return render(request, "meetings/phone_reports.html", {"title": "历次月报", "reports": own})
