"""Staff pages: the month's summary as an official paper – seen, edited, issued once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.dates import month_text
from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from meetings.actions import summaries
from meetings.forms.bulletins import SeenForm
from meetings.forms.summaries import SummaryForm
from meetings.models import SummaryIssue
from meetings.papers.summary import summary_of
from meetings.reports.late import month_asked
from meetings.reports.summary import SUMMED_UP, alliance_of, drafted, month_summary, summed_up
from meetings.views.paper_files import Shown, show
from members.models import Alliance, User
from members.views.ask import ask

FORM = "ui/ask.html"
writing = require_http_methods(["GET", "POST"])
CHANGED = "起草之后月报有变化：丢弃草稿，就按现在的月报重新生成。"


@dataclass(frozen=True)
class Asked:
    """Whose summary of which month."""

    area: Area
    month: date
    alliance: Alliance | None

    @property
    def name(self) -> str:
        return f"{self.area.name} {month_text(self.month)}联络员月报汇总"

    @property
    def query(self) -> str:
        return urlencode({"month": f"{self.month:%Y-%m}", "place": self.area.uuid})

    @property
    def back(self) -> str:
        asked = urlencode({"month": f"{self.month:%Y-%m}", "area": self.area.uuid})
        return f"{reverse('meetings:summary')}?{asked}"


def _asked(request: Visit) -> Asked:
    """Of `?month=` and `?place=`; a place that the account does not see does not exist."""
    month = month_asked(request.GET.get("month", ""), timezone.localdate())
    if place := request.GET.get("place"):
        area = _place(request.user, place)
    else:
        area = next(iter(summed_up(request.user)), None)
    if area is None:
        raise Http404
    return Asked(area, month, _issuer(area, month))


def _place(user: User, key: str) -> Area | None:
    """Ended ones, too, so that their papers are found again."""
    try:
        found = user.areas().filter(kind__in=SUMMED_UP, uuid=UUID(key))
    except ValueError:
        return None
    return found.first()


def _issuer(area: Area, month: date) -> Alliance | None:
    """Who issued that month or drafts it, though it may have ended; else who would issue it now."""
    known = SummaryIssue.objects.filter(alliance__area=area, month=month)
    found = known.select_related("alliance__area").first()
    return found.alliance if found else alliance_of(area)


def _current(asked: Asked) -> SummaryIssue:
    today = timezone.localdate()
    if asked.alliance is None:
        return drafted(month_summary(asked.area, asked.month, today=today))
    return summaries.current(asked.alliance, asked.month, today=today)


class Panel(NamedTuple):
    """The paper on the page of the summary: of this month, and those issued of other months."""

    this: SummaryIssue | None
    issued: list[SummaryIssue]
    query: str
    may_write: bool


def panel_of(user: User, area: Area, month: date) -> Panel:
    """Of an area of `summed_up`. One query, however many were issued."""
    rows = list(SummaryIssue.objects.visible_to(user).filter(alliance__area=area).for_list())
    this = next((one for one in rows if one.month == month), None)
    others = [one for one in rows if one != this and not one.is_draft]
    may_write: bool = area.may_issue
    return Panel(this, others, Asked(area, month, None).query, may_write)


@require_GET
@staff_door()
def summary_paper(request: Visit) -> HttpResponse:
    """As issued, or as it would be now; `?as=docx` and `?as=pdf` are the files."""
    asked = _asked(request)
    found = _current(asked)
    paper = summary_of(found, asked.area, asked.alliance, today=timezone.localdate())
    record = found if found.pk else asked.area
    shown = Shown(paper, asked.name, f"公文：{asked.name}", record, (asked.back, "返回月度汇总"))
    return show(request, shown, keep=asked.query)


def _writable(request: Visit) -> tuple[Asked, Alliance]:
    """404 for strangers and where no alliance issues, 403 for mere readers."""
    asked = _asked(request)
    if not request.user.may_change(asked.area.pk):
        raise PermissionDenied
    if asked.alliance is None:
        raise Http404
    return asked, asked.alliance


@writing
@staff_door(writes=True)
def summary_edit(request: Visit) -> HttpResponse:
    asked, alliance = _writable(request)
    found = _current(asked)
    if request.method == "GET" and not found.is_draft:
        return redirect(asked.back)
    form = SummaryForm(typed(request), instance=found, initial={"seen": found.seen})

    def act() -> None:
        seen, now = form.cleaned_data["seen"], timezone.now()
        summaries.edit(alliance, asked.month, form.texts, by=request.user, now=now, seen=seen)

    more = {"template": FORM, "done": "草稿已保存。", "text": _changed(asked, found)}
    return ask(
        request, form, act, title=f"改写{asked.name}", action="保存草稿", back=asked.back, **more
    )


def _changed(asked: Asked, found: SummaryIssue) -> str:
    """What to tell whoever edits or issues a draft that is behind its reports."""
    now = drafted(month_summary(asked.area, asked.month, today=timezone.localdate()))
    return CHANGED if found.made_from != now.made_from else ""


@writing
@staff_door(writes=True)
def summary_issue(request: Visit) -> HttpResponse:
    asked, alliance = _writable(request)
    found = _current(asked)
    if request.method == "GET" and not found.is_draft:
        return redirect(asked.back)
    form = SeenForm(typed(request), initial={"seen": found.seen})

    def act() -> None:
        seen, now = form.cleaned_data["seen"], timezone.now()
        summaries.issue(alliance, asked.month, by=request.user, now=now, seen=seen)

    counted = "，".join(f"{what} {amount} {unit}" for what, amount, unit in found.figures[:5])
    text = f"{counted}。印发后编号，文字和数字不能再改；编号按年度连续，编上就不能收回。"
    more = {"template": FORM, "done": "汇总已编号印发。", "text": text + _changed(asked, found)}
    return ask(
        request, form, act, title=f"印发{asked.name}", action="编号印发", back=asked.back, **more
    )


@writing
@staff_door(writes=True)
def summary_discard(request: Visit) -> HttpResponse:
    asked, alliance = _writable(request)
    found = _current(asked)
    if request.method == "GET" and not (found.pk and found.is_draft):
        return redirect(asked.back)
    form = SeenForm(typed(request), initial={"seen": found.seen})

    def act() -> None:
        seen, now = form.cleaned_data["seen"], timezone.now()
        summaries.discard(alliance, asked.month, by=request.user, now=now, seen=seen)

    text = "改写过的文字不再保留，汇总按现在的月报重新生成。"
    more = {"template": FORM, "done": "草稿已丢弃，下面按现在的月报生成。", "text": text}
    return ask(
        request, form, act, title=f"丢弃{asked.name}的草稿", action="丢弃草稿", back=asked.back,
        **more,
    )  # fmt: skip
