"""What stands in the calendars of a person and of an alliance: meetings, training, days due.

No name of a person or a unit is in it: calendars are copied out of the portal. A tutor's visit is
not in it, either: it is noted when it has been, never planned for a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from grids.models import Area
from meetings.models import (
    AgendaItem,
    CalendarFeed,
    Enrolment,
    LiaisonReport,
    Meeting,
    Resolution,
    Session,
)
from members.models import Alliance, User
from projects.models import Booking

BACK, AHEAD = timedelta(days=90), timedelta(days=400)
LONG = 90  # minutes of a meeting whose agenda is not set
FIRST = datetime(2020, 1, 1, tzinfo=UTC)  # from which the moves of a session are counted
OPEN = {LiaisonReport.Status.OPEN, LiaisonReport.Status.RETURNED}


@dataclass(frozen=True)
class Event:
    """One entry. `begins` a moment, or a whole day; `sequence` rises when it is moved."""

    uid: str
    title: str
    begins: datetime | date
    ends: datetime | date
    place: str = ""
    text: str = ""
    path: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    is_off: bool = False


def events_of(feed: CalendarFeed, *, now: datetime) -> list[Event]:
    """Everything of the feed's owner around `now`, in a constant number of queries."""
    if feed.alliance:
        return [*_of_alliance(feed.alliance, now)]
    assert feed.user
    return [*_of_user(feed.user, now)]


def _of_alliance(alliance: Alliance, now: datetime) -> Iterable[Event]:
    yield from _meetings(Meeting.objects.filter(rule__alliance=alliance), now, staff=True)
    yield from _sessions(Session.objects.filter(programme__alliance=alliance), now, staff=True)
    yield from _resolutions(Resolution.objects.announced().filter(alliance=alliance), now)


def _of_user(user: User, now: datetime) -> Iterable[Event]:
    """What an officer is asked to or has places in, or what staff convene: see `_near`."""
    if user.is_liaison:
        yield from _meetings(Meeting.objects.of_officer(user), now)
        places = Enrolment.objects.of_officer(user).seated()
        yield from _sessions(Session.objects.filter(pk__in=places.values("session")), now)
        yield from _reports(LiaisonReport.objects.of_liaison(user), now)
        own = {"unit__liaisons__person__user": user.pk, "unit__liaisons__until": None}
        yield from _bookings(Booking.objects.filter(**own), now)
        yield from _resolutions(Resolution.objects.of_liaison(user), now)
    if user.is_staff_member:
        near = _near(user).values("pk")
        alliances = Alliance.objects.visible_to(user).active().filter(area__in=near)
        meetings = Meeting.objects.filter(rule__alliance__in=alliances.values("pk"))
        yield from _meetings(meetings, now, staff=True)
        sessions = Session.objects.visible_to(user).filter(programme__area__in=near)
        yield from _sessions(sessions, now, staff=True)
        announced = Resolution.objects.announced()
        yield from _resolutions(announced.filter(alliance__in=alliances.values("pk")), now)


def _near(user: User) -> QuerySet[Area]:
    """The areas posted to and those right below: not a whole district's."""
    posted = [one.area_id for one in user.current_postings]
    return Area.objects.filter(pk__in=posted) | Area.objects.filter(parent__in=posted)


def _meetings(
    meetings: QuerySet[Meeting], now: datetime, *, staff: bool = False
) -> Iterable[Event]:
    parts = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    length = Subquery(parts.annotate(all=Sum("minutes")).values("all"))
    near = meetings.filter(starts_at__gte=now - BACK, starts_at__lt=now + AHEAD)
    rows = near.select_related("rule__alliance").annotate(length=length).order_by("starts_at", "pk")
    for meeting in rows:
        yield meeting_event(meeting, getattr(meeting, "length", None), staff=staff)


def meeting_event(meeting: Meeting, minutes: int | None = None, *, staff: bool = False) -> Event:
    """The meeting as an entry; called off is one step more than it was moved.

    Staff convene meetings of several alliances, so theirs say of which.
    """
    off, alliance = meeting.status == Meeting.Status.CANCELLED, meeting.rule.alliance.name
    return Event(
        uid=f"meeting-{meeting.uuid}",
        title=f"{'已取消：' if off else ''}{meeting.title}{f'（{alliance}）' if staff else ''}",
        begins=meeting.starts_at,
        ends=meeting.starts_at + timedelta(minutes=minutes or LONG),
        place=meeting.place,
        text=alliance,
        path=meeting.get_absolute_url() if staff else meeting.phone_url,
        sequence=meeting.sequence + off,
        changed_at=meeting.changed_at,
        is_off=off,
    )


def _sessions(
    sessions: QuerySet[Session], now: datetime, *, staff: bool = False
) -> Iterable[Event]:
    near = sessions.filter(starts_at__gte=now - BACK, starts_at__lt=now + AHEAD)
    rows = near.select_related("programme__alliance", "programme__area")
    for one in rows.order_by("starts_at", "pk"):
        off, holder = one.status == Session.Status.CANCELLED, one.programme.holder
        yield Event(
            uid=f"session-{one.uuid}",
            title=f"{'已取消：' if off else ''}{one.topic}{f'（{holder}）' if staff else ''}",
            begins=one.starts_at,
            ends=one.ends_at,
            place=one.place,
            text=f"{holder}　{one.programme}",
            path=one.get_absolute_url() if staff else one.phone_url,
            sequence=_moves(one) + off,
            changed_at=one.moved_at,
            is_off=off,
        )


def _moves(session: Session) -> int:
    """Rises with every move: the seconds at which it was moved last."""
    return int((session.moved_at - FIRST).total_seconds()) if session.moved_at else 0


def _due(uid: str, title: str, day: date, path: str, *, is_off: bool = False) -> Event:
    return Event(uid, title, day, day + timedelta(days=1), path=path, is_off=is_off)


def _days(now: datetime) -> tuple[date, date]:
    today = timezone.localdate(now)
    return today - BACK, today + AHEAD


def _reports(reports: QuerySet[LiaisonReport], now: datetime) -> Iterable[Event]:
    for report in reports.filter(due_on__range=_days(now)).order_by("due_on", "pk"):
        done = "" if report.status in OPEN else "（已提交）"
        title = f"{report.month.month} 月联络员月报截止{done}"
        yield _due(f"report-{report.uuid}", title, report.due_on, report.phone_url)


def _resolutions(resolutions: QuerySet[Resolution], now: datetime) -> Iterable[Event]:
    status = Resolution.Status
    for one in resolutions.filter(due_on__range=_days(now)).order_by("due_on", "pk"):
        done = "（已办结）" if one.status == status.ACCEPTED else ""
        title, off = f"决议到期：{one.title}{done}", one.status == status.DROPPED
        yield _due(f"resolution-{one.uuid}", title, one.due_on, "", is_off=off)


def _bookings(bookings: QuerySet[Booking], now: datetime) -> Iterable[Event]:
    near = bookings.filter(starts_at__gte=now - BACK, starts_at__lt=now + AHEAD)
    for one in near.select_related("resource").order_by("starts_at", "pk"):
        yield Event(
            uid=f"booking-{one.uuid}",
            title=f"已预订：{one.resource.title}",
            begins=one.starts_at,
            ends=one.ends_at,
            is_off=one.status == Booking.Status.CANCELLED,
        )
