"""Terms of committee seats that run out: told to the staff of the place, 30 and 7 days before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils import timezone

from common.dates import full_day_text
from members.models import CommitteeSeat, Posting
from members.models.seats import SeatQuerySet
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

STAFF = (Posting.Role.STREET, Posting.Role.COMMUNITY)


def _running_out(now: datetime) -> SeatQuerySet:
    """Seats held whose term ends within 30 days. An end that has passed is shown on the pages."""
    today = timezone.localdate(now)
    return CommitteeSeat.objects.held(today).filter(
        until=None, term_ends_on__range=(today, today + timedelta(days=30))
    )


def _to_staff(
    now: datetime, body: str, days: tuple[int, int], slot: str
) -> QuerySet[CommitteeSeat]:
    """A row for each seat and member of the staff posted to the very place of the body."""
    today = timezone.localdate(now)
    posted = f"{body}__area__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    first, last = (today + timedelta(days=day) for day in days)
    staff = {f"{posted}role__in": STAFF, f"{posted}since__lte": today}
    rows = _running_out(now).filter(held, term_ends_on__range=(first, last), **staff)
    return rows.annotate(
        recipient=F(f"{posted}user"),
        subject=F("pk"),
        slot=Value(slot, CharField()),
        due_on=F("term_ends_on"),
    ).order_by()


@source("seat_term")
def alliance_month_ahead(now: datetime) -> QuerySet[CommitteeSeat]:
    return _to_staff(now, "alliance", (8, 30), "T-30")


@source("seat_term")
def alliance_week_ahead(now: datetime) -> QuerySet[CommitteeSeat]:
    return _to_staff(now, "alliance", (0, 7), "T-7")


@source("seat_term")
def organization_month_ahead(now: datetime) -> QuerySet[CommitteeSeat]:
    return _to_staff(now, "organization", (8, 30), "T-30")


@source("seat_term")
def organization_week_ahead(now: datetime) -> QuerySet[CommitteeSeat]:
    return _to_staff(now, "organization", (0, 7), "T-7")


@renders("seat_term", stands=_running_out)
def render_term(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is posted to the place now, and while the term runs out."""
    found = _running_out(now).for_list().in_bulk([notice.subject for notice in notices])
    today = timezone.localdate(now)
    posts = Posting.objects.on(today).filter(
        role__in=STAFF, area__in=[seat.area_id for seat in found.values()]
    )
    staff = set(posts.values_list("area", "user"))
    return {
        notice.pk: _term_text(seat, seat.term_ends_on, today)
        for notice in notices
        if (seat := found.get(notice.subject))
        and seat.term_ends_on
        and (seat.area_id, notice.recipient_id) in staff
    }


def _term_text(seat: CommitteeSeat, ends_on: date, today: date) -> Text:
    days = (ends_on - today).days
    return Text(
        f"{seat.body}{seat.get_role_display()}任期还有 {days} 天届满",
        f"{seat.person}的任期至 {full_day_text(ends_on)}，请及时换届或登记连任。",
        seat.get_absolute_url(),
    )
