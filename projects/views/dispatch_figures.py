"""Staff pages: figures about residents' requests, as a page of one sheet and as Excel."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import audit
from common.dates import day_asked, full_day_text
from common.doors import Visit, staff_door
from common.sheets.views import sheet_response
from projects.models import Request
from projects.requests.figures import (
    BY_KEY,
    COLUMNS,
    FIGURES,
    MEDIAN,
    Figures,
    Period,
    figures,
    periods,
    share,
)
from projects.requests.figures_sheet import sheet_of
from projects.requests.terms import Watch


@require_safe
@staff_door()
def show_figures(request: Visit) -> HttpResponse:
    today = timezone.localdate()
    choices = periods(today)
    period = asked(request, choices[0][1])
    mine = Request.objects.visible_to(request.user)
    found = figures(mine, period)
    if request.GET.get("export") == "xlsx":
        return _sheet(request, found)
    context = {
        "title": "点单统计",
        "found": found,
        "period": period,
        "periods": [(words, _address(one), one == period) for words, one in choices],
        "kpi": [_card(found, key) for key in ("received", "open", "done", "solved")],
        "lines": [
            (one, found.counts[one.key], share(found, one.key), period.url(figure=one.key))
            for one in FIGURES
        ],
        "heads": [BY_KEY[key].title for key in COLUMNS],
        "tables": [("各社区", found.communities), ("各类别", found.categories)],
        "median": MEDIAN,
        "overdue": Watch(today).overdue(mine).count(),
        "export_url": f"{_address(period)}&export=xlsx",
    }
    return render(request, "projects/request_figures.html", context)


def asked(request: Visit, otherwise: Period) -> Period:
    """The period of ?from= and ?to=; what is no day, or backwards, is not understood."""
    first, last = (day_asked(request.GET.get(name, "")) for name in ("from", "to"))
    return Period(first, last) if first and last and first <= last else otherwise


def _address(period: Period) -> str:
    return f"?from={period.first}&to={period.last}"


def _card(found: Figures, key: str) -> dict[str, object]:
    """A large figure of ui/kpi.html, with its share where it is a part of another."""
    one, count, part = BY_KEY[key], found.counts[key], share(found, key)
    url = found.period.url(figure=key) if count else ""
    notes = [(part, "")] if part else []
    return {"label": one.title, "value": count, "unit": "件", "url": url, "notes": notes}


def _sheet(request: Visit, found: Figures) -> HttpResponse:
    """As on the page; noted in the audit trail like every export."""
    user, now = request.user, timezone.now()
    words = f"{full_day_text(found.period.first)}至{full_day_text(found.period.last)}"
    audit.record(user, "export", by=user, reason=f"点单统计：{words}")
    data = sheet_of(found, words, who=f"{user}（{user.get_username()}）", now=now)
    return sheet_response(data, f"点单统计-{timezone.localdate(now):%Y%m%d}.xlsx")
