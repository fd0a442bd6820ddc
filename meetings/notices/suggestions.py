"""What this room reminds people of: suggestions to be answered, and answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils import timezone

from common.dates import day_text, midnight
from meetings.models import Suggestion
from members.models import Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from projects.items.owners import officer_of

AHEAD = timedelta(days=3)
LATE_FOR = timedelta(days=60)  # older ones are no longer chased
TOLD_FOR = timedelta(days=30)  # an answer is news so long


def _to_street(rows: Any, now: datetime, slot: str) -> QuerySet[Any]:
    """To everybody on the staff of the street where the unit is."""
    today, posted = timezone.localdate(now), "street__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": Posting.Role.STREET, f"{posted}since__lte": today}
    found: QuerySet[Any] = rows.filter(held, **staff).annotate(
        recipient=F(f"{posted}user"),
        subject=F("pk"),
        slot=Value(slot, CharField()),
        due_on=F("answer_by"),
    )
    return found.order_by()


@source("suggestion_due")
def raised(now: datetime) -> QuerySet[Any]:
    return _to_street(Suggestion.objects.open(), now, "raised")


@source("suggestion_due")
def due_soon(now: datetime) -> QuerySet[Any]:
    today = timezone.localdate(now)
    rows = Suggestion.objects.open().filter(answer_by__range=(today, today + AHEAD))
    return _to_street(rows, now, "T-3")


@source("suggestion_due")
def overdue(now: datetime) -> QuerySet[Any]:
    today = timezone.localdate(now)
    late = Suggestion.objects.late(today).filter(answer_by__gte=today - LATE_FOR)
    return _to_street(late, now, "overdue")


def _open(now: datetime) -> QuerySet[Any]:
    return Suggestion.objects.open()


@renders("suggestion_due", stands=_open, latest=True)
def render_due(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the street's staff now."""
    today = timezone.localdate(now)
    rows = Suggestion.objects.open().select_related("unit")
    found = rows.in_bulk([one.subject for one in notices])
    posts = Posting.objects.on(today).filter(role=Posting.Role.STREET)
    streets = {one.street_id for one in found.values()}
    staff = set(posts.filter(area__in=streets).values_list("area", "user"))
    return {
        notice.pk: Text(
            f"{one.unit}的意见建议{_when(one.answer_by, today)}",
            f"“{one.brief}”请于 {day_text(one.answer_by)}前答复。",
            one.get_absolute_url(),
        )
        for notice in notices
        if (one := found.get(notice.subject)) and (one.street_id, notice.recipient_id) in staff
    }


def _when(answer_by: date, today: date) -> str:
    days = (answer_by - today).days
    if days < 0:
        return f"答复已逾期 {-days} 天"
    return f"还有 {days} 天要答复" if days else "今天要答复"


def _answered(now: datetime) -> Any:
    since = midnight(timezone.localdate(now) - TOLD_FOR)
    return Suggestion.objects.filter(status=Suggestion.Status.ANSWERED, answered_at__gte=since)


@source("suggestion_answered")
def answered(now: datetime) -> QuerySet[Any]:
    rows = _answered(now).annotate(
        recipient=officer_of("unit"),
        subject=F("pk"),
        slot=Value("answered", CharField()),
        due_on=NO_DATE,
    )
    found: QuerySet[Any] = rows.order_by()
    return found


@renders("suggestion_answered", stands=_answered)
def render_answered(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the unit's officer now."""
    rows = _answered(now).annotate(officer=officer_of("unit"))
    found = rows.in_bulk([one.subject for one in notices])
    return {
        notice.pk: Text("意见建议有了答复", f"“{one.brief}”{one.answer}", one.phone_url)
        for notice in notices
        if (one := found.get(notice.subject)) and one.officer == notice.recipient_id
    }
