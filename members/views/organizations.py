"""Staff pages: party organisations, their tree, and what is done with one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from members.actions import organizations
from members.forms.organizations import (
    EndOrganizationForm,
    FoundOrganizationForm,
    MoveOrganizationForm,
    OrganizationForm,
)
from members.models import Alliance, MemberUnit, PartyOrganization
from members.models.organizations import OrganizationQuerySet
from members.panels import organization_panels
from members.projects import KnownProject, project_for
from members.registers.organizations import OrganizationListing
from members.views.ask import ask
from members.views.units import show_list
from members.walk import history_of, nested, totals

writing = require_http_methods(["GET", "POST"])


def visible_organization(request: Visit, uuid: UUID) -> PartyOrganization:
    """The organisation, for who may read it; 404 for strangers."""
    rows = PartyOrganization.objects.visible_to(request.user).for_list().select_related("station")
    return get_object_or_404(rows, uuid=uuid)


def changeable_organization(request: Visit, uuid: UUID) -> PartyOrganization:
    """The organisation, if the account may change it; 404 for strangers, 403 for mere readers."""
    found = visible_organization(request, uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    return found


def _writable(request: Visit) -> OrganizationQuerySet:
    """The current organisations in which the account may change things."""
    areas = request.user.writable_areas().values("pk")
    return PartyOrganization.objects.current().filter(area__in=areas)


@require_GET
@staff_door()
def organization_list(request: Visit) -> HttpResponse:
    rows = PartyOrganization.objects.visible_to(request.user).for_list()
    rows = rows.exclude(ended_on=None) if request.GET.get("ended") == "yes" else rows.current()
    listing = OrganizationListing(request, rows)
    return show_list(request, listing, "members/organization_list.html")


@require_GET
@staff_door()
def organization_tree(request: Visit, uuid: UUID) -> HttpResponse:
    """The organisations of a district, street or community, as they hang together."""
    area = get_object_or_404(Area.objects.visible_to(request.user), uuid=uuid)
    if area.kind not in ("street", "community"):
        raise Http404
    rows = PartyOrganization.objects.visible_to(request.user).current()
    roots = nested(rows.filter(**{area.kind: area}).select_related("unit", "area"))
    context = {"title": f"{area}党组织体系", "area": area, "roots": roots}
    return render(request, "members/organization_tree.html", context)


@require_GET
@staff_door()
def organization(request: Visit, uuid: UUID) -> HttpResponse:
    found = visible_organization(request, uuid)
    seen = PartyOrganization.objects.visible_to(request.user).current()
    context = {
        "title": found.label,
        "organization": found,
        "children": seen.filter(parent=found).select_related("unit").order_by("pk"),
        "totals": totals(seen.under(found)),
        "parent_seen": seen.filter(pk=found.parent_id).exists(),
        "panels": organization_panels(found, request.user),
        "history": history_of(found),
        "may_change": request.user.may_change(found.area_id) and not found.ended_on,
    }
    return render(request, "members/organization.html", context)


def asked_project(request: Visit) -> KnownProject | None:
    """The project of ?project=, if the account may change it; any other does not exist."""
    asked = request.GET.get("project")
    if not asked:
        return None
    project = project_for(_uuid(asked), request.user)
    if project is None:
        raise Http404
    return project


Owner = MemberUnit | Alliance | KnownProject


def _asked_owner(request: Visit) -> Owner | None:
    """Whose organisation is founded, as the address names it: a unit, an alliance, a project."""
    if project := asked_project(request):
        return project
    areas = request.user.writable_areas().values("pk")
    for name, rows in (
        ("unit", MemberUnit.objects.active()),
        ("alliance", Alliance.objects.active()),
    ):
        if asked := request.GET.get(name):
            return get_object_or_404(rows.filter(area__in=areas), uuid=_uuid(asked))
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def leaders(request: Visit, *more: str) -> OrganizationQuerySet:
    """Which superiors a form offers: all that lead branches, and organisations of kinds `more`."""
    kinds = PartyOrganization.PARENTS[PartyOrganization.Kind.BRANCH]
    rows = _writable(request).filter(kind__in=[*kinds, *more])
    return rows.select_related("unit", "area").order_by("area__code", "pk")


@writing
@staff_door(writes=True)
def organization_add(request: Visit) -> HttpResponse:
    owner = _asked_owner(request)
    above = request.GET.get("parent")
    parent = get_object_or_404(_writable(request), uuid=_uuid(above)) if above else None
    named = {"kind": "branch", "name": f"{owner}党支部"} if isinstance(owner, KnownProject) else {}
    form = FoundOrganizationForm(
        typed(request),
        instance=PartyOrganization(is_composite=isinstance(owner, KnownProject)),
        areas=request.user.writable_areas(),
        owner=owner,
        leaders=leaders(request) | _writable(request).filter(pk=parent.pk if parent else None),
        initial={
            "founded_on": timezone.localdate(),
            "parent": parent,
            "area": parent.area_id if parent else None,
            **named,
        },
    )
    return ask(
        request,
        form,
        lambda: organizations.found_organization(
            by=request.user,
            now=timezone.now(),
            parent=form.cleaned_data["parent"],
            **_owned(owner, form.cleaned_data["kind"]),
            **form.facts(),
        ),
        title=f"登记{owner}的党组织" if owner else "登记党组织",
        action="登记党组织",
        back=_page_of(owner),
        done="已登记党组织。",
    )


def _owned(owner: Owner | None, kind: str) -> dict[str, Any]:
    """What the action is told of the owner.

    An organisation of a project stands where that works. Its members keep their home organisations
    as those of a composite one: the standard table counts them there, and only there.
    """
    if isinstance(owner, KnownProject):
        composite = kind in PartyOrganization.MAY_BE_COMPOSITE
        return {"project_key": owner.key, "area": owner.area, "is_composite": composite}
    return {"unit" if isinstance(owner, MemberUnit) else "alliance": owner} if owner else {}


def _page_of(owner: Owner | None) -> str:
    if isinstance(owner, KnownProject):
        return owner.url
    return resolve_url(owner or "members:organization_list")


@writing
@staff_door(writes=True)
def organization_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_organization(request, uuid)
    label, seen = found.label, organizations.seen_as(found)
    form = OrganizationForm(
        typed(request),
        instance=found,
        areas=request.user.writable_areas(),
        owner=found.unit or found.alliance,
    )
    return ask(
        request,
        form,
        lambda: organizations.change_organization(
            found,
            by=request.user,
            now=timezone.now(),
            seen=request.POST.get("seen"),
            **form.facts(),
        ),
        title=f"修改{label}",
        action="保存修改",
        back=found.get_absolute_url(),
        done="已保存修改。",
        seen=seen,
    )


@writing
@staff_door(writes=True)
def organization_move(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_organization(request, uuid)
    fitting = PartyOrganization.PARENTS[found.kind]
    group = [PartyOrganization.Kind.BRANCH] if PartyOrganization.Kind.BRANCH in fitting else []
    offered = leaders(request, *group).filter(kind__in=fitting).exclude(pk=found.pk)
    form = MoveOrganizationForm(
        typed(request),
        leaders=offered,
        initial={"parent": found.parent_id, "seen": found.parent_id or 0},
    )
    return ask(
        request,
        form,
        lambda: _move(request, found, form.cleaned_data),
        title=f"调整{found.label}的上级",
        action="调整上级",
        back=found.get_absolute_url(),
        done="已调整上级，下级党组织随同调整。",
        impact=_impact(found),
    )


def _move(request: Visit, found: PartyOrganization, data: dict[str, Any]) -> None:
    seen = PartyOrganization.objects.filter(pk=data["seen"]).first()
    organizations.move_organization(found, data["parent"], expected=seen, by=request.user)


def _impact(found: PartyOrganization) -> str:
    """What moves or ends with it, in words."""
    below = totals(PartyOrganization.objects.current().under(found))
    return (
        f"现在的上级：{found.parent.label if found.parent else '不在本门户登记'}。"
        f"下面有 {below['organizations'] - 1} 个党组织，连同本组织共 {below['members']} 名党员。"
    )


@writing
@staff_door(writes=True)
def organization_end(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_organization(request, uuid)
    below = PartyOrganization.objects.current().under(found).exclude(pk=found.pk).count()
    form = EndOrganizationForm(
        typed(request), below=below, initial={"on": timezone.localdate(), "children": ""}
    )
    return ask(
        request,
        form,
        lambda: organizations.end_organization(
            found,
            on=form.cleaned_data["on"],
            children=form.cleaned_data.get("children", ""),
            by=request.user,
            now=timezone.now(),
        ),
        title=f"撤销{found.label}",
        action="确认撤销",
        back=found.get_absolute_url(),
        done=f"已撤销{found.label}。",
        impact=f"{_impact(found)}撤销后，名册、岗位、委员席位、报到一并结束，历史都保留。",
    )
