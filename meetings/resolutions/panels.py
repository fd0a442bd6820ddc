"""What resolutions show on the page of a member unit and in its year."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from common.dates import full_day_text
from meetings.models import Resolution, Undertaking
from meetings.resolutions.page import how_long
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel
from members.year_sheet import Line, Period, year_section

MOST = 10


@unit_panel
def resolutions_of_unit(unit: MemberUnit, user: User) -> Panel:
    """Those that the unit leads or helps with, what is unfinished first; one query."""
    seen = Resolution.objects.visible_to(user).announced().values("pk")
    rows = Undertaking.objects.filter(unit=unit, resolution__in=seen).select_related("resolution")
    today = timezone.localdate()
    found = sorted(rows.order_by("-resolution__due_on")[: 4 * MOST], key=_is_over)
    return Panel(
        "承办的决议",
        [
            (
                one.resolution.title,
                one.resolution.get_absolute_url(),
                f"{one.get_role_display()}　{how_long(one.resolution, today)[0]}",
            )
            for one in found[:MOST]
        ],
        url=f"{reverse('meetings:resolutions')}?{urlencode({'unit': unit.label})}",
        empty="没有承办的决议。",
    )


def _is_over(part: Undertaking) -> bool:
    return not part.resolution.is_unfinished


@year_section("决议", order=45, counts="本年内印发、办结或到期的会议决议，牵头或配合的")
def resolutions_of_year(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    """One query; what was announced, ended or fell due in the period."""
    days = (period.first, period.last)
    within = Q(resolution__announced_at__date__range=days) | Q(resolution__due_on__range=days)
    within |= Q(resolution__accepted_at__date__range=days)
    rows = Undertaking.objects.filter(within, unit=unit).exclude(resolution__announced_at=None)
    found = rows.select_related("resolution").order_by("resolution__due_on", "pk")
    return [_line(one) for one in found]


def _line(part: Undertaking) -> Line:
    one = part.resolution
    note = (
        f"{part.get_role_display()}　{one.get_status_display()}　期限 {full_day_text(one.due_on)}"
    )
    day = timezone.localdate(one.announced_at) if one.announced_at else None
    return Line(day, one.title, note, one.get_absolute_url())
