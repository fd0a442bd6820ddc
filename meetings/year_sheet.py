"""The reports and meetings of a unit's year, on its year sheet."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from meetings.models import LiaisonReport, Meeting, Suggestion
from members.models import MemberUnit
from members.year_sheet import Line, Period, year_section

SHOWN = 40  # characters of each text of a report


@year_section("联络员月报", order=30, counts="本年各月已提交的月报，各栏摘第一句")
def reports(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    rows = LiaisonReport.objects.filter(unit=unit, month__range=(period.first, period.last))
    handed_in = rows.exclude(submitted_at=None).order_by("month")
    return [
        Line(None, f"{one.month.month} 月　{one.get_status_display()}", _said(one),
             one.get_absolute_url())
        for one in handed_in
    ]  # fmt: skip


def _said(report: LiaisonReport) -> str:
    """The first line of each text, cut short; or that nothing changed."""
    texts = [f"{label}：{_first(text)}" for label, text in report.texts if text.strip()]
    return "　".join(texts) or ("本月无变化" if report.no_change else "")


def _first(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


@year_section("意见建议", order=35, counts="本年内提出的意见建议，及答复情况")
def suggestions(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    days = (period.first, period.last)
    rows = Suggestion.objects.filter(unit=unit, raised_at__date__range=days)
    return [
        Line(timezone.localdate(one.raised_at), one.brief, one.get_status_display(),
             one.get_absolute_url())
        for one in rows.order_by("raised_at", "pk")
    ]  # fmt: skip


@year_section("会议", order=40, counts="本年内所属联合体已开的会，按当时是否为成员；取消的不列")
def meetings(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    """Those held while the unit was a member; links only to what the reader may open."""
    member = "rule__alliance__memberships__"
    during = Q(**{f"{member}until": None}) | Q(**{f"{member}until__gt": F("starts_at__date")})
    rows = Meeting.objects.filter(
        during,
        starts_at__date__range=(period.first, period.last),
        starts_at__lte=timezone.now(),
        **{f"{member}unit": unit, f"{member}since__lte": F("starts_at__date")},
    ).exclude(status=Meeting.Status.CANCELLED)
    found = list(rows.for_list().order_by("starts_at", "pk").distinct())
    open_to = Meeting.objects.visible_to(user).filter(pk__in=[one.pk for one in found])
    visible = set(open_to.values_list("pk", flat=True))
    return [
        Line(
            timezone.localdate(one.starts_at),
            one.title,
            f"{one.rule.alliance}　{one.get_status_display()}",
            one.get_absolute_url() if one.pk in visible else "",
        )
        for one in found
    ]
