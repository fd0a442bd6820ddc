"""Figures about residents' requests: each with its definition, each opening exactly its records.

A figure counts requests that came in within a period; the list narrows by the same conditions, so
that a count and the list behind it cannot disagree. Nothing here compares units or people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from common.dates import midnight
from grids.calendar import load_calendar
from projects.models import Request
from projects.requests.terms import DAY, workdays_between
from projects.taxonomy import taxonomy

Status = Request.Status
IS_DONE = Q(status__in=[Status.DONE, Status.CONFIRMED])


@dataclass(frozen=True)
class Figure:
    """`of` is the key of the figure that this one is a part of."""

    key: str
    title: str
    definition: str
    holds: Q
    of: str = "received"


FIGURES = (
    Figure("received", "收到", "本期提交的点单，含社区代填的", Q(), ""),
    Figure("open", "还没办结", "本期提交、现在还没有办结的", Q(status__in=Request.OPEN)),
    Figure("accepted", "受理", "本期提交、已经受理的", Q(accepted_at__isnull=False)),
    Figure("declined", "不予受理", "本期提交、不予受理的", Q(status=Status.DECLINED)),
    Figure("taken", "接单", "本期提交、现在的承办方已接单的", Q(taken_at__isnull=False)),
    Figure(
        "taken_in_time",
        "按时接单",
        "已接单的当中，接单日不晚于接单期限的（转交的按最后一次派单算）",
        Q(taken_at__isnull=False, taken_at__date__lte=F("take_by")),
        "taken",
    ),
    Figure("done", "办结", "本期提交、现在已办结或居民已确认的", IS_DONE),
    Figure(
        "done_in_time",
        "按时办结",
        "已办结的当中，办结日不晚于办结期限的（重办的按最后一次算）",
        IS_DONE & Q(done_at__date__lte=F("done_by")),
        "done",
    ),
    Figure(
        "confirmed", "居民已确认", "办结后居民本人回话确认的", Q(status=Status.CONFIRMED), "done"
    ),
    Figure("answered", "居民回过话", "居民说过解决没有的", Q(solved__isnull=False)),
    Figure("solved", "居民说已解决", "居民回过话的当中，说已解决的", Q(solved=True), "answered"),
    Figure("reopened", "要求重办", "居民要求重办过至少一次的", Q(reopened__gt=0)),
)
BY_KEY = {one.key: one for one in FIGURES}
# What stands in a row of the table; shares need no column of their own.
COLUMNS = (
    "open", "received", "accepted", "taken_in_time", "done", "done_in_time", "confirmed",
    "solved", "reopened", "declined",
)  # fmt: skip
ALIAS = "n_"
MEDIAN = "从提交之日到办结之日的工作日数（当天办结为 0），取已办结各件的中位数"


@dataclass(frozen=True)
class Period:
    """Days of submission, both ends included."""

    first: date
    last: date

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return until(since(rows, self.first), self.last)

    def url(self, **query: str) -> str:
        """The list of what is counted, for this period."""
        days = {"from": str(self.first), "to": str(self.last)}
        return f"{reverse('projects:request_list')}?{urlencode(days | query)}"


def since(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return rows.filter(received_at__gte=midnight(day))


def until(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return rows.filter(received_at__lt=midnight(day + DAY))


def periods(today: date) -> list[tuple[str, Period]]:
    """What reports are about: this month and the last, this quarter, this year and the last."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    before, last_year = month - DAY, year - DAY
    return [
        ("本月", Period(month, today)),
        ("上月", Period(before.replace(day=1), before)),
        ("本季度", Period(quarter, today)),
        ("今年", Period(year, today)),
        ("去年", Period(last_year.replace(month=1, day=1), last_year)),
    ]


@dataclass
class Line:
    """A row of the table: a community or a category, with (count, its list) for each column."""

    name: str
    query: dict[str, str]
    counts: dict[str, int]
    cells: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Figures:
    period: Period
    counts: dict[str, int]
    days: float | None
    communities: list[Line]
    categories: list[Line]


def figures(rows: QuerySet[Any], period: Period) -> Figures:
    """Five queries. `rows` are scoped already."""
    found = period.of(rows).order_by()
    return Figures(
        period,
        _plain(found.aggregate(**_counts())),
        _days(found),
        _dress(_by_community(found), period),
        _dress(_by_category(found), period),
    )


def _counts() -> dict[str, Count]:
    """An alias may not be the name of a field: `n_solved` beside `solved`."""
    return {f"{ALIAS}{one.key}": Count("pk", filter=one.holds) for one in FIGURES}


def _plain(row: dict[str, Any]) -> dict[str, int]:
    return {one.key: row[f"{ALIAS}{one.key}"] for one in FIGURES}


def share(found: Figures, key: str) -> str:
    """“80%（接单 5 件）”: how large a part it is of the figure it belongs to; "" for a whole."""
    of = BY_KEY[key].of
    whole = found.counts[of] if of else 0
    if of in ("", "received") or not whole:
        return ""
    return f"{round(100 * found.counts[key] / whole)}%（{BY_KEY[of].title} {whole} 件）"


def _by_community(rows: QuerySet[Any]) -> list[Line]:
    counted = rows.values("community__name", "community__code").annotate(**_counts())
    return [
        Line(row["community__name"], {"place": row["community__code"]}, _plain(row))
        for row in counted.order_by("community__code")
    ]


def _by_category(rows: QuerySet[Any]) -> list[Line]:
    """By top category: those below it are counted there, as the list filters."""
    known = taxonomy()
    lines = {one.pk: Line(one.name, {"category": one.code}, {}) for one in known.tops}
    for row in rows.values("category").annotate(**_counts()):
        line = lines[known.top_of(row["category"]).pk]
        counts = _plain(row).items()
        line.counts = {key: line.counts.get(key, 0) + count for key, count in counts}
    return [line for line in lines.values() if line.counts]


def _dress(lines: Iterable[Line], period: Period) -> list[Line]:
    """Most open ones first; each figure opens its list."""
    for line in lines:
        line.cells = [(line.counts[key], period.url(**line.query, figure=key)) for key in COLUMNS]
    return sorted(lines, key=lambda line: -line.counts["open"])


def _days(rows: QuerySet[Any]) -> float | None:
    """The median of workdays from asking to done; two queries."""
    moments = rows.filter(IS_DONE).values_list("received_at", "done_at")
    spans = [(timezone.localdate(first), timezone.localdate(last)) for first, last in moments]
    if not spans:
        return None
    first, last = min(one for one, _ in spans), max(one for _, one in spans)
    calendar = load_calendar(first, last + timedelta(days=1))
    return float(median(workdays_between(*span, calendar) for span in spans))
