"""What this room tells of minutes and resolutions: issued, undertaken, due, reported, decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from common.dates import day_text
from meetings.models import Minutes, Resolution, Undertaking
from meetings.models.resolutions import ResolutionQuerySet
from members.models import Liaison, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source

NEWS_FOR = timedelta(days=30)  # what happened before is no news, however late the job runs
LATE_FOR = timedelta(days=60)  # older ones are no longer chased
Status = Resolution.Status
Rows = QuerySet[Any]
ROLES = [Posting.Role.DISTRICT, Posting.Role.STREET, Posting.Role.COMMUNITY]


# --- minutes, to every officer of the alliance ------------------------------------------------

MEMBERS = "meeting__rule__alliance__memberships"
OFFICERS = f"{MEMBERS}__unit__liaisons"


def _issued(now: datetime) -> Rows:
    return Minutes.objects.valid().filter(issued_at__gte=now - NEWS_FOR)


def _read_by(rows: Rows) -> Rows:
    """A row for each version and officer of the alliance now."""
    return rows.filter(**{f"{MEMBERS}__until": None, f"{OFFICERS}__until": None})


@source("minutes_issued")
def minutes_issued(now: datetime) -> Rows:
    """Once a version."""
    return (
        _read_by(_issued(now))
        .annotate(
            recipient=F(f"{OFFICERS}__person__user"),
            subject=F("pk"),
            slot=Concat(Value("version "), Cast("version", CharField())),
            due_on=NO_DATE,
        )
        .order_by()
    )


@renders("minutes_issued", stands=_issued)
def render_minutes(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    rows = _issued(now).select_related("meeting__rule__alliance")
    known = rows.in_bulk([notice.subject for notice in notices])
    pairs = _read_by(Minutes.objects.filter(pk__in=known))
    readers = set(pairs.values_list("pk", f"{OFFICERS}__person__user"))
    return {
        notice.pk: Text(_issued_words(one), _issued_body(one), one.phone_url)
        for notice in notices
        if (one := known.get(notice.subject)) and (one.pk, notice.recipient_id) in readers
    }


def _issued_words(one: Minutes) -> str:
    what = "纪要有更正" if one.version > 1 else "纪要已印发"
    return f"{one.meeting.title}{what}"


def _issued_body(one: Minutes) -> str:
    return f"更正原因：{one.reason}" if one.version > 1 else f"{one.meeting.rule.alliance}"


# --- resolutions, to the officers of the units with a part in them ----------------------------


def _standing(now: datetime) -> Rows:
    return Resolution.objects.announced().unfinished()


def _open(now: datetime) -> Rows:
    return Resolution.objects.announced().filter(status=Status.OPEN)


def _parts(rows: Rows, slot: Any, due_on: Any = NO_DATE, **of: Any) -> Rows:
    """A row for each part in these resolutions and the officer of its unit; `of`: which parts."""
    slot = Value(slot, CharField()) if isinstance(slot, str) else slot
    parts = Undertaking.objects.filter(
        resolution__in=rows.values("pk"), unit__liaisons__until=None, **of
    )
    return parts.annotate(
        recipient=F("unit__liaisons__person__user"),
        subject=F("resolution"),
        slot=slot,
        due_on=due_on,
    ).order_by()


def _moment(kind: str, *fields: str) -> Concat:
    """The slot: what it is about and the moments that make it another one."""
    casts = [Cast(f"resolution__{field}", CharField()) for field in fields]
    return Concat(Value(f"{kind} "), *casts)


def _due(first: date, last: date, slot: str) -> Rows:
    """Open ones due in [first, last], to the lead; anew when moved or returned."""
    rows = Resolution.objects.announced().filter(status=Status.OPEN, due_on__range=(first, last))
    then = _moment(slot, "due_on", "returned_at")
    return _parts(rows, then, F("resolution__due_on"), role=Undertaking.Role.LEAD)


@source("resolution_due")
def seven_days_ahead(now: datetime) -> Rows:
    today = timezone.localdate(now)
    return _due(today + timedelta(days=2), today + timedelta(days=7), "T-7")


@source("resolution_due")
def one_day_ahead(now: datetime) -> Rows:
    today = timezone.localdate(now)
    return _due(today, today + timedelta(days=1), "T-1")


@source("resolution_due")
def overdue(now: datetime) -> Rows:
    today = timezone.localdate(now)
    return _due(today - LATE_FOR, today - timedelta(days=1), "overdue")


Words = Callable[[Resolution, str, date], tuple[str, str] | None]


def _render(
    rows: Rows, notices: Sequence[Notice], now: datetime, words: Words, *, lead: bool = False
) -> dict[int, Text]:
    """For who speaks for a unit with a part in it now; with `lead`, for the lead alone."""
    known = rows.in_bulk([notice.subject for notice in notices])
    parts = Undertaking.objects.filter(resolution__in=known)
    parts = parts.filter(role=Undertaking.Role.LEAD) if lead else parts
    held = Liaison.objects.current().filter(unit__undertakings__in=parts)
    readers = set(held.values_list("unit__undertakings__resolution", "person__user"))
    today = timezone.localdate(now)
    return {
        notice.pk: Text(*said, one.phone_url)
        for notice in notices
        if (one := known.get(notice.subject))
        and (one.pk, notice.recipient_id) in readers
        and (said := words(one, notice.slot, today))
    }


@renders("resolution_due", stands=_open, latest=True)
def render_due(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return _render(_open(now), notices, now, _due_words, lead=True)


def _due_words(one: Resolution, slot: str, today: date) -> tuple[str, str]:
    days = (one.due_on - today).days
    when = f"已逾期 {-days} 天" if days < 0 else f"还有 {days} 天到期" if days else "今天到期"
    return (
        f"决议“{one.title}”{when}",
        "办好了请报告完成；办不完的，记一句进展，或请召集方调整期限。",
    )


# --- what has happened ------------------------------------------------------------------------

NEWS = "resolution_news"


MOMENTS = ("announced_at", "returned_at", "due_moved_at", "accepted_at", "dropped_at")


def _recent(now: datetime) -> Rows:
    since = [Q(**{f"{name}__gte": now - NEWS_FOR}) for name in MOMENTS]
    return Resolution.objects.announced().filter(Q(*since, _connector=Q.OR))


@source(NEWS)
def undertaken(now: datetime) -> Rows:
    return _parts(_standing(now).filter(announced_at__gte=now - NEWS_FOR), "made")


@source(NEWS)
def given_back(now: datetime) -> Rows:
    rows = _open(now).filter(returned_at__gte=now - NEWS_FOR)
    return _parts(rows, _moment("returned", "returned_at"))


@source(NEWS)
def due_moved(now: datetime) -> Rows:
    rows = _open(now).filter(due_moved_at__gte=now - NEWS_FOR)
    return _parts(rows, _moment("due", "due_on"))


@source(NEWS)
def accepted(now: datetime) -> Rows:
    rows = Resolution.objects.announced().filter(status=Status.ACCEPTED)
    return _parts(rows.filter(accepted_at__gte=now - NEWS_FOR), "accepted")


@source(NEWS)
def dropped(now: datetime) -> Rows:
    rows = Resolution.objects.announced().filter(status=Status.DROPPED)
    return _parts(rows.filter(dropped_at__gte=now - NEWS_FOR), "dropped")


@renders(NEWS, stands=_recent)
def render_news(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return _render(_recent(now), notices, now, _news_words)


def _news_words(one: Resolution, slot: str, today: date) -> tuple[str, str] | None:
    """What the slot says happened, as long as it is so."""
    when, until = slot.split(" ")[0], f"请于 {day_text(one.due_on)}前办好。"
    is_open = one.status == Status.OPEN
    said = {
        "made": (one.is_unfinished, "会议决议由您单位承办", until),
        "returned": (one.is_sent_back, "决议还没办完，请接着办", f"还差：{one.missing}"),
        "due": (
            is_open and bool(one.due_reason),
            f"决议期限调整到 {day_text(one.due_on)}",
            f"原因：{one.due_reason}",
        ),
        "accepted": (one.status == Status.ACCEPTED, "决议已验收办结", "谢谢，办好了。"),
        "dropped": (one.status == Status.DROPPED, "决议不再办理", f"原因：{one.reason}"),
    }
    stands, what, body = said.get(when, (False, "", ""))
    return (f"{what}：{one.title}", body) if stands else None


# --- to the convener: the staff of the alliance's own area ------------------------------------

STAFF = "resolution__alliance__area__postings"


def _reported(now: datetime) -> ResolutionQuerySet:
    return Resolution.objects.announced().filter(status=Status.REPORTED)


@source("resolution_reported")
def reported(now: datetime) -> Rows:
    """Each report anew; a row for each lead's part and each of the staff."""
    today = timezone.localdate(now)
    held = Q(**{f"{STAFF}__until": None}) | Q(**{f"{STAFF}__until__gt": today})
    leads = Undertaking.objects.filter(
        resolution__in=_reported(now).values("pk"), role=Undertaking.Role.LEAD
    )
    rows = leads.filter(held, **{f"{STAFF}__role__in": ROLES, f"{STAFF}__since__lte": today})
    then = _moment("reported", "reported_at")
    facts = {"recipient": F(f"{STAFF}__user"), "subject": F("resolution"), "slot": then}
    return rows.annotate(**facts, due_on=NO_DATE).order_by()


@renders("resolution_reported", stands=_reported)
def render_reported(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the staff there now."""
    known = _reported(now).for_list().in_bulk([notice.subject for notice in notices])
    areas = [one.alliance.area_id for one in known.values()]
    posts = Posting.objects.on(timezone.localdate(now)).filter(area__in=areas, role__in=ROLES)
    staff = set(posts.values_list("user", "area"))
    return {
        notice.pk: Text(
            f"请验收决议：{one.title}",
            f"{one.lead.label}报告完成：{one.outcome}",
            one.get_absolute_url(),
        )
        for notice in notices
        if (one := known.get(notice.subject))
        and (notice.recipient_id, one.alliance.area_id) in staff
    }
