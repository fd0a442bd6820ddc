"""Party organisations: a tree of their own; an area, unit, alliance or project owns each."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet, TreeManager, TreeModel, TreeQuerySet
from grids.models import ServiceStation
from members.models.alliances import Alliance
from members.models.units import MemberUnit

if TYPE_CHECKING:
    from members.models.users import User


class OrganizationQuerySet(TreeQuerySet, PlacedQuerySet):
    def current(self) -> OrganizationQuerySet:
        return self.filter(ended_on=None)

    def on(self, day: date) -> OrganizationQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), founded_on__lte=day)

    def visible_to(self, user: User) -> OrganizationQuerySet:
        """Organisations of the user's areas, and those of the unit the user speaks for."""
        own = MemberUnit.objects.filter(
            liaisons__person__user=user.pk, liaisons__until=None
        ).values("pk")
        return self.filter(Q(area__in=user.areas().values("pk")) | Q(unit__in=own))

    def public(self) -> OrganizationQuerySet:
        """Organisations that may be named in public: never those of military or police units."""
        return self.current().exclude(unit__type=MemberUnit.Type.MILITARY)

    def local(self) -> OrganizationQuerySet:
        """The system “street, community and village”: of an area, or of a unit of that type."""
        return self.filter(LOCAL)

    def for_list(self) -> OrganizationQuerySet:
        return self.select_related(
            "area", "street", "community", "unit", "alliance", "parent__unit"
        )


OWNED_BY_AREA = Q(unit=None, alliance=None, project_key=None)
LOCAL = OWNED_BY_AREA | Q(unit__type=MemberUnit.Type.LOCAL)


class OrganizationManager(TreeManager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class PartyOrganization(TreeModel, Placed):  # type: ignore[misc] # both save(), in this order
    """A party organisation. `area` is its place; without unit, alliance or project, its owner too.

    `member_count` are members directly in it, not in organisations below it. A composite one
    (兼合式) has none of its own: its members keep their home organisations.
    """

    class Kind(models.TextChoices):
        WORK_COMMITTEE = "work_committee", "党工委"
        COMMITTEE = "committee", "党委"
        GENERAL_BRANCH = "general_branch", "党总支"
        BRANCH = "branch", "党支部"
        GROUP = "group", "党小组"
        INDUSTRY_COMMITTEE = "industry", "行业党委"
        BIG_COMMITTEE = "big_committee", "大党委"
        BIG_WORK_COMMITTEE = "big_work", "大工委"

    # What the standard table counts as “party committees and general branches”.
    COMMITTEES = frozenset(
        {Kind.COMMITTEE, Kind.GENERAL_BRANCH, Kind.INDUSTRY_COMMITTEE, Kind.BIG_COMMITTEE}
    )
    WITH_SEATS = frozenset(
        {Kind.WORK_COMMITTEE, Kind.INDUSTRY_COMMITTEE, Kind.BIG_COMMITTEE, Kind.BIG_WORK_COMMITTEE}
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类型", max_length=20, choices=Kind)
    name = models.CharField("名称", max_length=120)
    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="所属单位",
    )
    alliance = models.ForeignKey(
        Alliance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="所属联合体",
    )
    # The public key of a project: projects are a room above this one.
    project_key = models.UUIDField("所属项目", null=True, blank=True, editable=False)
    is_composite = models.BooleanField("兼合式", default=False)
    member_count = models.PositiveIntegerField("直属党员数", default=0)
    station = models.ForeignKey(
        ServiceStation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name="活动阵地",
    )
    founded_on = models.DateField("成立日期")
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    objects = OrganizationManager()

    class Meta:
        verbose_name = "党组织"
        indexes = [
            models.Index(fields=["district", "kind"], name="org_district_kind"),
            models.Index(fields=["street", "kind"], name="org_street_kind"),
            models.Index(fields=["community", "kind"], name="org_community_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organization_name_once_in_area",
                fields=["area", "name"],
                condition=Q(ended_on=None),
                violation_error_message="该区域已登记同名党组织。",
            ),
            models.CheckConstraint(
                name="organization_one_owner",
                condition=OWNED_BY_AREA
                | Q(unit__isnull=False, alliance=None, project_key=None)
                | Q(unit=None, alliance__isnull=False, project_key=None)
                | Q(unit=None, alliance=None, project_key__isnull=False),
                violation_error_message="党组织只能属于一个单位、联合体或项目。",
            ),
            models.CheckConstraint(
                name="organization_composite_counts_nobody",
                condition=Q(is_composite=False)
                | Q(member_count=0, kind__in=["general_branch", "branch", "group"]),
                violation_error_message="兼合式党组织的党员计入原组织，直属党员数填 0。",
            ),
            models.CheckConstraint(
                name="organization_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("founded_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("members:organization", args=[self.uuid])

    @property
    def label(self) -> str:
        """What it is called inside: of a military unit only the unit's alias and the kind."""
        if self.unit and self.unit.is_military:
            return f"{self.unit.label}{self.get_kind_display()}"
        return self.name


class Compact(models.Model):
    """A branch's compact (党员公约): short lines that its members agreed on."""

    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="compacts", verbose_name="党组织"
    )
    text = models.TextField("公约", max_length=1000)
    adopted_on = models.DateField("通过日期")
    until = models.DateField("至（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "党员公约"
        ordering = ["-adopted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="compact_one_current", fields=["organization"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="compact_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("adopted_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.adopted_on}"


class SeatQuerySet(models.QuerySet["CommitteeSeat"]):
    def visible_to(self, user: User) -> SeatQuerySet:
        areas = user.areas().values("pk")
        return self.filter(Q(alliance__area__in=areas) | Q(organization__area__in=areas))

    def held(self, day: date) -> SeatQuerySet:
        """Approved seats whose term runs on `day`."""
        return self.filter(
            Q(until=None) | Q(until__gt=day),
            status=CommitteeSeat.Status.APPROVED,
            since__lte=day,
        )

    def for_list(self) -> SeatQuerySet:
        return self.select_related(
            "alliance__area", "organization__area", "organization__unit", "person", "unit"
        )


class CommitteeSeat(models.Model):
    """A seat in the committee of an alliance, or of an organisation with seats of its own.

    Secretary, deputies and full-time members are the officers of the street or community; a
    part-time member is nominated from the heads of resident units, and approved.
    """

    class Role(models.TextChoices):
        SECRETARY = "secretary", "书记"
        DEPUTY = "deputy", "副书记"
        FULL_TIME = "full_time", "专职委员"
        PART_TIME = "part_time", "兼职委员"

    class Status(models.TextChoices):
        NOMINATED = "nominated", "已提名"
        APPROVED = "approved", "已任职"
        REFUSED = "refused", "未通过"

    MOVES = {Status.NOMINATED: {Status.APPROVED, Status.REFUSED}}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="联合体"
    )
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="党组织",
    )
    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="seats", verbose_name="人员"
    )
    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="来自单位",
    )
    role = models.CharField("职务", max_length=10, choices=Role)
    status = models.CharField("状态", max_length=10, choices=Status)
    nominated_on = models.DateField("提名日期", null=True, blank=True)
    reason = models.CharField("未通过原因", max_length=200, blank=True)
    since = models.DateField("任职自", null=True, blank=True)
    term_ends_on = models.DateField("任期至", null=True, blank=True)
    until = models.DateField("任职至（不含）", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "委员席位"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="seat_one_body",
                condition=Q(alliance=None, organization__isnull=False)
                | Q(alliance__isnull=False, organization=None),
            ),
            models.UniqueConstraint(
                name="seat_one_secretary_of_alliance",
                fields=["alliance"],
                condition=Q(role="secretary", status="approved", until=None),
                violation_error_message="该联合体工委已有书记，请先结束其任职。",
            ),
            models.UniqueConstraint(
                name="seat_one_secretary_of_organization",
                fields=["organization"],
                condition=Q(role="secretary", status="approved", until=None),
                violation_error_message="该党组织已有书记，请先结束其任职。",
            ),
            models.UniqueConstraint(
                name="seat_once_in_alliance",
                fields=["alliance", "person"],
                condition=Q(until=None, status__in=["nominated", "approved"]),
                violation_error_message="该人员在此工委已有席位或提名。",
            ),
            models.UniqueConstraint(
                name="seat_once_in_organization",
                fields=["organization", "person"],
                condition=Q(until=None, status__in=["nominated", "approved"]),
                violation_error_message="该人员在此党组织已有席位或提名。",
            ),
            models.CheckConstraint(
                name="seat_part_time_from_unit",
                condition=~Q(role="part_time") | Q(unit__isnull=False),
                violation_error_message="兼职委员要写明来自哪个单位。",
            ),
            models.CheckConstraint(
                name="seat_only_part_time_nominated",
                condition=Q(role="part_time", nominated_on__isnull=False)
                | Q(status="approved", nominated_on=None),
            ),
            models.CheckConstraint(
                name="seat_state_has_its_facts",
                condition=Q(status="nominated", since=None, until=None, reason="")
                | Q(status="approved", since__isnull=False, reason="")
                | (Q(status="refused", since=None, until=None) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="seat_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="seat_term_after_start",
                condition=Q(term_ends_on=None) | Q(since=None) | Q(term_ends_on__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_role_display()}"

    @property
    def body(self) -> Alliance | PartyOrganization | None:
        return self.alliance or self.organization
