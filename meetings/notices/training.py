"""What this room reminds people of: sessions near, moved, called off, a place got."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils import timezone

from common.dates import midnight
from meetings.models import Enrolment, Session
from members.models import Liaison
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

OFFICER = "enrolments__unit__liaisons"


def _coming(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(status=Session.Status.PLANNED, starts_at__gt=now)


def _tomorrow(now: datetime) -> QuerySet[Session]:
    """Until the end of tomorrow."""
    return _coming(now).filter(starts_at__lt=midnight(timezone.localdate(now) + timedelta(days=2)))


def _moved(now: datetime) -> QuerySet[Session]:
    return _coming(now).exclude(moved_at=None)


def _called_off(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(status=Session.Status.CANCELLED, starts_at__gt=now)


def _to_officers(
    rows: QuerySet[Session], slot: str, moment: str, statuses: Sequence[str], **who: Any
) -> QuerySet[Any]:
    """A row for each session and officer with people in it; `moment` makes the slot anew.

    `who`: more that is asked of these people.
    """
    there = rows.filter(
        **{f"{OFFICER}__until": None, "enrolments__status__in": statuses},
        **who,
    )
    return (
        there.annotate(
            recipient=F(f"{OFFICER}__person__user"),
            subject=F("pk"),
            slot=Concat(Value(f"{slot} "), Cast(moment, CharField())),
            due_on=TruncDate("starts_at"),
        )
        .order_by()
        .distinct()
    )


LIVE = (Enrolment.Status.ENROLLED, Enrolment.Status.WAITING)


@source("session_soon")
def soon(now: datetime) -> QuerySet[Any]:
    """A day ahead, to those who have places; again when it was moved."""
    return _to_officers(_tomorrow(now), "T-1", "starts_at", LIVE[:1])


@source("session_moved")
def moved(now: datetime) -> QuerySet[Any]:
    """To those who were signed up before it was moved."""
    earlier = {"enrolments__signed_at__lt": F("moved_at")}
    return _to_officers(_moved(now), "moved", "moved_at", LIVE, **earlier)


@source("session_off")
def off(now: datetime) -> QuerySet[Any]:
    return _to_officers(_called_off(now), "off", "starts_at", LIVE)


Say = Callable[[Session, list[str]], Text]


def _texts(
    notices: Sequence[Notice],
    rows: QuerySet[Session],
    say: Say,
    statuses: Sequence[str] = LIVE,
) -> Mapping[int, Text | None]:
    """Only for who speaks now for a unit with people in the session; `say` is told their names."""
    found = rows.select_related("programme").in_bulk([notice.subject for notice in notices])
    live = Enrolment.objects.filter(
        session__in=found, status__in=statuses, unit__liaisons__until=None
    )
    names: dict[tuple[int, int], list[str]] = {}
    pairs = live.order_by("pk").values_list("session", "unit__liaisons__person__user", "name")
    for session, user, name in pairs:
        names.setdefault((session, user), []).append(name)
    return {
        notice.pk: say(found[notice.subject], who)
        for notice in notices
        if (who := names.get((notice.subject, notice.recipient_id)))
    }


def _who(names: list[str]) -> str:
    known = [name for name in names if name]
    return "、".join(known[:5]) + (f"等 {len(names)} 人" if len(names) > 5 else "")


@renders("session_soon", stands=_coming)
def render_soon(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(one: Session, names: list[str]) -> Text:
        body = f"地点：{one.place}。请提醒{_who(names)}；去不了的请取消，名额让给候补的人。"
        return Text(f"“{one.topic}”：{one.when}", body, one.phone_url)

    return _texts(notices, _coming(now), say, LIVE[:1])  # who waits has no place yet


@renders("session_moved", stands=_moved)
def render_moved(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(one: Session, names: list[str]) -> Text:
        body = f"现在是{one.when}，地点：{one.place}。请告诉{_who(names)}；去不了的请取消。"
        return Text(f"“{one.topic}”改了时间或地点", body, one.phone_url)

    return _texts(notices, _moved(now), say)


@renders("session_off", stands=_called_off)
def render_off(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def say(one: Session, names: list[str]) -> Text:
        body = f"原因：{one.cancel_reason}。请告诉{_who(names)}。"
        return Text(f"“{one.topic}”已取消，{one.when}不用去", body, one.phone_url)

    return _texts(notices, _called_off(now), say)


def _promoted(now: datetime) -> QuerySet[Enrolment]:
    """People who moved up from the waiting list of a session to come."""
    rows = Enrolment.objects.filter(status=Enrolment.Status.ENROLLED)
    coming = {"session__status": Session.Status.PLANNED, "session__starts_at__gt": now}
    return rows.exclude(promoted_at=None).filter(**coming)


@source("place_got")
def place_got(now: datetime) -> QuerySet[Any]:
    officer = Liaison.objects.current().filter(unit=OuterRef("unit")).values("person__user")[:1]
    return (
        _promoted(now)
        .annotate(
            recipient=Subquery(officer),
            subject=F("pk"),
            slot=Concat(Value("place "), Cast("promoted_at", CharField())),
            due_on=TruncDate("session__starts_at"),
        )
        .order_by()
    )


@renders("place_got", stands=_promoted)
def render_place(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    rows = _promoted(now).select_related("session", "unit")
    found = rows.in_bulk([notice.subject for notice in notices])
    held = Liaison.objects.current().filter(unit__in=[one.unit_id for one in found.values()])
    officers = set(held.values_list("person__user", "unit"))
    return {
        notice.pk: Text(
            f"{one.name}有名额了：“{one.session.topic}”",
            f"{one.session.when}，地点：{one.session.place}。去不了的请尽早取消。",
            one.session.phone_url,
        )
        for notice in notices
        if (one := found.get(notice.subject)) and (notice.recipient_id, one.unit_id) in officers
    }
