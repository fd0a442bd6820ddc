"""A meeting's stages: topics are collected, the agenda is set, units are called, it is held."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from secrets import randbelow
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from common import audit
from common.dates import day_text, midnight
from common.insert import insert_missing
from common.lifecycle import move
from meetings.actions.carrying import carry_in
from meetings.actions.planning import ChangedMeanwhile, WrongMoment
from meetings.models import Invitation, Meeting
from meetings.models.meetings import COLLECT_FOR
from members.models import User

Status = Meeting.Status
MEMBERS = "rule__alliance__memberships"
FROM_PLAN = timedelta(days=7)  # a meeting is held within a week of its date, or was not moved


class WrongDeadline(ValidationError):
    """Topics are collected until a day between today and the day before the meeting."""


# --- by themselves --------------------------------------------------------------------------------


def open_topics(now: datetime) -> int:
    """Begin to collect topics for what is planned, two weeks before the deadline of its rule.

    Statements grow with the different numbers of days in rules and with days, not with alliances.
    Returns how many meetings were moved on.
    """
    today = timezone.localdate(now)

    def window(days: int) -> tuple[date, date]:
        first = today + timedelta(days=days)
        return first, first + COLLECT_FOR

    return _each_deadline(_planned(now).filter(rule__collect_days__gt=0), window, _start_collecting)


@transaction.atomic
def _each_deadline(
    rows: QuerySet[Meeting],
    window: Callable[[int], tuple[date, date]],
    act: Callable[[list[Meeting]], int],
) -> int:
    """`act` on the rows whose day lies in the window of their rule's days, all of them locked."""
    asked = rows.order_by().values_list("rule__collect_days", flat=True).distinct()
    moved = 0
    for days in list(asked):
        first, last = window(days)
        days_of = {
            "starts_at__gte": midnight(first),
            "starts_at__lt": midnight(last + timedelta(days=1)),
        }
        due = rows.filter(rule__collect_days=days, **days_of).select_for_update(of=("self",))
        moved += act(list(due.select_related("rule")))
    return moved


def _planned(now: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(status=Status.PLANNED, starts_at__gt=now)


def _start_collecting(meetings: Iterable[Meeting]) -> int:
    by_deadline: defaultdict[date, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_deadline[meeting.collects_until].append(meeting)
    for until, rows in by_deadline.items():
        _note(rows, Status.TOPICS)
        keys = [meeting.pk for meeting in rows]
        Meeting.objects.filter(pk__in=keys).update(status=Status.TOPICS, topics_until=until)
    return sum(map(len, by_deadline.values()))


def begin_agendas(now: datetime) -> int:
    """Set the agenda stage where the deadline for topics is over; returns how many moved on.

    Also where nothing was collected: the rule says so, or the meeting was planned too late.
    """
    today = timezone.localdate(now)

    def window(days: int) -> tuple[date, date]:
        return today, today + timedelta(days=(days or COLLECT_FOR.days) - 1)

    moved = _each_deadline(_planned(now), window, _begin)
    return moved + _end_collections(today)


@transaction.atomic
def _end_collections(today: date) -> int:
    """Of what is collected: its deadline was yesterday, or the meeting is today or over."""
    collecting = Meeting.objects.filter(status=Status.TOPICS).select_for_update(of=("self",))
    over = Q(topics_until__lt=today) | Q(starts_at__lt=midnight(today + timedelta(days=1)))
    return _begin(list(collecting.filter(over).select_related("rule")))


def _begin(meetings: list[Meeting]) -> int:
    if not meetings:
        return 0
    _note(meetings, Status.AGENDA)
    these = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
    these.update(status=Status.AGENDA)
    carry_in(these)
    return len(meetings)


def _note(meetings: Iterable[Meeting], to: str) -> None:
    pairs = [(one, {"status": [one.status, str(to)]}) for one in meetings]
    audit.record_each(pairs, "move", by=None)


def invite_members(meetings: QuerySet[Meeting]) -> int:
    """An invitation for each current unit of the alliances of these meetings that has none yet."""
    rows = meetings.filter(**{f"{MEMBERS}__until": None}).order_by()
    rows = rows.annotate(unit=F(f"{MEMBERS}__unit"), meeting=F("pk"))
    return insert_missing(
        Invitation,
        rows,
        ["unit", "meeting"],
        reply="",
        substitute="",
        reason="",
        attended_how="",
    )


def invite_late() -> int:
    """Units that joined after the notice went out are invited, too, until the meeting was held."""
    return invite_members(Meeting.objects.filter(status=Status.NOTIFIED))


# --- by the convener ------------------------------------------------------------------------------


@transaction.atomic
def collect(meeting: Meeting, *, until: date, by: User, now: datetime) -> None:
    """Begin to collect topics now, until the end of that day. Raises WrongDeadline, IllegalMove."""
    if not timezone.localdate(now) <= until < meeting.day:
        last = day_text(meeting.day - timedelta(days=1))
        raise WrongDeadline({"until": f"截止日期要在今天和会议前一天（{last}）之间。"})
    move(meeting, Status.TOPICS, by=by, topics_until=until)


@transaction.atomic
def begin_agenda(meeting: Meeting, *, by: User) -> int:
    """Close the collection and set the agenda; returns how many items came by themselves."""
    move(meeting, Status.AGENDA, by=by)
    return carry_in(Meeting.objects.filter(pk=meeting.pk))


@transaction.atomic
def notify(meeting: Meeting, *, by: User, now: datetime, seen: str | None = None) -> int:
    """Call the units: an invitation for each, of which the outbox tells its officer.

    When and where must be what the convener saw (`seen`), else ChangedMeanwhile. Fixes the quorum
    and the code of the meeting. Returns how many units are called.
    """
    if seen not in (None, meeting.seen):
        raise ChangedMeanwhile("会议的时间或地点刚被改动，请核对后再发通知。")
    facts: dict[str, Any] = {"quorum": meeting.rule.quorum, "code": f"{randbelow(10_000):04}"}
    same = {"starts_at": meeting.starts_at, "place": meeting.place}
    move(meeting, Status.NOTIFIED, by=by, expect=same, notified_at=now, **facts)
    return invite_members(Meeting.objects.filter(pk=meeting.pk))


@transaction.atomic
def hold(meeting: Meeting, *, at: datetime, by: User, now: datetime) -> None:
    """The convener says that it was held, and when. Raises WrongMoment or IllegalMove."""
    if at > now:
        raise WrongMoment({"day": "召开的时间不能晚于现在。"})
    if abs(at - meeting.starts_at) > FROM_PLAN:
        raise WrongMoment({"day": "召开的时间和会议时间相差一周以上，请核对；改过期的请先改期。"})
    invite_members(Meeting.objects.filter(pk=meeting.pk))
    move(meeting, Status.HELD, by=by, held_at=at)
