"""By when a request shall be taken and done: counted in workdays, by the terms of its category.

Overdue is computed from dates. Portal rules: what came in is accepted within ACCEPT_DAYS workdays;
a holder takes within the category's `take_days` of the day of dispatch; it is done within its
`done_days` of the day it was accepted. A category without terms has those of the one above it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from grids.calendar import LONGEST_BREAK, Calendar, load_calendar
from projects.models import Category, Request, RequestStep
from projects.taxonomy import taxonomy

ACCEPT_DAYS = 1
TAKE_DAYS = 1
DONE_DAYS = 7
ESCALATE_DAYS = 3  # so many workdays after a term has passed, the street is told
DAY = timedelta(days=1)
Status = Request.Status


class Terms(NamedTuple):
    """Workdays."""

    take: int
    done: int


def terms_of(category: Category) -> Terms:
    """The category's terms, or those of the nearest one above that has any. No query."""
    known = taxonomy().by_id
    chain = [category]
    while (above := chain[-1].parent_id) is not None:
        chain.append(known[above])
    take = next((one.take_days for one in chain if one.take_days is not None), TAKE_DAYS)
    done = next((one.done_days for one in chain if one.done_days is not None), DONE_DAYS)
    return Terms(take, done)


def _span(workdays: int) -> timedelta:
    """So many days hold that many workdays for sure."""
    return timedelta(days=2 * workdays + LONGEST_BREAK)


def workdays_after(day: date, workdays: int, calendar: Calendar | None = None) -> date:
    """The nth workday after `day` (`day` itself for 0): one query, or none with a calendar."""
    calendar = calendar or load_calendar(day, day + _span(workdays))
    for _ in range(workdays):
        day = calendar.next_workday(day + DAY)
    return day


def last_before(today: date, workdays: int) -> date:
    """The latest day from which `workdays` are over: what began then, or earlier, is overdue."""
    calendar = load_calendar(today - _span(workdays), today + _span(workdays))
    day = today - DAY
    while workdays_after(day, workdays, calendar) >= today:
        day -= DAY
    return day


def workdays_between(first: date, last: date, calendar: Calendar) -> int:
    """Workdays after `first` up to `last`: 0 on the same day."""
    days = (first + DAY * number for number in range(1, (last - first).days + 1))
    return sum(map(calendar.is_workday, days))


def done_term(category: Category, day: date) -> date:
    """By when something accepted on `day` is to be done."""
    return workdays_after(day, terms_of(category).done)


def proposed(request: Request, today: date) -> tuple[date, date]:
    """(take_by, done_by) for a dispatch today: what was promised stays, unless it has passed."""
    terms = terms_of(request.category)
    take_by = workdays_after(today, terms.take)
    promised = request.done_by
    if promised and promised >= take_by and request.status != Status.REOPENED:
        return take_by, promised
    return take_by, max(take_by, workdays_after(today, terms.done))


@dataclass(frozen=True)
class Watch:
    """What is overdue on `today`; one query of the calendar."""

    today: date

    @cached_property
    def unaccepted(self) -> date:
        """What came in on this day or earlier should have been accepted."""
        return last_before(self.today, ACCEPT_DAYS)

    def overdue(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(self.is_overdue())

    def is_overdue(self) -> Q:
        """Not accepted, not taken or not done in time, or reopened and left lying."""
        return unaccepted(self.unaccepted) | late(self.today) | left_lying(self.unaccepted)

    def words(self, request: Request) -> tuple[str, str]:
        """How long is left, and the tone: 还有 2 天, 接单今天到期; nothing when closed."""
        if request.status == Status.RECEIVED:
            arrived = timezone.localdate(request.received_at)
            return ("逾期未受理", "late") if arrived <= self.unaccepted else ("等受理", "soon")
        if request.status == Status.REOPENED:
            return "要求重办", "late"
        return time_left(request, self.today)


def due_day(request: Request) -> date | None:
    """The day that counts now: to take it while nobody has, then to have it done."""
    if request.status == Status.DISPATCHED:
        return request.take_by
    return request.done_by if request.status in (Status.ACCEPTED, Status.TAKEN) else None


def time_left(request: Request, today: date) -> tuple[str, str]:
    """In words, and the tone; it says so where it is the term for taking it that counts."""
    day = due_day(request)
    words, tone = how_long(day, today) if day else ("", "")
    return (f"接单{words}" if request.status == Status.DISPATCHED else words), tone


def how_long(day: date, today: date) -> tuple[str, str]:
    days = (day - today).days
    if days < 0:
        return f"逾期 {-days} 天", "late"
    if days == 0:
        return "今天到期", "soon"
    return f"还有 {days} 天", "soon" if days == 1 else "go"


def unaccepted(day: date) -> Q:
    """Came in on `day` or earlier, and nobody has accepted it."""
    return Q(status=Status.RECEIVED, received_at__lt=_end_of(day))


def late(today: date) -> Q:
    """Past its day: not taken, or not done."""
    untaken = Q(status=Status.DISPATCHED, take_by__lt=today)
    undone = Q(status__in=[Status.ACCEPTED, Status.DISPATCHED, Status.TAKEN], done_by__lt=today)
    return untaken | undone


def left_lying(day: date) -> Q:
    """Reopened on `day` or earlier, and nobody has dispatched it again."""
    since = RequestStep.objects.filter(
        request=OuterRef("pk"), verb=RequestStep.Verb.REOPEN, at__gte=_end_of(day)
    )
    return Q(~Exists(since), status=Status.REOPENED)


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + DAY, datetime.min.time())
    return timezone.make_aware(midnight)
