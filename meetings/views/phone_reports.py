"""Phone pages of the liaison officer: this month's report."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import day_text
from common.doors import Visit, liaison_door
from common.kept import typed
from common.lifecycle import IllegalMove
from meetings.actions import reports, suggestions
from meetings.facts import facts_of, month_facts
from meetings.forms.reports import ReportForm
from meetings.models import LiaisonReport
from members.views.ask import blame


def _own_report(request: Visit, uuid: UUID) -> LiaisonReport:
    own = LiaisonReport.objects.of_liaison(request.user).for_list().select_related("suggestion")
    return get_object_or_404(own, uuid=uuid)


@require_http_methods(["GET", "POST"])
@liaison_door()
def report_edit(request: Visit, uuid: UUID) -> HttpResponse:
    """The month's report; once handed in, the page shows it and can no longer be changed."""
    report = _own_report(request, uuid)
    if not report.waits_for_unit:
        return _done(request, report)
    form = ReportForm(typed(request), instance=report, initial={"seen": report.typed_seen})
    if request.method == "POST" and form.is_valid():
        saved = _save(request, report, form)
        if saved:
            return saved
    facts = month_facts(report, now=timezone.now())
    context = {
        "title": _title(report),
        "report": report,
        "form": form,
        "facts": [(fact, fact["key"] in report.left_out) for fact in facts],
    }
    return render(request, "meetings/report_edit.html", context)


def _done(request: Visit, report: LiaisonReport) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, "月报已经提交，不能再改。请刷新页面查看。")
        return redirect(report.phone_url)
    context = {
        "title": _title(report),
        "report": report,
        "facts": report.facts,
        "may_suggest": suggestions.may_become(report),
        "suggestion": getattr(report, "suggestion", None),
    }
    return render(request, "meetings/report_done.html", context)


def _title(report: LiaisonReport) -> str:
    return f"{report.month.month} 月联络员月报"


def _save(request: Visit, report: LiaisonReport, form: ReportForm) -> HttpResponse | None:
    """Where to after saving; None when what was typed cannot be saved as it is."""
    texts, post, seen = form.texts, request.POST, form.cleaned_data["seen"]
    try:
        for verb in ("leave_out", "take_in"):
            if key := post.get(verb, "")[:80]:
                out = verb == "leave_out"
                reports.leave_out(report, key, out=out, texts=texts, by=request.user, seen=seen)
                return redirect(f"{report.phone_url}#facts")
        reports.save_texts(report, texts, by=request.user, seen=seen)
    except IllegalMove as error:
        messages.error(request, error.message)
        return redirect(report.phone_url)
    except reports.TypedElsewhere as error:
        blame(form, error)
        return None
    if "later" in post:
        messages.success(request, "已存好，随时可以接着填。")
        return redirect("home:phone")
    nothing = "no_change" in post and not any(texts.values())
    query = "?no_change=1" if nothing else ""
    return redirect(f"{report.check_url}{query}")


@require_POST
@liaison_door()
def report_save(request: Visit, uuid: UUID) -> JsonResponse:
    """What the page saves by itself: 409 when it must not go on, 400 when a text is wrong."""
    report = _own_report(request, uuid)
    form = ReportForm(request.POST, instance=report)
    if not form.is_valid():
        return JsonResponse({"error": "有一项写得太长，还没有存上。"}, status=400)
    seen = form.cleaned_data["seen"]
    try:
        reports.save_texts(report, form.texts, by=request.user, seen=seen, quietly=True)
    except (IllegalMove, reports.TypedElsewhere) as error:
        return JsonResponse({"error": error.message}, status=409)
    saved = timezone.localtime(timezone.now())
    return JsonResponse({"saved": f"{saved:%H:%M}", "seen": report.typed_seen})


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
    own, today = (
        LiaisonReport.objects.of_liaison(request.user).for_list()[:36],
        timezone.localdate(),
    )
    rows = [(report, report.days_late(today)) for report in own]
    return render(request, "meetings/phone_reports.html", {"title": "历次月报", "rows": rows})


@require_POST
@liaison_door()
def suggest(request: Visit, uuid: UUID) -> HttpResponse:
    """One tap: the advice of the accepted report becomes a suggestion that gets an answer."""
    report = _own_report(request, uuid)
    if hasattr(report, "suggestion"):
        return redirect(report.suggestion.phone_url)
    try:
        made = suggestions.of_report(report, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(report.phone_url)
    messages.success(request, f"已提交，{day_text(made.answer_by)}前会得到答复。")
    return redirect(made.phone_url)
