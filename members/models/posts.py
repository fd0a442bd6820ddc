"""Posts that members take, what they pledge there, and the teams that they form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q

from common.tree import Placed, PlacedQuerySet
from members.models.organizations import PartyOrganization
from members.models.rosters import AtOrganizationQuerySet
from members.models.units import MemberUnit

if TYPE_CHECKING:
    from members.models.users import User


class PioneerPost(Placed):
    """A post or zone for members: 先锋岗, 责任区, or a service post that members may claim."""

    class Kind(models.TextChoices):
        POST = "post", "先锋岗"
        ZONE = "zone", "责任区"
        SERVICE = "service", "服务岗"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="posts", verbose_name="党组织"
    )
    project_key = models.UUIDField("所属项目", null=True, blank=True, editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    name = models.CharField("岗位", max_length=60)
    duty = models.CharField("职责", max_length=200, blank=True)
    places = models.PositiveSmallIntegerField("人数", default=1, validators=[MinValueValidator(1)])
    since = models.DateField("设立日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    class Query(PlacedQuerySet):
        def visible_to(self, user: User) -> PioneerPost.Query:
            return self.filter(area__in=user.areas().values("pk"))

        def current(self) -> PioneerPost.Query:
            return self.filter(until=None)

        def open_in(self, community: int) -> PioneerPost.Query:
            """The service posts in this community, that members who check in there may claim.

            They stand on a public page: those of military units are left out.
            """
            here = self.current().filter(community=community, kind=PioneerPost.Kind.SERVICE)
            military = Q(organization__unit__type=MemberUnit.Type.MILITARY)
            return here.exclude(military).with_claims().order_by("name", "pk")

        def with_claims(self) -> PioneerPost.Query:
            """With `taken`: how many confirmed check-ins have claimed the post."""
            return self.annotate(taken=Count("claims", filter=Q(claims__status="confirmed")))

    taken: int  # set by with_claims()

    objects = Query.as_manager()

    class Meta:
        verbose_name = "先锋岗位"
        constraints = [
            models.UniqueConstraint(
                name="pioneerpost_once",
                fields=["organization", "area", "name"],
                condition=Q(until=None),
                violation_error_message="该党组织在此区域已设同名岗位。",
            ),
            models.CheckConstraint(name="pioneerpost_has_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="pioneerpost_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> int:
        """Places left; needs `with_claims()`."""
        return max(0, self.places - self.taken)


class Pledge(models.Model):
    """What a member promises in their post (岗位承诺)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="pledges", verbose_name="党组织"
    )
    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="pledges", verbose_name="党员"
    )
    text = models.CharField("承诺事项", max_length=200)
    since = models.DateField("承诺日期")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = AtOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位承诺"
        constraints = [
            models.UniqueConstraint(
                name="pledge_one_current",
                fields=["organization", "person"],
                condition=Q(until=None),
                violation_error_message="该党员已有承诺，请先结束原来的。",
            ),
            models.CheckConstraint(
                name="pledge_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since}"


class Commando(models.Model):
    """A commando or vanguard team (突击队、先锋队) of an organisation, for a task or project."""

    class Kind(models.TextChoices):
        COMMANDO = "commando", "突击队"
        VANGUARD = "vanguard", "先锋队"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="commandos", verbose_name="党组织"
    )
    project_key = models.UUIDField("所属项目", null=True, blank=True, editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.COMMANDO)
    name = models.CharField("名称", max_length=60)
    task = models.CharField("任务", max_length=200, blank=True)
    leader = models.ForeignKey(
        "members.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commandos_led",
        verbose_name="队长",
    )
    people = models.PositiveSmallIntegerField("人数", default=1)
    since = models.DateField("组建日期")
    until = models.DateField("解散日期", null=True, blank=True)

    objects = AtOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "突击队"
        constraints = [
            models.UniqueConstraint(
                name="commando_once",
                fields=["organization", "name"],
                condition=Q(until=None),
                violation_error_message="该党组织已有同名队伍。",
            ),
            models.CheckConstraint(name="commando_somebody", condition=Q(people__gte=1)),
            models.CheckConstraint(
                name="commando_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
