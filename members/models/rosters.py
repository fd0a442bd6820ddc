"""Members where they live: rosters of composite branches, check-ins, posts, pledges, commandos."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from common.fields import EncryptedTextField, mask_phone
from common.tree import Placed, PlacedQuerySet
from members.models.organizations import PartyOrganization

if TYPE_CHECKING:
    from members.models.users import User


class Category(models.TextChoices):
    """How a member living here belongs to the roster of a composite branch."""

    RESIDENT = "resident", "社区在册党员"
    EMPLOYED = "employed", "机关企事业在职党员"
    RETIRED = "retired", "离退休党员"
    PROPERTY = "property", "物业公司党员"
    ISLAND = "island", "离岛党员"
    EMERGING = "emerging", "新兴领域党员"


class Availability(models.TextChoices):
    """When a member is free: activities are held outside working hours."""

    EVENINGS = "evenings", "工作日晚间"
    WEEKENDS = "weekends", "周末"
    DAYTIME = "daytime", "工作日白天"
    ANY = "any", "都可以"
    ON_CALL = "on_call", "提前联系"


class AtOrganizationQuerySet(models.QuerySet["models.Model"]):
    """Rows of an organisation: seen by the staff of its place."""

    def visible_to(self, user: User) -> AtOrganizationQuerySet:
        return self.filter(organization__area__in=user.areas().values("pk"))

    def current(self) -> AtOrganizationQuerySet:
        return self.filter(until=None)

    def on(self, day: date) -> AtOrganizationQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class RosterEntry(models.Model):
    """A member on the roster of a (composite) branch; the person holds the home organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="roster", verbose_name="党组织"
    )
    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="roster_entries", verbose_name="党员"
    )
    category = models.CharField("类别", max_length=10, choices=Category)
    availability = models.CharField("可参加时间", max_length=10, choices=Availability, blank=True)
    skills = models.CharField("特长", max_length=120, blank=True)
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = AtOrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "党员名册"
        constraints = [
            models.UniqueConstraint(
                name="rosterentry_once",
                fields=["organization", "person"],
                condition=Q(until=None),
                violation_error_message="该党员已在此党组织的名册上。",
            ),
            models.CheckConstraint(
                name="rosterentry_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.person}"


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


class CheckInQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> CheckInQuerySet:
        """Those at the user's communities, and those of the unit the user speaks for."""
        own = Q(
            organization__unit__liaisons__person__user=user.pk,
            organization__unit__liaisons__until=None,
        )
        mine = self.model.objects.filter(own).values("pk")
        return self.filter(Q(area__in=user.areas().values("pk")) | Q(pk__in=mine))

    def standing(self) -> CheckInQuerySet:
        return self.filter(status=CheckIn.Status.CONFIRMED)

    def waiting(self) -> CheckInQuerySet:
        return self.filter(status=CheckIn.Status.REPORTED)

    def for_list(self) -> CheckInQuerySet:
        return self.select_related("area", "street", "organization__unit", "person")


class CheckIn(Placed):
    """A unit's organisation, or an in-service member, reports to a community (双报到).

    A member's own words (name, phone) stay on the check-in until the community confirms it; then
    `person` is known. `area` is the community.
    """

    class Status(models.TextChoices):
        REPORTED = "reported", "待确认"
        CONFIRMED = "confirmed", "已报到"
        REVOKED = "revoked", "已撤销"

    MOVES = {
        Status.REPORTED: {Status.CONFIRMED, Status.REVOKED},
        Status.CONFIRMED: {Status.REVOKED},
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name="党组织",
    )
    person = models.ForeignKey(
        "members.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="check_ins",
        verbose_name="党员",
    )
    name = models.CharField("姓名", max_length=40, blank=True)
    phone = EncryptedTextField("手机", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    home_name = models.CharField("组织关系所在党组织", max_length=100, blank=True)
    category = models.CharField("类别", max_length=10, choices=Category, blank=True)
    skills = models.CharField("特长", max_length=120, blank=True)
    availability = models.CharField("可参加时间", max_length=10, choices=Availability, blank=True)
    posts = models.ManyToManyField(
        PioneerPost, blank=True, related_name="claims", verbose_name="认领岗位"
    )
    offer = models.CharField("可提供的服务", max_length=200, blank=True)
    service_hours = models.DecimalField(
        "服务时长（小时）", max_digits=6, decimal_places=1, null=True, blank=True
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.REPORTED)
    reported_at = models.DateTimeField("报到时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "双报到"
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["community", "status"], name="checkin_community")]
        constraints = [
            models.UniqueConstraint(
                name="checkin_organization_once_in_area",
                fields=["area", "organization"],
                condition=~Q(status="revoked") & Q(organization__isnull=False),
                violation_error_message="该党组织已向这个社区报到。",
            ),
            models.UniqueConstraint(
                name="checkin_person_once_in_area",
                fields=["area", "phone_index"],
                condition=~Q(status="revoked") & ~Q(phone_index=""),
                violation_error_message="这个手机号已向这个社区报到。",
            ),
            models.CheckConstraint(
                name="checkin_organization_or_member",
                condition=Q(organization__isnull=False, person=None, name="")
                | (Q(organization=None) & ~Q(name="")),
            ),
            models.CheckConstraint(
                name="checkin_state_has_its_facts",
                condition=Q(status="reported", confirmed_at=None, revoked_at=None, reason="")
                | Q(status="confirmed", confirmed_at__isnull=False, revoked_at=None, reason="")
                | (Q(status="revoked", revoked_at__isnull=False) & ~Q(reason="")),
                violation_error_message="撤销要写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} → {self.area}"

    @property
    def who(self) -> str:
        return self.organization.label if self.organization else self.name

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""


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


class HouseholdContactQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> HouseholdContactQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def current(self) -> HouseholdContactQuerySet:
        return self.filter(until=None)

    def on(self, day: date) -> HouseholdContactQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def for_list(self) -> HouseholdContactQuerySet:
        return self.select_related("area", "community", "organization__unit", "person")


class HouseholdContact(Placed):
    """A party group contacts households, a member contacts residents: counts and door ranges only.

    A group looks after 18–20 households, a member after 5–8 residents; other numbers are hinted at.
    """

    HOUSEHOLDS = range(18, 21)
    RESIDENTS = range(5, 9)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="contacts", verbose_name="党组织"
    )
    person = models.ForeignKey(
        "members.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="党员",
    )
    doors = models.CharField("门牌范围", max_length=100)
    households = models.PositiveSmallIntegerField("户数", null=True, blank=True)
    residents = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = HouseholdContactQuerySet.as_manager()

    class Meta:
        verbose_name = "党员联户"
        constraints = [
            models.UniqueConstraint(
                name="householdcontact_once",
                fields=["organization", "person", "area", "doors"],
                condition=Q(until=None),
                violation_error_message="这个范围已登记。",
            ),
            models.UniqueConstraint(
                name="householdcontact_group_once",
                fields=["organization", "area", "doors"],
                condition=Q(until=None, person=None),
                violation_error_message="这个范围已登记。",
            ),
            models.CheckConstraint(
                name="householdcontact_group_or_member",
                condition=Q(person=None, households__isnull=False)
                | Q(person__isnull=False, residents__isnull=False),
                violation_error_message="党小组填户数，党员填人数。",
            ),
            models.CheckConstraint(
                name="householdcontact_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.doors}"
