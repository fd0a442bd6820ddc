"""What the pages of a resolution show, in a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from common.dates import full_day_text
from meetings.models import Resolution
from meetings.resolutions.history import looks_at, steps_of
from meetings.resolutions.scope import standing
from meetings.resolutions.verbs import VERBS
from members.models import MemberUnit, User
from projects.models import Project


def how_long(resolution: Resolution, today: date) -> tuple[str, str]:
    """Words and tone of its tag; overdue is computed."""
    if resolution.status != Resolution.Status.OPEN:
        return resolution.get_status_display(), ""
    days = (resolution.due_on - today).days
    if days < 0:
        return f"逾期 {-days} 天", "late"
    return (f"还有 {days} 天" if days else "今天到期"), "soon" if days <= 7 else "go"


def facts_of(resolution: Resolution) -> list[tuple[str, Any]]:
    helpers = "、".join(unit.label for unit in resolution.helpers)
    return [
        ("牵头单位", resolution.lead.label),
        ("配合单位", helpers),
        ("要求", resolution.text),
        ("完成期限", full_day_text(resolution.due_on)),
        ("为什么调整期限", resolution.due_reason),
        ("还差什么", resolution.missing if resolution.is_sent_back else ""),
        ("办理结果", resolution.outcome),
        ("不再办理的原因", resolution.reason),
    ]


def page_of(resolution: Resolution, user: User, today: date) -> dict[str, Any]:
    place = standing(user, resolution)
    units = [one.unit_id for one in resolution.undertakings.all()]
    open_to = MemberUnit.objects.visible_to(user).filter(pk__in=units)
    projects = Project.objects.visible_to(user).filter(resolution_key=resolution.uuid)
    verbs = [VERBS[key] for key in place.offers(resolution)]
    standing_project = any(one.status != Project.Status.STOPPED for one in projects)
    founds = place.convenes and resolution.announced_at and not standing_project
    return {
        "title": resolution.title,
        "resolution": resolution,
        "tag": how_long(resolution, today),
        "rows": facts_of(resolution)[2:],
        "linked": set(open_to.values_list("pk", flat=True)),
        "steps": steps_of(resolution),
        "looks": looks_at(resolution),
        "verbs": verbs,
        "behalf": place.behalf(resolution) if "report" in [one.key for one in verbs] else "",
        "projects": projects,
        "may_found": founds and resolution.status != Resolution.Status.DROPPED,
    }
