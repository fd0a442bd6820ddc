"""What the page of a project shows its staff, in a constant number of queries."""

from datetime import date
from typing import Any, NamedTuple

from members.models import Commando, MemberUnit, PartyOrganization, PioneerPost, User
from projects.actions.works import MAY_BE_BRAND
from projects.models import Milestone, Partner, Project
from projects.works.chronicle import chronicle
from projects.works.origins import sources_of
from projects.works.verbs import open_to

STAGES = (
    Project.Status.PLANNED,
    Project.Status.ACTIVE,
    Project.Status.COMPLETED,
    Project.Status.EVALUATED,
)


class Due(NamedTuple):
    """A milestone with its tag in words and its tone."""

    milestone: Milestone
    words: str
    tone: str


def page_of(project: Project, user: User, today: date) -> dict[str, Any]:
    manages = user.may_change(project.area_id)
    partners = list(project.partners.select_related("unit"))
    return {
        "title": project.name,
        "project": project,
        "stages": stages(project),
        "rows": facts(project),
        "partners": partners,
        "linked": _linked(user, project, partners),
        "milestones": milestones(project, today),
        "progress": project.progress.select_related("by"),
        "branches": branches_of(project, user),
        "posts": _posts(project, user),
        "commandos": _commandos(project, user),
        "steps": chronicle(project),
        "sources": sources_of(project, user),
        "manages": manages,
        "changes": manages and not project.has_ended,
        "verbs": open_to(project) if manages else [],
        "may_brand": manages and project.status in MAY_BE_BRAND,
        "shown_public": is_public(project),
        "today": today,
    }


def is_public(project: Project) -> bool:
    """Has a page that residents can open: as `Project.objects.public()` says."""
    begun = project.status in Project.SHOWN
    return project.is_public and begun and not project.lead.is_military


def stages(project: Project) -> list[tuple[str, str]]:
    """As ui/steps.html takes them; a project that is halted or stopped stands where it was."""
    status = project.status
    if status in (Project.Status.PAUSED, Project.Status.STOPPED):
        status = Project.Status.ACTIVE if project.started_on else Project.Status.PLANNED
    at = STAGES.index(Project.Status(status))
    last = at == len(STAGES) - 1
    return [
        (stage.label, "done" if n < at or last else "now" if n == at else "")
        for n, stage in enumerate(STAGES)
    ]


def facts(project: Project) -> list[tuple[str, Any]]:
    """What of it stands in a definition list, after lead and dates."""
    halted = project.status in (Project.Status.PAUSED, Project.Status.STOPPED)
    heard = f"居民 {project.residents_heard} 人，单位 {project.units_heard} 家"
    return [
        (
            "暂停原因" if project.status == "paused" else "终止原因",
            project.reason if halted else "",
        ),
        ("目标和做法", project.aim),
        ("成果", project.outcome),
        ("评估", project.evaluation),
        ("听取意见", heard if project.evaluated_on else ""),
    ]


def milestones(project: Project, today: date) -> list[Due]:
    """In the order of their days; overdue is computed, and only while the project runs."""
    runs = project.status in Project.RUNNING
    return [_due(one, today, runs) for one in project.milestones.all()]


def _due(milestone: Milestone, today: date, runs: bool) -> Due:
    if milestone.done_on:
        return Due(milestone, "已完成", "done")
    days = (milestone.due_on - today).days
    if not runs:
        return Due(milestone, "未完成", "plain")
    if days < 0:
        return Due(milestone, f"逾期 {-days} 天", "late")
    return Due(milestone, f"还有 {days} 天" if days else "今天到期", "soon" if days <= 7 else "go")


def _linked(user: User, project: Project, partners: list[Partner]) -> set[int]:
    """Keys of the units whose own page the reader may open."""
    keys = [project.lead_id, *(one.unit_id for one in partners)]
    return set(MemberUnit.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def branches_of(project: Project, user: User) -> list[PartyOrganization]:
    rows = PartyOrganization.objects.visible_to(user).current()
    found = rows.filter(project_key=project.uuid).select_related("station", "unit", "area")
    return list(found.order_by("founded_on", "pk"))


def _posts(project: Project, user: User) -> list[PioneerPost]:
    rows = PioneerPost.objects.visible_to(user).current().filter(project_key=project.uuid)
    return list(rows.select_related("organization__unit").order_by("kind", "name", "pk"))


def _commandos(project: Project, user: User) -> list[Commando]:
    rows = Commando.objects.visible_to(user).current().filter(project_key=project.uuid)
    return list(rows.select_related("organization__unit").order_by("name", "pk"))
