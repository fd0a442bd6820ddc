"""Units that two of their alliances want at one time."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.models import Meeting, MeetingRule
from members.models import AllianceMembership

LASTS = timedelta(hours=2)  # portal rule: meetings that begin less than this apart are at one time
OVER = [Meeting.Status.HELD, Meeting.Status.CLOSED, Meeting.Status.CANCELLED]


def units_elsewhere(meeting: Meeting, starts_at: datetime | None = None) -> int:
    """How many units of the meeting's alliance have another one's at that time; one query."""
    moment = starts_at or meeting.starts_at
    others = (
        Meeting.objects.filter(
            starts_at__gt=moment - LASTS,
            starts_at__lt=moment + LASTS,
            rule__alliance__memberships__unit=OuterRef("unit"),
            rule__alliance__memberships__until=None,
        )
        .exclude(rule__alliance=meeting.rule.alliance_id)
        .exclude(status__in=OVER)
    )
    own = AllianceMembership.objects.current().filter(alliance=meeting.rule.alliance_id)
    return own.filter(Exists(others)).count()


def of_rule(rule: MeetingRule, now: datetime) -> int:
    """How many meetings to come of the rule have units that another alliance wants then."""
    near = Q(starts_at__gt=OuterRef("starts_at") - LASTS) & Q(
        starts_at__lt=OuterRef("starts_at") + LASTS
    )
    own = AllianceMembership.objects.current().filter(alliance=rule.alliance_id).values("unit")
    others: QuerySet[Meeting] = (
        Meeting.objects.filter(
            near,
            rule__alliance__memberships__unit__in=own,
            rule__alliance__memberships__until=None,
        )
        .exclude(rule__alliance=rule.alliance_id)
        .exclude(status__in=OVER)
    )
    return Meeting.objects.filter(rule=rule).ahead(now).filter(Exists(others)).count()
