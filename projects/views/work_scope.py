"""Who may do what with a project, a pairing or a deliberation, and what a form may offer."""

import uuid as uuids
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from members.models import Alliance, AllianceMembership, MemberUnit, PartyOrganization, User
from members.models.organizations import OrganizationQuerySet
from members.models.units import MemberUnitQuerySet
from projects.models import Engagement, Pairing, Project

SETTLED = (
    Engagement.Status.ACCEPTED,
    Engagement.Status.UNDER_WAY,
    Engagement.Status.REPORTED,
    Engagement.Status.CONFIRMED,
    Engagement.Status.CLOSED,
)


def key_of(text: str) -> uuids.UUID:
    """The UUID in an address; what is none names nothing: 404."""
    try:
        return uuids.UUID(text)
    except ValueError as error:
        raise Http404 from error


def seen_project(user: User, key: uuids.UUID) -> Project:
    return get_object_or_404(Project.objects.visible_to(user).for_list(), uuid=key)


def managed_project(user: User, key: uuids.UUID) -> Project:
    """The project, if the account may change it: staff of where it works; 404 for strangers."""
    found = seen_project(user, key)
    if not user.may_change(found.area_id):
        raise PermissionDenied
    return found


def seen_engagement(user: User, key: str) -> Engagement | None:
    """The engagement of ?engagement= that a project may be made of; None when none is named."""
    if not key:
        return None
    rows = Engagement.objects.visible_to(user).filter(status__in=SETTLED).for_list()
    found: Engagement = get_object_or_404(rows, uuid=key_of(key))
    if not user.may_change(found.demand.area_id):
        raise PermissionDenied
    return found


def partners_to_ask(user: User, project: Project) -> MemberUnitQuerySet:
    """Units that may join: those of the user's areas, and public ones of the same district."""
    near = MemberUnit.objects.public().filter(district=project.district_id)
    own = MemberUnit.objects.active().filter(area__in=user.areas().values("pk"))
    taken = [project.lead_id, *project.partners.values_list("unit", flat=True)]
    found: MemberUnitQuerySet = MemberUnit.objects.filter(
        Q(pk__in=near.values("pk")) | Q(pk__in=own.values("pk"))
    ).exclude(pk__in=taken)
    return found


def alliances_for(user: User, project: Project) -> QuerySet[Alliance]:
    """Alliances of the user's areas, those that the lead belongs to, and the project's own."""
    member = AllianceMembership.objects.current().filter(unit=project.lead_id).values("alliance")
    of_areas = Q(area__in=user.writable_areas().values("pk"))
    active = Alliance.objects.active().filter(of_areas | Q(pk__in=member))
    own = Q(pk=project.alliance_id)  # it may have ended, or the lead have left it
    rows: QuerySet[Alliance] = Alliance.objects.filter(Q(pk__in=active.values("pk")) | own)
    return rows.order_by("area__code", "pk")


def own_organizations(user: User) -> OrganizationQuerySet:
    """The current organisations where the user may change records."""
    rows: OrganizationQuerySet = PartyOrganization.objects.current()
    return rows.filter(area__in=user.writable_areas().values("pk"))


def organizations_to_pair(user: User, other: PartyOrganization | None) -> OrganizationQuerySet:
    """Who may be paired with `other`: one side lies where the user may change records."""
    own = own_organizations(user)
    if other is None or own.filter(pk=other.pk).exists():
        districts = own.values("district")
        public = PartyOrganization.objects.public().filter(district__in=districts)
        rows: OrganizationQuerySet = PartyOrganization.objects.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=public.values("pk"))
        )
    else:
        rows = own
    return rows.exclude(pk=other.pk) if other else rows


def managed_pairing(user: User, key: uuids.UUID) -> Pairing:
    """The pairing, if one side lies where the account may change records."""
    found: Pairing = get_object_or_404(Pairing.objects.visible_to(user).for_list(), uuid=key)
    if not Pairing.objects.writable_by(user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def readable(user: User, organizations: list[PartyOrganization]) -> set[int]:
    """Keys of those whose own page the user may open."""
    rows: QuerySet[Any] = PartyOrganization.objects.visible_to(user)
    return set(rows.filter(pk__in=[one.pk for one in organizations]).values_list("pk", flat=True))
