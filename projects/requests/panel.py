"""What a member unit did for residents: on its page, and on its year sheet."""

from typing import Any

from django.utils import timezone

from common.dates import full_day_text
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel
from members.year_sheet import Line, Period, year_section
from projects.models import Request

MOST = 10
DONE = (Request.Status.DONE, Request.Status.CONFIRMED)


@unit_panel
def requests_of_unit(unit: MemberUnit, user: User) -> Panel | None:
    """The latest the unit holds or has done, by the public title; one query."""
    rows = Request.objects.visible_to(user).filter(unit=unit).defer("phone", "text")
    found = list(rows.order_by("-received_at", "-pk")[:MOST])
    if not found:
        return None
    return Panel(
        "群众点单", [(one.public_title, one.get_absolute_url(), _note(one)) for one in found]
    )


def _note(one: Request) -> str:
    term = f"{full_day_text(one.done_by)}前办结" if one.is_open and one.done_by else ""
    said = f"居民评价：{one.get_rating_display()}" if one.rating else ""
    return "　".join(filter(None, [one.get_status_display(), term, said]))


@year_section("群众点单", order=30, counts="本单位承办、本年办结的居民点单，和居民的评价")
def requests_done(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    days = (period.first, period.last)
    rows = Request.objects.filter(unit=unit, status__in=DONE, done_at__date__range=days)
    return [
        Line(timezone.localdate(one.done_at), one.public_title, _note(one), one.get_absolute_url())
        for one in rows.defer("phone", "text").order_by("done_at", "pk")
        if one.done_at
    ]
