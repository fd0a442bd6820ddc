"""What this room reminds people of: nominations decided, who comes to whom, visits missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from common.dates import full_day_text
from meetings.models import Assignment, Tutor
from meetings.periods import QUARTER, add_months, first_of_period
from members.models import Liaison
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source

TOLD_FOR = timedelta(days=30)


def _officer_of(unit: str) -> Subquery:
    """The account of the unit's liaison officer, or null."""
    return Subquery(
        Liaison.objects.current().filter(unit=OuterRef(unit)).values("person__user")[:1]
    )


def _to(rows: QuerySet[Any], recipient: Any, slot: Any, due_on: Any = NO_DATE) -> QuerySet[Any]:
    told = {"recipient": recipient, "subject": F("pk"), "slot": slot, "due_on": due_on}
    return rows.annotate(**told).order_by()


def _decided(now: datetime) -> QuerySet[Tutor]:
    """Of late; or refused, and the officer is still who nominated: an heir is not told years on."""
    since = timezone.localdate(now) - TOLD_FOR
    nominators = Liaison.objects.current().filter(
        unit=OuterRef("unit"), since__lte=OuterRef("nominated_on")
    )
    approved = Q(status=Tutor.Status.APPROVED, since__gt=since)
    refused = Q(nominated_on__gt=since) | Exists(nominators)
    return Tutor.objects.filter(approved | Q(refused, status=Tutor.Status.REFUSED))


@source("tutor_decided")
def decided(now: datetime) -> QuerySet[Any]:
    """To the officer of the unit that nominated, once for each decision."""
    return _to(_decided(now), _officer_of("unit"), Cast("status", CharField()))


@renders("tutor_decided", stands=_decided)
def render_decided(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    rows = _decided(now).select_related("unit", "person").annotate(officer=_officer_of("unit"))
    found = rows.in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: _decision(one)
        for notice in notices
        if (one := found.get(notice.subject)) and one.officer == notice.recipient_id
    }


def _decision(tutor: Tutor) -> Text:
    url = reverse("meetings:my_tutoring")
    if tutor.status == Tutor.Status.REFUSED:
        return Text(f"{tutor.person}这次没有入选辅导员", f"原因：{tutor.reason}", url)
    said = "街道安排好单位后会再提醒。"
    return Text(f"{tutor.person}已入选党建辅导员", said, url)


def _standing(now: datetime) -> QuerySet[Assignment]:
    return Assignment.objects.standing().filter(until__gt=timezone.localdate(now))


MADE = Concat(Value("made "), Cast("made_at", CharField()))
ENDED = Concat(Value("ended "), Cast("ended_on", CharField()))


@source("tutor_assigned")
def assigned_to_tutor(now: datetime) -> QuerySet[Any]:
    return _to(_standing(now), F("tutor__person__user"), MADE)


@source("tutor_assigned")
def assigned_to_unit(now: datetime) -> QuerySet[Any]:
    return _to(_standing(now), _officer_of("unit"), MADE)


def _ended(now: datetime) -> QuerySet[Assignment]:
    """Ended early of late, and not because another came in the same breath."""
    since = timezone.localdate(now) - TOLD_FOR
    other = Assignment.objects.standing().filter(unit=OuterRef("unit"), period=OuterRef("period"))
    return Assignment.objects.filter(ended_on__gt=since).exclude(Exists(other))


def _ended_for_tutor(now: datetime) -> QuerySet[Assignment]:
    since = timezone.localdate(now) - TOLD_FOR
    return Assignment.objects.filter(ended_on__gt=since)


@source("tutoring_ended")
def ended_for_tutor(now: datetime) -> QuerySet[Any]:
    return _to(_ended_for_tutor(now), F("tutor__person__user"), ENDED)


@source("tutoring_ended")
def ended_for_unit(now: datetime) -> QuerySet[Any]:
    """To the officer, unless another tutor comes instead: then that is what they are told."""
    return _to(_ended(now), _officer_of("unit"), ENDED)


def _of_both(
    notices: Sequence[Notice], rows: QuerySet[Assignment]
) -> list[tuple[Notice, Assignment, bool]]:
    """Notices that still stand, their assignment, and whether the reader is its tutor."""
    found = (
        rows.select_related("tutor__person", "tutor__unit", "unit__area")
        .annotate(officer=_officer_of("unit"))
        .in_bulk([notice.subject for notice in notices])
    )
    pairs = [(notice, found[notice.subject]) for notice in notices if notice.subject in found]
    return [
        (notice, one, notice.recipient_id == one.tutor.person.user_id)
        for notice, one in pairs
        if notice.recipient_id in (one.tutor.person.user_id, one.officer)
    ]


@renders("tutor_assigned", stands=_standing)
def render_assigned(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: _to_tutor(one) if is_tutor else _to_unit(one)
        for notice, one, is_tutor in _of_both(notices, _standing(now))
    }


def _to_tutor(one: Assignment) -> Text:
    days = f"{full_day_text(one.since)}起，到季度末。"
    return Text(
        f"请您辅导{one.unit.label}（{one.period_text}）",
        f"{days}党课、座谈会、实地学习都可以，去过以后记一笔。",
        one.phone_url,
    )


def _to_unit(one: Assignment) -> Text:
    who = f"{one.tutor.person}（{one.tutor.unit.label}）"
    said = f"专长：{one.tutor.expertise}。具体时间由辅导员和您商量。"
    return Text(f"{one.period_text}的辅导员：{who}", said, one.phone_url)


@renders("tutoring_ended", stands=_ended_for_tutor)
def render_ended(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{one.unit.label}的辅导已提前结束"
            if is_tutor
            else f"辅导员{one.tutor.person}不再来了",
            f"原因：{one.end_reason}",
            one.phone_url,
        )
        for notice, one, is_tutor in _of_both(notices, _ended_for_tutor(now))
    }


def _unvisited(now: datetime) -> QuerySet[Assignment]:
    """No visit by the middle of the period's last month, until the period is over."""
    today = timezone.localdate(now)
    first = first_of_period(QUARTER, today)
    nudged = today >= add_months(first, 2).replace(day=15)
    rows = Assignment.objects.on(today).filter(period=first, since__lte=today)
    return rows.without_visit() if nudged else rows.none()


@source("visit_missing")
def visit_missing(now: datetime) -> QuerySet[Any]:
    return _to(_unvisited(now), F("tutor__person__user"), Value("mid", CharField()), F("until"))


@renders("visit_missing", stands=_unvisited)
def render_missing(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return {
        notice.pk: Text(
            f"{one.unit.label}这一季度还没有去过",
            f"{one.period_text}快结束了。去过的请记一笔；去不了的请告诉街道改派。",
            one.phone_url,
        )
        for notice, one, is_tutor in _of_both(notices, _unvisited(now))
        if is_tutor
    }
