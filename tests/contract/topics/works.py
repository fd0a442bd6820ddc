"""The addresses of projects, brands, pairings and deliberations."""

from types import SimpleNamespace
from typing import Any

from members.models import MemberUnit, PartyOrganization, User
from projects.actions import deliberations, pairings, work_steps, works
from projects.models import Deliberation, Progress, Project
from tests.conftest import START, at
from tests.contract.row import Named, Row, imports, uuid

NOW = at("2026-11-10")
PROJECT, PAIRING, DELIBERATION = uuid("project"), uuid("pairing"), uuid("deliberation")


def inside(of: str, one: str) -> Named:
    """Something inside a record: a partner of a project, a step of a deliberation."""
    return lambda side: {"uuid": getattr(side, of).uuid, "pk": getattr(side, one).pk}


def of_unit(side: Any) -> dict[str, Any]:
    return {"unit": side.unit.uuid}


def at_community(side: Any) -> dict[str, Any]:
    return {"at": side.community.code}


def moves() -> list[Row]:
    """Each move has a page of its own, for a project that it may start from."""
    states = {
        "start": "planned", "pause": "project", "resume": "paused", "stop": "project",
        "complete": "project", "evaluate": "completed",
    }  # fmt: skip
    return [
        Row(f"projects:project_{verb}", get="WRITE", post="WRITE", record=uuid(state))
        for verb, state in states.items()
    ]


PAGES = [
    Row("projects:open", get="EVERYBODY"),
    Row("projects:open_project", get="EVERYBODY", record=PROJECT),
    Row("projects:open_deliberation", get="EVERYBODY", record=DELIBERATION),
    Row("projects:my_projects", get="OFFICER"),
    Row("projects:my_project", get="OFFICER_OWN", record=PROJECT),
    Row("projects:my_note", get="OFFICER_OWN", post="OFFICER_OWN", record=PROJECT),
    Row("projects:my_deliver", get="OFFICER_OWN", post="OFFICER_OWN", record=uuid("joined")),
    Row(
        "projects:my_reach", get="OFFICER_OWN", post="OFFICER_OWN",
        record=inside("project", "milestone"),
    ),
]  # fmt: skip
WORKS = [
    Row("projects:project_list", get="STAFF"),
    Row("projects:project_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("projects:project_new", get="WRITE", post="WRITE", query=of_unit),
    *imports("projects:projects"),
    Row("projects:project", get="READ", record=PROJECT),
    Row("projects:project_edit", get="WRITE", post="WRITE", record=PROJECT),
    Row("projects:project_brand", get="WRITE", post="WRITE", record=PROJECT),
    *moves(),
    Row("projects:partner_add", get="WRITE", post="WRITE", record=PROJECT),
    *(
        Row(f"projects:{name}", get="WRITE", post="WRITE", record=inside("project", one))
        for name, one in (
            ("partner_deliver", "partner"),
            ("partner_drop", "mistaken"),
            ("milestone_reach", "milestone"),
            ("milestone_postpone", "milestone"),
        )
    ),
    Row("projects:milestone_add", get="WRITE", post="WRITE", record=PROJECT),
    Row("projects:note_add", get="WRITE", post="WRITE", record=PROJECT),
    Row("projects:note_show", post="WRITE", record=inside("project", "note")),
]
PAIRINGS = [
    Row("projects:pairing_list", get="STAFF"),
    Row("projects:pairing_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    *imports("projects:pairings"),
    Row("projects:pairing", get="READ", record=PAIRING),
    Row("projects:pairing_edit", get="WRITE", post="WRITE", record=PAIRING),
    Row("projects:pairing_visit", get="WRITE", post="WRITE", record=PAIRING),
    Row("projects:pairing_end", get="WRITE", post="WRITE", record=PAIRING),
]
DELIBERATIONS = [
    Row("projects:deliberation_list", get="STAFF"),
    Row("projects:deliberation_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("projects:deliberation_new", get="WRITE", post="WRITE", query=at_community),
    Row("projects:deliberation", get="READ", record=DELIBERATION),
    Row(
        "projects:step_hold", get="WRITE", post="WRITE", record=inside("deliberation", "next_step")
    ),
    Row(
        "projects:step_correct",
        get="WRITE",
        post="WRITE",
        record=inside("deliberation", "held_step"),
    ),
    Row(
        "projects:step_notice",
        get="WRITE",
        post="WRITE",
        record=inside("deliberation", "held_step"),
    ),
    Row("projects:deliberation_end", get="WRITE", post="WRITE", record=DELIBERATION),
    Row("projects:steps_plan", get="WRITE", post="WRITE", record=DELIBERATION),
]
API = [
    Row("api:projects-list", get="EVERYBODY"),
    Row("api:projects-detail", get="API_PROJECT", record=PROJECT),
    *(
        Row(f"api:projects-{verb}", post="API_MOVE", record=PROJECT)
        for verb in ("start", "pause", "stop", "complete", "evaluate", "progress")
    ),
    Row("api:projects-resume", post="API_RESUME", record=uuid("paused")),
    Row("api:pairings-list", get="API"),
    Row("api:pairings-detail", get="API_RECORD", record=PAIRING),
    Row("api:deliberations-list", get="API"),
    Row("api:deliberations-detail", get="API_PLACE", record=DELIBERATION),
]
ROWS = [*PAGES, *WORKS, *PAIRINGS, *DELIBERATIONS, *API]
UPLOADS = ["projects:projects", "projects:pairings"]


def furnish(side: SimpleNamespace, by: User) -> None:
    """Projects in several states, a pairing of the unit's branch, a deliberation put up."""
    side.neighbour, side.passing = (
        MemberUnit.objects.create(
            name=f"{side.street.name}{name}", area=side.community, type="social", joined_on=START
        )
        for name in ("志愿服务队", "合唱队")
    )
    side.project = _project(side, by, "楼道照明微改造", side.unit)
    side.planned = _project(side, by, "还没启动的项目", side.unit, start=False)
    side.paused = _project(side, by, "暂停的项目", side.unit)
    works.pause(side.paused, reason="等灯具", by=by)
    side.completed = _project(side, by, "做完的项目", side.unit)
    works.complete(side.completed, outcome="好了", on=START, by=by, now=NOW)
    side.joined = _project(side, by, "一起做的项目", side.neighbour)
    facts: dict[str, Any] = {"promised": "", "by": by, "now": NOW}
    work_steps.add_partner(side.joined, side.unit, **facts)
    side.partner = work_steps.add_partner(side.project, side.neighbour, **facts)
    side.mistaken = work_steps.add_partner(side.project, side.passing, **facts)
    side.milestone = work_steps.add_milestone(side.project, title="装完", due_on=START, by=by)
    side.note = work_steps.note(side.project, text="内部进展", on=START, by=by, now=NOW)
    _pair(side, by)
    _deliberate(side, by)


def _project(
    side: SimpleNamespace, by: User, name: str, lead: MemberUnit, *, start: bool = True
) -> Project:
    project = Project(
        name=name, lead=lead, area=side.community, level="micro", aim="换灯", is_public=True
    )
    works.set_up(project, by=by, now=NOW)
    if start:
        works.start(project, on=START, by=by, now=NOW)
    return project


def _pair(side: SimpleNamespace, by: User) -> None:
    branch = PartyOrganization.objects.create(
        kind="branch",
        name=f"{side.unit.name}结对支部",
        area=side.community,
        unit=side.unit,
        founded_on=START,
    )
    term = {"since": START, "until": at("2099-01-01").date()}
    side.pairing = pairings.agree(branch, side.composite, plan="义诊", by=by, now=NOW, **term)


def _deliberate(side: SimpleNamespace, by: User) -> None:
    side.deliberation = Deliberation(area=side.grid, title="加装电梯", begun_on=START)
    deliberations.begin(side.deliberation, ["提议", "公示"], by=by, now=NOW)
    side.held_step, side.next_step = side.deliberation.steps.all()
    facts: dict[str, Any] = {"people": 9, "outcome": "内部结果", "notice": "同意加装"}
    deliberations.hold_step(side.held_step, on=START, by=by, now=NOW, **facts)


def hide(side: SimpleNamespace, military: MemberUnit, by: User) -> dict[str, str]:
    """What must not be said of works, put in past the actions: secret by what it is."""
    led = _project(side, by, "某部牵头的项目", side.unit)
    Project.objects.filter(pk=led.pk).update(lead=military, brand="营门品牌", brand_since=START)
    inner = _project(side, by, "内部推进的项目", side.unit)
    Project.objects.filter(pk=inner.pk).update(is_public=False)
    side.project.partners.create(unit=military, promised="出动官兵", delivered="")
    Progress.objects.filter(pk=side.note.pk).update(is_public=False)
    return {
        "a military lead's project": "某部牵头的项目",
        "a military lead's brand": "营门品牌",
        "an internal project": "内部推进的项目",
        "a project not begun": "还没启动的项目",
        "what a military unit promised": "出动官兵",
        "an internal note": "内部进展",
        "an internal outcome of a step": "内部结果",
    }
