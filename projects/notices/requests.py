"""Reminders of residents' requests to who holds them: dispatched, near the term, overdue."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone

from common.dates import day_text
from members.models import Liaison, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source
from projects.models import Request, RequestStep
from projects.requests.terms import (
    DAY,
    how_long,
)

Status, Verb = Request.Status, RequestStep.Verb
HELD_NOW = (Status.DISPATCHED, Status.TAKEN)
OLDEST = timedelta(days=180)  # what has been overdue for longer is no longer brought up
Rows = QuerySet[Request]


def _holder(now: datetime) -> Coalesce:
    """The grid worker, while posted in the community, or who speaks for the unit now; or null."""
    officers = Liaison.objects.current().filter(unit=OuterRef("unit"))
    posts = Posting.objects.on(timezone.localdate(now)).filter(role=Posting.Role.GRID)
    posted = posts.filter(user=OuterRef("worker"), area__community=OuterRef("community"))
    worker, officer = posted.values("user")[:1], officers.values("person__user")[:1]
    return Coalesce(Subquery(worker), Subquery(officer), output_field=BigIntegerField())


def _to_holder(rows: Rows, slot: Any, now: datetime) -> Rows:
    told = rows.annotate(recipient=_holder(now), subject=F("pk"), slot=slot, due_on=F("done_by"))
    return told.order_by()


def slot(text: str) -> Any:
    return Value(text, CharField())


def by_date(text: str, field: str) -> Any:
    return Concat(slot(f"{text} "), Cast(field, CharField()))


def latest(*verbs: str) -> Any:
    """The key of the latest such step: every dispatch, every return is told once."""
    steps = RequestStep.objects.filter(request=OuterRef("pk"), verb__in=verbs).order_by()
    newest = steps.values("request").annotate(newest=Max("pk")).values("newest")
    return Concat(slot("step "), Cast(Subquery(newest), CharField()))


# --- to the holder ----------------------------------------------------------------------------


@source("request_held")
def dispatched(now: datetime) -> Rows:
    rows = Request.objects.filter(status=Status.DISPATCHED)
    return _to_holder(rows, latest(Verb.DISPATCH, Verb.PASS_ON), now)


@source("request_due")
def one_day_ahead(now: datetime) -> Rows:
    """On the last day before the term, and on the day itself if that was missed."""
    today = timezone.localdate(now)
    rows = Request.objects.filter(status__in=HELD_NOW, done_by__range=(today, today + DAY))
    return _to_holder(rows, by_date("T-1", "done_by"), now)


@source("request_due")
def untaken(now: datetime) -> Rows:
    today = timezone.localdate(now)
    ago = (today - OLDEST, today - DAY)
    rows = Request.objects.filter(status=Status.DISPATCHED, take_by__range=ago)
    return _to_holder(rows, by_date("take", "take_by"), now)


@source("request_due")
def undone(now: datetime) -> Rows:
    today = timezone.localdate(now)
    rows = Request.objects.filter(status__in=HELD_NOW, done_by__range=(today - OLDEST, today - DAY))
    return _to_holder(rows, by_date("done", "done_by"), now)


def _dispatched(now: datetime) -> Rows:
    return Request.objects.filter(status=Status.DISPATCHED)


def _held(now: datetime) -> Rows:
    return Request.objects.filter(status__in=HELD_NOW)


@renders("request_held", stands=_dispatched)
def render_held(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"新的点单等您接：{one.public_title}",
            f"请于 {day_text(one.take_by)}前接单，{day_text(one.done_by)}前办结。"
            "办不了可以退回社区。",
            reverse("projects:my_request", args=[one.uuid]),
        )
        for notice, one in _for_holder(notices, now)
    }


@renders("request_due", stands=_held)
def render_due(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """As it stands when it is read: taken or done meanwhile, it says so or is gone."""
    today, texts = timezone.localdate(now), {}
    for notice, one in _for_holder(notices, now):
        to_take = notice.slot.startswith("take")
        day = one.take_by if to_take else one.done_by
        if day is None or (to_take and one.status != Status.DISPATCHED):
            continue
        verb = "接单" if to_take else "办结"
        texts[notice.pk] = Text(
            f"点单{verb}{how_long(day, today)[0]}：{one.public_title}",
            f"{day_text(day)}前{verb}。有困难就写进展，或者退回社区。",
            reverse("projects:my_request", args=[one.uuid]),
        )
    return texts


def _for_holder(notices: Sequence[Notice], now: datetime) -> list[tuple[Notice, Any]]:
    """Notices with their requests, as far as the reader holds them still. One query."""
    rows = Request.objects.filter(status__in=HELD_NOW).defer("phone")
    found = rows.annotate(told=_holder(now)).in_bulk([notice.subject for notice in notices])
    return [
        (notice, one)
        for notice in notices
        if (one := found.get(notice.subject)) and one.told == notice.recipient_id
    ]
