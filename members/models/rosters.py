"""Members where they live: the rosters of composite branches."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

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


class AtOrganizationQuerySet(models.QuerySet[Any]):
    """Rows of an organisation: seen by the staff of its place."""

    def visible_to(self, user: User) -> Self:
        return self.filter(organization__area__in=user.areas().values("pk"))

    def current(self) -> Self:
        return self.filter(until=None)

    def on(self, day: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class RosterQuerySet(AtOrganizationQuerySet):
    def for_list(self) -> RosterQuerySet:
        """With the branch and its place, the person and the home organisation."""
        return self.select_related(
            "organization__area",
            "organization__street",
            "organization__community",
            "organization__unit",
            "person__home__unit",
        )


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

    objects = RosterQuerySet.as_manager()

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
