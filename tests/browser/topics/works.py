"""The pages of projects, brands, pairings and deliberations."""

from collections.abc import Callable
from typing import Any

from members.models import PartyOrganization
from projects.models import Deliberation, Pairing, Project

Page = tuple[str, str, str, str]


def project(name: str) -> Project:
    return Project.objects.get(name=name)


def lights() -> Project:
    return project("楼道照明微改造")


def lift() -> Deliberation:
    return Deliberation.objects.get(title="幸福里 3 幢加装电梯")


def brand() -> Project:
    """Completed behind the scenes, so that its evaluation has a page; its own page stays."""
    found = project("瀛洲红帆（舟山经验）")
    facts = {"completed_on": found.brand_since, "outcome": "港口支部结成对子"}
    Project.objects.filter(pk=found.pk).update(status="completed", **facts)
    return found


def halted(status: str, name: str) -> Project:
    """One put into that state, which no other page is about."""
    found = project(name)
    Project.objects.filter(pk=found.pk).update(status=status, reason="等材料")
    return found


def branch() -> PartyOrganization:
    return PartyOrganization.objects.get(name="大连湾疏港路改造项目党支部")


PUBLIC: list[Page] = [
    ("projects:open", "", "", ""),
    ("projects:open", "", "", "kind=notice"),
    ("projects:open_project", "brand", "", ""),
    ("projects:open_project", "project under way", "", ""),
    ("projects:open_project", "construction project", "", ""),
    ("projects:open_deliberation", "deliberation", "", ""),
]
PHONE: list[Page] = [
    ("projects:my_projects", "", "liaison2", ""),
    ("projects:my_projects", "", "liaison", ""),
    ("projects:my_project", "project under way", "liaison2", ""),
    ("projects:my_note", "project under way", "liaison2", ""),
    ("projects:my_reach", "milestone", "liaison2", ""),
    ("projects:my_deliver", "joined project", "liaison3", ""),
]
STAFF: list[Page] = [
    ("projects:project_list", "", "street", ""),
    ("projects:project_new", "", "street", ""),
    ("projects:projects_import", "", "street", ""),
    ("projects:project", "project under way", "street", ""),
    ("projects:project", "construction project", "auditor", ""),
    ("projects:project", "brand", "street", ""),
    ("projects:project_edit", "project under way", "street", ""),
    ("projects:project_brand", "project under way", "street", ""),
    ("projects:project_start", "planned project", "street", ""),
    ("projects:project_pause", "project under way", "street", ""),
    ("projects:project_resume", "paused project", "street", ""),
    ("projects:project_stop", "project under way", "street", ""),
    ("projects:project_complete", "project under way", "street", ""),
    ("projects:project_evaluate", "completed brand", "street", ""),
    ("projects:partner_add", "project under way", "street", ""),
    ("projects:partner_deliver", "partner", "street", ""),
    ("projects:partner_drop", "partner", "street", ""),
    ("projects:milestone_add", "project under way", "street", ""),
    ("projects:milestone_reach", "milestone", "street", ""),
    ("projects:milestone_postpone", "milestone", "street", ""),
    ("projects:note_add", "project under way", "street", ""),
    ("projects:pairing_list", "", "street", ""),
    ("projects:pairing_new", "", "street", ""),
    ("projects:pairings_import", "", "street", ""),
    ("projects:pairing", "pairing", "street", ""),
    ("projects:pairing_edit", "pairing", "street", ""),
    ("projects:pairing_visit", "pairing", "street", ""),
    ("projects:pairing_end", "pairing", "street", ""),
    ("projects:deliberation_list", "", "street", ""),
    ("projects:deliberation_new", "", "street", ""),
    ("projects:deliberation_new", "", "community", ""),
    ("projects:deliberation", "deliberation", "street", ""),
    ("projects:steps_plan", "deliberation", "street", ""),
    ("projects:step_hold", "next step", "street", ""),
    ("projects:step_correct", "held step", "street", ""),
    ("projects:step_notice", "held step", "street", ""),
    ("projects:deliberation_end", "deliberation", "street", ""),
    ("members:organization", "project branch", "street", ""),
]
NO_PAGE = {"projects:note_show"}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "brand": lambda: [project("东海渔嫂（舟山经验）").uuid],
    "completed brand": lambda: [brand().uuid],
    "project under way": lambda: [lights().uuid],
    "construction project": lambda: [project("大连湾疏港路改造").uuid],
    "planned project": lambda: [project("校门口护学岗").uuid],
    "paused project": lambda: [halted("paused", "渔港暑期托管班").uuid],
    "joined project": lambda: [project("校门口护学岗").uuid],
    "partner": lambda: [lights().uuid, lights().partners.latest("pk").pk],
    "milestone": lambda: [lights().uuid, lights().milestones.latest("due_on").pk],
    "project branch": lambda: [branch().uuid],
    "pairing": lambda: [Pairing.objects.earliest("pk").uuid],
    "deliberation": lambda: [lift().uuid],
    "next step": lambda: [lift().uuid, lift().steps.get(held_on=None).pk],
    "held step": lambda: [lift().uuid, lift().steps.earliest("order").pk],
}
