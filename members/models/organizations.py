"""Party organisations: a tree of their own; an area, unit, alliance or project owns each."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

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

    def named(self, text: str) -> OrganizationQuerySet:
        """Whose name holds `text`; those of a military unit are found by its alias only."""
        military = Q(unit__type=MemberUnit.Type.MILITARY)
        by_name = Q(unit=None) | ~military
        return self.filter(
            (military & Q(unit__alias__icontains=text)) | (by_name & Q(name__icontains=text))
        )

    def may_lead(self, kind: str) -> OrganizationQuerySet:
        """The current ones under which an organisation of this kind may hang."""
        return self.current().filter(kind__in=PartyOrganization.PARENTS[kind])

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

    MAY_BE_COMPOSITE = frozenset({Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.GROUP})

    # Which kinds each may hang under. Any may be a root: its superior is outside the portal then.
    _OVER_BRANCH = frozenset(
        {Kind.GENERAL_BRANCH, Kind.COMMITTEE, Kind.INDUSTRY_COMMITTEE}
        | {Kind.BIG_COMMITTEE, Kind.BIG_WORK_COMMITTEE, Kind.WORK_COMMITTEE}
    )
    _LEADING = frozenset({Kind.COMMITTEE, Kind.WORK_COMMITTEE, Kind.BIG_WORK_COMMITTEE})
    PARENTS: ClassVar[dict[str, frozenset[Kind]]] = {
        Kind.GROUP: _OVER_BRANCH | {Kind.BRANCH},
        Kind.BRANCH: _OVER_BRANCH,
        Kind.GENERAL_BRANCH: _OVER_BRANCH - {Kind.GENERAL_BRANCH},
        Kind.COMMITTEE: _LEADING,
        Kind.INDUSTRY_COMMITTEE: _LEADING,
        Kind.BIG_COMMITTEE: _LEADING,
        Kind.WORK_COMMITTEE: frozenset({Kind.COMMITTEE, Kind.WORK_COMMITTEE}),
        Kind.BIG_WORK_COMMITTEE: frozenset({Kind.COMMITTEE, Kind.WORK_COMMITTEE}),
    }
    # A member total below this is not published: it could point at somebody.
    PUBLIC_FROM = 10

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
    def committee_url(self) -> str:
        return reverse("members:committee", args=["organizations", self.uuid])

    @property
    def label(self) -> str:
        """What it is called inside: of a military unit only the unit's alias and the kind."""
        if self.unit and self.unit.is_military:
            return f"{self.unit.label}{self.get_kind_display()}"
        return self.name

    @property
    def is_military(self) -> bool:
        return bool(self.unit and self.unit.is_military)

    @property
    def has_seats(self) -> bool:
        return self.kind in self.WITH_SEATS

    def public_member_count(self, total: int) -> int | None:
        """What the public may know of `total` members of a public() organisation: None if few."""
        return None if self.is_military or total < self.PUBLIC_FROM else total


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
