"""Double check-in 双报到: an organisation, or an in-service member, reports to a community."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.fields import EncryptedTextField, mask_phone
from common.tree import Placed, PlacedQuerySet
from members.models.organizations import PartyOrganization
from members.models.posts import PioneerPost
from members.models.rosters import Availability, Category

if TYPE_CHECKING:
    from members.models.users import User


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

    def get_absolute_url(self) -> str:
        return reverse("members:check_in", args=[self.uuid])

    @property
    def masked_phone(self) -> str:
        """The person's once confirmed, before that as the member typed it."""
        phone = self.person.phone if self.person else self.phone
        return mask_phone(phone) if phone else ""
