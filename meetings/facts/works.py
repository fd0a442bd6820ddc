"""Milestones of the unit's projects, visits in its pairings, and visits of its tutor."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, Value
from django.urls import reverse

from meetings.facts.shapes import Fact, Month, fact, page, short
from meetings.models import Visit
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
    tutored = Visit.objects.filter(assignment__unit=unit, on__range=days).values(
        "pk",
        kind=Value("tutoring"),
        record=F("uuid"),
        day=F("on"),
        of=F("form"),
        what=F("topic"),
    )
    rows = reached.order_by().union(visited.order_by(), tutored.order_by(), all=True)
    return [_told(row) for row in rows.order_by("day", "kind", "pk")]


def _told(row: Mapping[str, Any]) -> Fact:
    day = short(row["day"])
    if row["kind"] == "visit":
        staff = page("pairing", row["record"])  # officers have no page of a pairing
        return fact("visit", row["pk"], f"{day}结对帮扶走访：{row['what']}", "", staff)
    if row["kind"] == "tutoring":
        text = f"{day}一对一辅导（{Visit.Form(row['of']).label}）：{row['what']}"
        return fact("tutoring", row["pk"], text, reverse("meetings:my_tutoring"), "")
    text = f"项目“{row['of']}”完成节点“{row['what']}”，{day}"
    url, staff = page("my_project", row["record"]), page("project", row["record"])
    return fact("milestone", row["pk"], text, url, staff)
