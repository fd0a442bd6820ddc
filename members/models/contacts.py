"""Household contact 联户: who of the party looks after which doors."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from members.models.organizations import PartyOrganization

if TYPE_CHECKING:
    from members.models.users import User


class HouseholdContactQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> HouseholdContactQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def current(self) -> HouseholdContactQuerySet:
        return self.filter(until=None)

    def on(self, day: date) -> HouseholdContactQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def for_list(self) -> HouseholdContactQuerySet:
        return self.select_related(
            "area", "community", "organization__unit", "organization__area", "person"
        )


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

    def get_absolute_url(self) -> str:
        return reverse("members:contact", args=[self.uuid])
