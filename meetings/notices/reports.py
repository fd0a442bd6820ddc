"""What this room reminds people of: monthly reports."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from common.dates import day_text
from grids.models import Area
from meetings.models import LiaisonReport
from meetings.reports.rules import chased, remind
from members.models import Liaison, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

LATE_FOR = timedelta(days=60)  # older reports are no longer chased


def _officer_of(unit: str) -> Subquery:
    """The account of the unit's liaison officer, or null."""
    return Subquery(
        Liaison.objects.current().filter(unit=OuterRef(unit)).values("person__user")[:1]
    )


def _reports_due(due: Q, slot: str) -> QuerySet[LiaisonReport]:
    """Reports not handed in whose deadline lies where `due` says."""
    waiting = LiaisonReport.objects.waiting_for_unit().filter(due, unit__liaisons__until=None)
    officer = F("unit__liaisons__person__user")  # joined: a look for each unit cost as much again
    return waiting.annotate(
        recipient=officer, subject=F("pk"), slot=Value(slot, CharField())
    ).order_by()


# Slots go by the default days, whatever a street has set: a changed rule reminds nobody twice.


@source("report_due")
def first_reminder(now: datetime) -> QuerySet[LiaisonReport]:
    return _reports_due(remind("first", timezone.localdate(now)), "T-5")


@source("report_due")
def last_reminder(now: datetime) -> QuerySet[LiaisonReport]:
    return _reports_due(remind("last", timezone.localdate(now)), "T-1")


@source("report_due")
def overdue(now: datetime) -> QuerySet[LiaisonReport]:
    today = timezone.localdate(now)
    late = Q(due_on__range=(today - LATE_FOR, today - timedelta(days=1)))
    return _reports_due(late & chased(), "overdue")


def _waiting(now: datetime) -> QuerySet[LiaisonReport]:
    return LiaisonReport.objects.waiting_for_unit()


@renders("report_due", stands=_waiting, latest=True)
def render_report(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the unit's officer now."""
    reports = _with_officer(notices)
    today = timezone.localdate(now)
    return {
        notice.pk: _report_text(report, today)
        for notice in notices
        if (report := reports.get(notice.subject)) and report.officer == notice.recipient_id
    }


def _with_officer(notices: Sequence[Notice]) -> dict[int, Any]:
    """The reports still waiting, by key; each with `officer`, the account to be told."""
    waiting = LiaisonReport.objects.waiting_for_unit().select_related("unit")
    return waiting.annotate(officer=_officer_of("unit")).in_bulk([n.subject for n in notices])


def _report_text(report: LiaisonReport, today: date) -> Text:
    month = f"{report.month.month} 月联络员月报"
    if report.due_on < today:
        subject = f"{month}已逾期 {(today - report.due_on).days} 天"
    elif report.due_on == today:
        subject = f"{month}今天截止"
    else:
        subject = f"{month}还有 {(report.due_on - today).days} 天截止"
    body = f"{report.unit}的{month}请于 {day_text(report.due_on)}前提交。"
    return Text(subject, f"{body}没有变化时，点“本月无变化”即可。", report.phone_url)


@source("report_returned")
def returned(now: datetime) -> QuerySet[LiaisonReport]:
    """Each return is told once: the slot is the hand-in that was returned."""
    reports = LiaisonReport.objects.filter(status=LiaisonReport.Status.RETURNED)
    return reports.annotate(
        recipient=_officer_of("unit"),
        subject=F("pk"),
        slot=Concat(Value("handed in "), Cast("submitted_at", CharField())),
    ).order_by()


def _returned(now: datetime) -> QuerySet[LiaisonReport]:
    return LiaisonReport.objects.filter(status=LiaisonReport.Status.RETURNED)


@renders("report_returned", stands=_returned)
def render_returned(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    reports = _with_officer(notices)
    return {
        notice.pk: Text(
            f"{report.month.month} 月联络员月报请修改后再提交",
            f"需要修改：{report.return_note}",
            report.phone_url,
        )
        for notice in notices
        if (report := reports.get(notice.subject)) and report.officer == notice.recipient_id
    }


@source("reports_late")
def reports_late(now: datetime) -> QuerySet[LiaisonReport]:
    """To the staff of a street, once for each month in which somebody is late."""
    today = timezone.localdate(now)
    late = LiaisonReport.objects.late(today).filter(due_on__gte=today - LATE_FOR)
    posted = "street__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": Posting.Role.STREET, f"{posted}since__lte": today}
    return (
        late.filter(held, **staff)
        .annotate(
            recipient=F(f"{posted}user"),
            subject=F("street"),
            slot=Cast("month", CharField()),
        )
        .order_by()
    )


@renders("reports_late")
def render_late(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the street's staff now."""
    today = timezone.localdate(now)
    streets = Area.objects.in_bulk([notice.subject for notice in notices])
    rows = LiaisonReport.objects.late(today).filter(street__in=streets)
    counted = rows.order_by().values_list("street", "month").annotate(count=Count("pk"))
    late = {(street, str(month)): count for street, month, count in counted}
    posts = Posting.objects.on(today).filter(role=Posting.Role.STREET, area__in=streets)
    staff = set(posts.values_list("area", "user"))
    return {
        notice.pk: Text(
            f"{int(notice.slot[5:7])} 月联络员月报还有 {count} 家未交",
            f"{streets[notice.subject]}：打开名单，可复制催交文字。",
            f"{reverse('meetings:late')}?month={notice.slot[:7]}",
        )
        for notice in notices
        if (notice.subject, notice.recipient_id) in staff
        and (count := late.get((notice.subject, notice.slot)))
    }
