"""Reminders of residents' requests to the staff: new, not accepted, overdue, back again.

What lies about goes to the community first and, some workdays later, to the street: once each.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, F, Q, When
from django.utils import timezone

from common.dates import day_text
from members.models import Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from projects.models import Request
from projects.notices.requests import OLDEST, Rows, Status, Verb, by_date, latest, slot
from projects.requests.terms import (
    ACCEPT_DAYS,
    DAY,
    ESCALATE_DAYS,
    how_long,
    last_before,
    late,
    left_lying,
    unaccepted,
)

STAFF = {"community": Posting.Role.COMMUNITY, "street": Posting.Role.STREET}


def _to_staff(rows: Rows, level: str, told: Any, today: date) -> Rows:
    """A row for each request and account on the staff of its community, or of its street."""
    posted = f"{level}__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": STAFF[level], f"{posted}since__lte": today}
    found = rows.filter(held, **staff).annotate(
        recipient=F(f"{posted}user"), subject=F("pk"), slot=told, due_on=NO_DATE
    )
    return found.order_by()


@source("request_new")
def new(now: datetime) -> Rows:
    rows = Request.objects.filter(status=Status.RECEIVED)
    return _to_staff(rows, "community", slot("new"), timezone.localdate(now))


@source("request_waiting")
def waiting(now: datetime) -> Rows:
    """Not accepted within a workday: the community once more."""
    return _waiting(now, "community", ACCEPT_DAYS)


@source("request_waiting")
def waiting_long(now: datetime) -> Rows:
    """A workday later: the street."""
    return _waiting(now, "street", ACCEPT_DAYS + 1)


def _waiting(now: datetime, level: str, workdays: int) -> Rows:
    today = timezone.localdate(now)
    rows = Request.objects.filter(unaccepted(last_before(today, workdays)))
    return _to_staff(rows, level, slot("waiting"), today)


@source("request_overdue")
def overdue(now: datetime) -> Rows:
    """Past a term: the community, once for each term that has passed."""
    today = timezone.localdate(now)
    return _to_staff(_late(today, today), "community", _passed(today), today)


@source("request_overdue")
def overdue_long(now: datetime) -> Rows:
    """ESCALATE_DAYS workdays past it: the street."""
    today = timezone.localdate(now)
    passed = last_before(today, ESCALATE_DAYS) + DAY
    return _to_staff(_late(passed, today), "street", _passed(passed), today)


def _late(passed: date, today: date) -> Rows:
    """Whose term ended before `passed`; not what has been lying about for half a year."""
    return Request.objects.filter(late(passed), done_by__gte=today - OLDEST)


def _passed(day: date) -> Any:
    """The term that has passed: done_by, or else take_by."""
    return Case(
        When(done_by__lt=day, then=by_date("done", "done_by")),
        default=by_date("take", "take_by"),
        output_field=CharField(),
    )


@source("request_back")
def reopened(now: datetime) -> Rows:
    rows = Request.objects.filter(status=Status.REOPENED)
    return _to_staff(rows, "community", by_date("reopened", "reopened"), timezone.localdate(now))


@source("request_back")
def reopened_long(now: datetime) -> Rows:
    """Left lying for ESCALATE_DAYS workdays after it was reopened: the street."""
    today = timezone.localdate(now)
    rows = Request.objects.filter(left_lying(last_before(today, ESCALATE_DAYS)))
    return _to_staff(rows, "street", by_date("reopened", "reopened"), today)


@source("request_back")
def returned(now: datetime) -> Rows:
    rows = Request.objects.filter(status=Status.ACCEPTED).exclude(reason="")
    return _to_staff(rows, "community", latest(Verb.RETURN), timezone.localdate(now))


def _received(now: datetime) -> Rows:
    return Request.objects.filter(status=Status.RECEIVED)


def _past(now: datetime) -> Rows:
    return Request.objects.filter(late(timezone.localdate(now)))


def _back(now: datetime) -> Rows:
    given_back = Q(status=Status.ACCEPTED) & ~Q(reason="")
    return Request.objects.filter(Q(status=Status.REOPENED) | given_back)


@renders("request_new", stands=_received)
def render_new(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: _text(
            one, f"{one.community}有一件新点单：{one.category}", "请在一个工作日内受理。"
        )
        for notice, one in _for_staff(notices, _received(now), now)
    }


@renders("request_waiting", stands=_received)
def render_waiting(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    today = timezone.localdate(now)
    return {
        notice.pk: _text(
            one,
            f"{one.community}有一件点单还没受理：{one.category}",
            f"居民 {day_text(one.received_at)}提交，"
            f"已过 {(today - timezone.localdate(one.received_at)).days} 天，应在一个工作日内受理。",
        )
        for notice, one in _for_staff(notices, _received(now), now)
    }


@renders("request_overdue", stands=_past)
def render_overdue(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    today = timezone.localdate(now)
    return {
        notice.pk: _text(
            one,
            f"点单逾期：{one.public_title}",
            f"{one.community}　现在是“{one.get_status_display()}”，{_how_late(one, today)}。"
            "请问清情况，必要时转交。",
        )
        for notice, one in _for_staff(notices, _past(now), now)
    }


def _how_late(one: Request, today: date) -> str:
    if one.done_by and one.done_by < today:
        return f"办结{how_long(one.done_by, today)[0]}"
    return f"接单{how_long(one.take_by, today)[0]}" if one.take_by else ""


@renders("request_back", stands=_back)
def render_back(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: _text(one, *_back_words(one))
        for notice, one in _for_staff(notices, _back(now), now)
    }


def _back_words(one: Request) -> tuple[str, str]:
    if one.status == Status.REOPENED:
        return (
            f"居民要求重办：{one.public_title}",
            f"{one.community}　请问清还有什么没解决，重新派单。",
        )
    return f"点单被退回：{one.public_title}", f"{one.community}　{one.reason}。请重新派单。"


def _text(one: Request, subject: str, body: str) -> Text:
    return Text(subject, f"{body}编号 {one.number}。", one.get_absolute_url())


def _for_staff(
    notices: Sequence[Notice], rows: Rows, now: datetime
) -> list[tuple[Notice, Request]]:
    """Notices with their requests, for who is on the staff there now. Two queries."""
    subjects = [notice.subject for notice in notices]
    found = rows.select_related("community", "category").defer("phone").in_bulk(subjects)
    areas = {key for one in found.values() for key in (one.community_id, one.street_id)}
    posts = Posting.objects.on(timezone.localdate(now)).filter(role__in=STAFF.values())
    staff = set(posts.filter(area__in=areas).values_list("area", "user"))
    return [
        (notice, one)
        for notice in notices
        if (one := found.get(notice.subject))
        and {(one.community_id, notice.recipient_id), (one.street_id, notice.recipient_id)} & staff
    ]
