"""What a unit gave and asked in a year, on its year sheet."""

from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from common.dates import full_day_text
from members.models import MemberUnit
from members.year_sheet import Line, Period, year_section
from projects.models import Demand, Engagement, Item, Rating, Resource, Service

GIVEN: tuple[type[Item], ...] = (Service, Resource)
Confirmers = dict[tuple[int, int], str]  # (content type, key) → who said last that it holds


@year_section("给出", order=10, counts="本年发布，或本年确认仍然有效的服务项目和共享资源")
def given(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    """Three queries, the third in the audit trail: who confirmed is not kept on the item."""
    days = (period.first, period.last)
    in_year = Q(published_at__date__range=days) | Q(last_confirmed__range=days)
    items: list[Item] = []
    for kind in GIVEN:
        rows = kind.objects.filter(in_year, unit=unit, published_at__date__lte=period.last)
        items += rows.select_related("reviewed_by")
    confirmers = _confirmers(items, period)
    lines = [_given(item, confirmers) for item in items]
    return sorted(lines, key=lambda line: (str(line.day), line.text))


def _given(item: Item, confirmers: Confirmers) -> Line:
    key = (ContentType.objects.get_for_model(item).pk, item.pk)
    confirmed = [f"{full_day_text(item.last_confirmed)}确认"] if item.last_confirmed else []
    who = [confirmers.get(key) or str(item.reviewed_by or "")]
    note = "　".join(filter(None, [item.kind_name, item.get_status_display(), *confirmed, *who]))
    day = timezone.localdate(item.published_at) if item.published_at else None
    return Line(day, item.title, note, item.get_absolute_url())


def _confirmers(items: list[Item], period: Period) -> Confirmers:
    """Who confirmed or published each last in the period; by acts that name somebody."""
    kinds = [ContentType.objects.get_for_model(kind).pk for kind in GIVEN]
    said = Q(additional_data__verb="confirm")
    said |= Q(additional_data__verb="move", changes__status__1=Item.Status.PUBLISHED)
    acts = LogEntry.objects.filter(
        said,
        content_type__in=kinds,
        object_id__in=[item.pk for item in items],
        actor__isnull=False,
        timestamp__date__range=(period.first, period.last),
    )
    rows = acts.select_related("actor").order_by("timestamp", "pk")
    return {(act.content_type_id, act.object_id): str(act.actor) for act in rows}


@year_section("得到", order=20, counts="本年提出的需求意向和现在的状态，不含草稿")
def asked(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    rows = Demand.objects.filter(unit=unit, created_at__date__range=(period.first, period.last))
    rows = rows.exclude(status=Item.Status.DRAFT).order_by("created_at", "pk")
    return [
        Line(
            timezone.localdate(one.created_at),
            one.title,
            f"{one.get_urgency_display()}　{one.get_status_display()}",
            one.get_absolute_url(),
        )
        for one in rows
    ]


HELD = "本年对接成功的需求（双方已确认对接），现在的状态和需求方评价"


@year_section("帮别人办的对接", order=15, counts=HELD)
def helped(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    rows = Engagement.objects.filter(pk__in=unit.shares.values("engagement"))
    return [_engaged(one, f"需求方：{one.demand.unit.label}") for one in _held(rows, period)]


@year_section("别人帮办的对接", order=25, counts=HELD)
def met(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    rows = Engagement.objects.filter(demand__unit=unit)
    return [_engaged(one, f"牵头：{one.lead.label}") for one in _held(rows, period)]


def _held(rows: Any, period: Period) -> Any:
    days = (period.first, period.last)
    return rows.filter(accepted_at__date__range=days).for_list().order_by("accepted_at", "pk")


def _engaged(one: Engagement, side: str) -> Line:
    rating = [f"评价：{Rating(one.rating).label}"] if one.rating else []
    note = "　".join([side, one.get_status_display(), *rating])
    day = timezone.localdate(one.accepted_at) if one.accepted_at else None
    return Line(day, one.demand.title, note, one.get_absolute_url())
