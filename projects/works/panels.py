"""What projects and pairings show on pages of the room below, and which projects it may name."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from common.dates import full_day_text
from members.models import MemberUnit, PartyOrganization, User
from members.panels import Panel, organization_panel, unit_panel
from members.projects import KnownProject, finds_projects
from projects.models import Pairing, Partner, Project

MOST = 10


@unit_panel
def projects_of_unit(unit: MemberUnit, user: User) -> Panel:
    """Those that the unit leads or takes part in; one query."""
    joined = Partner.objects.filter(unit=unit).values("project")
    rows = Project.objects.visible_to(user).filter(Q(lead=unit) | Q(pk__in=joined))
    found = rows.only("uuid", "name", "status", "lead_id", "brand")[:MOST]
    return Panel(
        "项目",
        [(one.name, one.get_absolute_url(), _note(one, unit)) for one in found],
        empty="还没有牵头或参与的项目。",
        add=("登记项目", f"{reverse('projects:project_new')}?unit={unit.uuid}"),
    )


def _note(project: Project, unit: MemberUnit) -> str:
    role = "牵头" if project.lead_id == unit.pk else "参与"
    brand = [f"品牌：{project.brand}"] if project.brand else []
    return "　".join([role, project.get_status_display(), *brand])


@organization_panel
def project_of_organization(organization: PartyOrganization, user: User) -> Panel | None:
    """The project whose branch it is."""
    if organization.project_key is None:
        return None
    found = Project.objects.visible_to(user).filter(uuid=organization.project_key)
    rows = [(one.name, one.get_absolute_url(), one.get_status_display()) for one in found]
    return Panel("所属项目", rows, empty="项目不在您的管辖范围内。")


@organization_panel
def pairings_of_organization(organization: PartyOrganization, user: User) -> Panel:
    """With whom it is or was paired, the latest first; one query."""
    rows = Pairing.objects.visible_to(user).of(organization).for_list()[:MOST]
    add = ("登记结对", f"{reverse('projects:pairing_new')}?helper={organization.uuid}")
    found = [(_other(one, organization), one.get_absolute_url(), _term(one)) for one in rows]
    return Panel("结对帮扶", found, empty="还没有结对。", add=add)


def _other(pairing: Pairing, organization: PartyOrganization) -> str:
    if pairing.helper_id == organization.pk:
        return f"帮扶 {pairing.helped.label}"
    return f"接受 {pairing.helper.label} 帮扶"


def _term(pairing: Pairing) -> str:
    if pairing.ended_on:
        return f"{full_day_text(pairing.ended_on)}结束"
    return f"{full_day_text(pairing.since)}至 {full_day_text(pairing.until)}"


@finds_projects
def changeable_project(key: UUID, user: User) -> KnownProject | None:
    """The project of that key if it goes on and the user may change it."""
    found = Project.objects.visible_to(user).standing().select_related("area").filter(uuid=key)
    project = found.first()
    if project is None or not user.may_change(project.area_id):
        return None
    return KnownProject(project.uuid, project.name, project.area, project.get_absolute_url())
