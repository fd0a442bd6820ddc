"""Planning the standing meetings: set-based, and doing nothing the second time."""

from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from common import audit
from common.insert import insert_missing
from common.lifecycle import move
from grids.calendar import Calendar, load_calendar
from meetings.models import Meeting, MeetingRule
from meetings.periods import add_months, first_of_period, meeting_day, periods_ahead
from members.models import Alliance, User

DEFAULT_RULES = {  # portal rule: third Thursday and second Tuesday, 14:30
    MeetingRule.Kind.JOINT: (3, MeetingRule.Weekday.THURSDAY),
    MeetingRule.Kind.LIAISON: (2, MeetingRule.Weekday.TUESDAY),
}
START = time(14, 30)
OVER = {Meeting.Status.HELD, Meeting.Status.CLOSED, Meeting.Status.CANCELLED}


class TooLate(ValidationError):
    """The meeting is over, so it can no longer be moved or called off."""


class Slot(NamedTuple):
    """All rules of one kind that meet on the same weekday at the same time."""

    kind: str
    week: int
    weekday: int
    starts: time

    def moment(self, period: date, calendar: Calendar) -> datetime:
        day = meeting_day(self.kind, period, self.week, self.weekday, calendar)
        return datetime.combine(day, self.starts, ZoneInfo(settings.TIME_ZONE))


def give_default_rules() -> int:
    """Every active alliance gets the rules it does not have yet; returns how many were made."""
    made = 0
    for kind, (week, weekday) in DEFAULT_RULES.items():
        lacking = Alliance.objects.active().exclude(
            pk__in=MeetingRule.objects.filter(kind=kind).values("alliance")
        )
        rules = [
            MeetingRule(alliance_id=pk, kind=kind, week=week, weekday=weekday, starts=START)
            for pk in lacking.values_list("pk", flat=True)
        ]
        made += len(MeetingRule.objects.bulk_create(rules, ignore_conflicts=True, batch_size=1000))
    return made


def active_rules() -> QuerySet[MeetingRule]:
    return MeetingRule.objects.filter(is_on=True, alliance__ended_on=None)


def plan(rules: QuerySet[MeetingRule], *, now: datetime) -> tuple[int, int]:
    """Plan the meetings of `rules` for this quarter and the next; returns (new, moved)."""
    today = timezone.localdate(now)
    end = add_months(first_of_period("joint", today), 6)
    calendar = load_calendar(first_of_period("joint", today), end)
    new = moved = 0
    for slot in _slots(rules):
        same = rules.filter(**slot._asdict())
        for period in periods_ahead(slot.kind, today):
            moment = slot.moment(period, calendar)
            if moment > now:
                moved += _replan(same, period, moment, now)
                new += _plan(same, period, moment)
    return new, moved


def _slots(rules: QuerySet[MeetingRule]) -> list[Slot]:
    rows = rules.values_list("kind", "week", "weekday", "starts")
    return [Slot(*row) for row in rows.order_by("kind", "week", "weekday", "starts").distinct()]


def _plan(rules: QuerySet[MeetingRule], period: date, moment: datetime) -> int:
    return insert_missing(
        Meeting,
        rules.annotate(rule=F("pk")),
        ["rule", "place"],
        period=period,
        starts_at=moment,
        status=Meeting.Status.PLANNED,
        moved_by_hand=False,
    )


@transaction.atomic
def _replan(rules: QuerySet[MeetingRule], period: date, moment: datetime, now: datetime) -> int:
    """A changed rule or calendar moves what is only planned; what people moved stays."""
    stale = Meeting.objects.filter(
        rule__in=rules.values("pk"),
        period=period,
        status=Meeting.Status.PLANNED,
        moved_by_hand=False,
        starts_at__gt=now,
    ).exclude(starts_at=moment)
    meetings = list(stale.select_related("rule__alliance"))
    if not meetings:
        return 0
    audit.record_many(meetings, "replan", by=None, reason=f"改为 {moment:%Y-%m-%d %H:%M}")
    return Meeting.objects.filter(pk__in=[m.pk for m in meetings]).update(starts_at=moment)


def is_over(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now or meeting.status in OVER


@transaction.atomic
def reschedule(
    meeting: Meeting, *, starts_at: datetime, place: str, by: User, now: datetime
) -> None:
    """Move a meeting that is not over by hand; planning leaves it alone from then on.

    Raises TooLate when it is over, when the new moment is past, or when somebody was faster.
    """
    if is_over(meeting, now) or starts_at <= now:
        raise TooLate("会议已结束或已取消，或者新的时间已过，不能改期。")
    seen = {"starts_at": meeting.starts_at, "place": meeting.place}
    unchanged = Meeting.objects.filter(pk=meeting.pk, status=meeting.status, **seen)
    if not unchanged.update(starts_at=starts_at, place=place, moved_by_hand=True):
        raise TooLate("会议刚被他人改动，请刷新后再改。")
    changes = {"starts_at": [meeting.starts_at, starts_at], "place": [meeting.place, place]}
    audit.record(meeting, "reschedule", by=by, changes=changes)
    meeting.starts_at, meeting.place, meeting.moved_by_hand = starts_at, place, True


def cancel(meeting: Meeting, *, reason: str, by: User) -> None:
    """Call the meeting off; its period stays taken, so it is not planned again."""
    move(meeting, Meeting.Status.CANCELLED, by=by, reason=reason)


@transaction.atomic
def change_rule(pk: int, *, by: User, now: datetime, **fields: Any) -> int:
    """Change a rule and move what is only planned; returns how many meetings moved."""
    rule = MeetingRule.objects.select_for_update().get(pk=pk)
    changes = {name: [getattr(rule, name), value] for name, value in fields.items()}
    MeetingRule.objects.filter(pk=pk).update(**fields)
    audit.record(rule, "change", by=by, changes=changes)
    untouched = Meeting.objects.filter(
        rule=pk, status=Meeting.Status.PLANNED, moved_by_hand=False, starts_at__gt=now
    )
    untouched.update(place=fields["place"])
    return plan(active_rules().filter(pk=pk), now=now)[1]
