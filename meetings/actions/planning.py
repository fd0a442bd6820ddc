"""Planning the standing meetings: set-based, and doing nothing the second time."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from common import audit
from common.insert import insert_missing
from common.lifecycle import move
from common.races import first_come
from grids.calendar import Calendar, load_calendar
from meetings.models import Meeting, MeetingRule
from meetings.periods import horizon, meeting_day, periods_ahead, span_of
from members.models import Alliance, User
from notices.actions import drop_about

DEFAULT_RULES = {  # portal rule: third Thursday and second Tuesday, 14:30
    MeetingRule.Kind.JOINT: (3, MeetingRule.Weekday.THURSDAY),
    MeetingRule.Kind.LIAISON: (2, MeetingRule.Weekday.TUESDAY),
}
START = time(14, 30)
OVER = {Meeting.Status.HELD, Meeting.Status.CLOSED, Meeting.Status.CANCELLED}
# Not called yet: the day of these is nobody's appointment, and follows rule and calendar.
UNCALLED = [Meeting.Status.PLANNED, Meeting.Status.TOPICS, Meeting.Status.AGENDA]
FARTHEST = timedelta(days=366)


class TooLate(ValidationError):
    """The meeting is over, so it can no longer be moved."""


class WrongMoment(ValidationError):
    """The new moment is past, or so far off that it must be a slip."""


class ChangedMeanwhile(ValidationError):
    """Somebody else changed it after the page was opened."""


class Slot(NamedTuple):
    """All rules of one kind and span that meet on the same weekday at the same time."""

    kind: str
    months: int
    week: int
    weekday: int
    starts: time

    @property
    def span(self) -> int:
        return span_of(self.kind, self.months)

    def moment(self, period: date, calendar: Calendar) -> datetime:
        day = meeting_day(self.span, period, self.week, self.weekday, calendar)
        return datetime.combine(day, self.starts, ZoneInfo(settings.TIME_ZONE))


def give_default_rules() -> int:
    """Every active alliance gets the rules it does not have yet; returns how many were made."""
    return sum(_give(kind, *when) for kind, when in DEFAULT_RULES.items())


def _give(kind: str, week: int, weekday: int) -> int:
    served = MeetingRule.objects.filter(kind=kind).values("alliance")
    lacking = Alliance.objects.active().exclude(pk__in=served).annotate(alliance=F("pk"))
    return insert_missing(
        MeetingRule,
        lacking.order_by(),
        ["alliance"],
        kind=kind,
        week=week,
        weekday=weekday,
        starts=START,
        place="",
        is_on=True,
    )


def active_rules() -> QuerySet[MeetingRule]:
    return MeetingRule.objects.filter(is_on=True, alliance__ended_on=None)


def plan(rules: QuerySet[MeetingRule], *, now: datetime, by: User | None = None) -> tuple[int, int]:
    """Plan the meetings of `rules` for this quarter and the next; returns (new, changed).

    The statements grow with the different times of meeting, not with the alliances.
    """
    today = timezone.localdate(now)
    calendar = load_calendar(*horizon(today))
    planned = _planned(rules, now).values_list("period", flat=True)
    known = set(planned.order_by().distinct())
    new = moved = 0
    for slot in _slots(rules):
        same = rules.filter(**slot._asdict())
        for period in periods_ahead(slot.span, today):
            moment = slot.moment(period, calendar)
            if moment > now:
                moved += _replan(same, period, moment, now, by) if period in known else 0
                new += _plan(same, period, moment)
    return new, moved


def _slots(rules: QuerySet[MeetingRule]) -> list[Slot]:
    rows = rules.values_list(*Slot._fields)
    return [Slot(*row) for row in rows.order_by(*Slot._fields).distinct()]


def _plan(rules: QuerySet[MeetingRule], period: date, moment: datetime) -> int:
    return insert_missing(
        Meeting,
        rules.annotate(rule=F("pk")),
        ["rule", "place"],
        period=period,
        starts_at=moment,
        status=Meeting.Status.PLANNED,
        moved_by_hand=False,
        cancel_reason="",
    )


@transaction.atomic
def _replan(
    rules: QuerySet[MeetingRule], period: date, moment: datetime, now: datetime, by: User | None
) -> int:
    """A changed rule or calendar changes what nobody was called to; what people moved stays."""
    planned = _planned(rules, now).select_for_update(of=("self",)).filter(period=period)
    stale = planned.exclude(starts_at=moment, place=F("rule__place"))
    meetings = list(stale.select_related("rule"))
    if not meetings:
        return 0
    pairs = [(one, _changes(one, moment, one.rule.place)) for one in meetings]
    audit.record_each(pairs, "replan", by=by)
    place = MeetingRule.objects.filter(pk=OuterRef("rule")).values("place")
    same = Meeting.objects.filter(pk__in=[one.pk for one in meetings])
    return same.update(starts_at=moment, place=Subquery(place), **_changed(now))


def _planned(rules: QuerySet[MeetingRule], now: datetime) -> QuerySet[Meeting]:
    """Meetings ahead that follow their rule: nobody was called to them, and nobody moved them."""
    ahead = Meeting.objects.filter(status__in=UNCALLED, moved_by_hand=False, starts_at__gt=now)
    return ahead.filter(rule__in=rules.values("pk"))


def _changed(now: datetime) -> dict[str, Any]:
    """What tells a calendar that time or place are others now."""
    return {"sequence": F("sequence") + 1, "changed_at": now}


def _changes(meeting: Meeting, starts_at: datetime, place: str) -> dict[str, Any]:
    return {"starts_at": [meeting.starts_at, starts_at], "place": [meeting.place, place]}


def is_over(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now or meeting.status in OVER


@transaction.atomic
def reschedule(
    meeting: Meeting,
    *,
    starts_at: datetime,
    place: str,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Move a meeting that is not over by hand; planning leaves it alone from then on.

    `seen` is the meeting's stamp on the page that asks. Moving it to where it is does nothing, so
    a second click is harmless. Of one that units were called to, they are told at once, and of its
    last place alone. Raises TooLate, WrongMoment or ChangedMeanwhile.
    """
    if is_over(meeting, now):
        raise TooLate("会议时间已过或已取消，不能改期。")
    if not now < starts_at <= now + FARTHEST:
        raise WrongMoment("新的时间要在现在之后、一年之内。")
    if (meeting.starts_at, meeting.place) == (starts_at, place):
        return
    held = {"status": meeting.status, "starts_at": meeting.starts_at, "place": meeting.place}
    same = Meeting.objects.filter(pk=meeting.pk, **held)
    called = meeting.status == Meeting.Status.NOTIFIED
    changes = {"moved_by_hand": True, "moved_at": now if called else None, **_changed(now)}
    if seen not in (None, meeting.seen) or not same.update(
        starts_at=starts_at, place=place, **changes
    ):
        raise ChangedMeanwhile("会议刚被他人改动，请看过现在的时间和地点再改。")
    audit.record(meeting, "reschedule", by=by, changes=_changes(meeting, starts_at, place))
    drop_about(["meeting_moved"], [meeting.pk])
    for name, value in {"starts_at": starts_at, "place": place, **changes}.items():
        setattr(meeting, name, value)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User | None) -> None:
    """Call the meeting off; its period stays taken, so it is not planned again.

    Also afterwards, of one that did not take place. Raises IllegalMove when it was held.
    """
    move(meeting, Meeting.Status.CANCELLED, by=by, reason=reason, cancel_reason=reason)
    drop_about(["meeting_soon", "meeting_moved", "topics_open"], [meeting.pk])
    drop_about(
        ["meeting_called", "reply_missing"], meeting.invitations.values_list("pk", flat=True)
    )


@first_come()
def make_rule(rule: MeetingRule, *, by: User, now: datetime) -> MeetingRule:
    """Save an own rule of an alliance and plan its meetings; who comes second: TakenMeanwhile."""
    rule.kind = MeetingRule.Kind.OWN
    rule.full_clean()
    with audit.disable_auditlog():
        rule.save()
    audit.record(rule, "create", by=by)
    plan(active_rules().filter(pk=rule.pk), now=now, by=by)
    return rule


@first_come()
def change_rule(pk: int, *, by: User, now: datetime, seen: str | None = None, **fields: Any) -> int:
    """Change a rule and with it what is only planned; returns how many meetings changed.

    `seen` is the rule's stamp on the page that asks; raises ChangedMeanwhile when it is another.
    """
    rule = MeetingRule.objects.select_for_update().get(pk=pk)
    stood = rule.seen
    changes = audit.assign(rule, fields)
    if not changes:
        return 0
    if seen not in (None, stood):
        raise ChangedMeanwhile("规则刚被他人改动，请核对后再保存一次。")
    MeetingRule.objects.filter(pk=pk).update(**fields)
    audit.record(rule, "change", by=by, changes=changes)
    return plan(active_rules().filter(pk=pk), now=now, by=by)[1]
