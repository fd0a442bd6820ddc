"""Milestones of the unit's projects, and visits in its pairings."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, Value

from meetings.facts.shapes import Fact, Month, fact, page, short
from members.models import MemberUnit
from projects.models import Milestone, PairingVisit, Partner


def works(unit: MemberUnit, month: Month) -> list[Fact]:
    """One query."""
    joined = Partner.objects.filter(unit=unit).values("project")
    days = (month.first, month.last)
    reached = Milestone.objects.filter(
        Q(project__lead=unit) | Q(project__in=joined), done_on__range=days
    ).values(
        "pk",
        kind=Value("milestone"),
        record=F("project__uuid"),
        day=F("done_on"),
        of=F("project__name"),
        what=F("title"),
    )
    visited = PairingVisit.objects.filter(
        Q(pairing__helper__unit=unit) | Q(pairing__helped__unit=unit), on__range=days
    ).values(
        "pk",
        kind=Value("visit"),
        record=F("pairing__uuid"),
        day=F("on"),
        of=Value(""),
        what=F("text"),
    )
    rows = reached.order_by().union(visited.order_by(), all=True).order_by("day", "kind", "pk")
    return [_told(row) for row in rows]


def _told(row: Mapping[str, Any]) -> Fact:
    day = short(row["day"])
    if row["kind"] == "visit":
        staff = page("pairing", row["record"])  # officers have no page of a pairing
        return fact("visit", row["pk"], f"{day}结对帮扶走访：{row['what']}", "", staff)
    text = f"项目“{row['of']}”完成节点“{row['what']}”，{day}"
    url, staff = page("my_project", row["record"]), page("project", row["record"])
    return fact("milestone", row["pk"], text, url, staff)
