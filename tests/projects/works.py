"""Projects, pairings and deliberations of the cast, through the actions of the pages."""

from datetime import date, timedelta
from typing import Any

from members.models import MemberUnit, User
from projects.actions import works
from projects.actions.deliberations import begin
from projects.models import Deliberation, Project
from tests.conftest import at

NOW = at("2026-11-10")
TODAY = date(2026, 11, 10)
BEFORE = TODAY - timedelta(days=30)


def project_of(lead: MemberUnit, by: User, status: str = "active", **facts: Any) -> Project:
    """A project of the unit in that state, through the lifecycle as people would."""
    given = {"name": "楼道照明微改造", "level": "micro", "aim": "换声控灯", "area": lead.area}
    partners = facts.pop("partners", ())
    project = works.set_up(Project(lead=lead, **given | facts), partners=partners, by=by, now=NOW)
    lead_to(project, status, by)
    return project


def lead_to(project: Project, status: str, by: User) -> None:
    if status == "stopped":
        works.stop(project, reason="居民不同意", by=by)
    if status in ("planned", "stopped"):
        return
    works.start(project, on=BEFORE, by=by, now=NOW)
    if status == "paused":
        works.pause(project, reason="等灯具到货", by=by)
    if status in ("completed", "evaluated"):
        works.complete(project, outcome="换了 60 盏", on=TODAY, by=by, now=NOW)
    if status == "evaluated":
        heard: dict[str, Any] = {"residents_heard": 12, "units_heard": 2}
        works.evaluate(project, evaluation="晚上亮了", by=by, now=NOW, **heard)


def named_brand(project: Project, by: User, name: str = "亮灯行动", **facts: Any) -> Project:
    given: dict[str, Any] = {"story": "从一盏灯开始。", "on": TODAY, "is_public": True}
    works.name_brand(project, brand=name, by=by, now=NOW, **given | facts)
    project.refresh_from_db()
    return project


def deliberation(area: Any, by: User, **facts: Any) -> Deliberation:
    steps = facts.pop("steps", ("提议", "商议", "公示"))
    given = {"title": "3 幢加装电梯", "begun_on": BEFORE}
    return begin(Deliberation(area=area, **given | facts), steps, by=by, now=NOW)
