"""Pairings 结对帮扶 of two party organisations: term, plan, visits, outcome."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import PartyOrganization

if TYPE_CHECKING:
    from members.models import User


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, user: User) -> PairingQuerySet:
        """Those one side of which lies in the user's areas or belongs to the user's unit."""
        areas, units = user.areas().values("pk"), user.units().values("pk")
        sides = [
            Q(**{f"{side}__area__in": areas}) | Q(**{f"{side}__unit__in": units})
            for side in ("helper", "helped")
        ]
        return self.filter(Q(*sides, _connector=Q.OR))

    def writable_by(self, user: User) -> PairingQuerySet:
        """Those one side of which lies where the user may change records."""
        areas = user.writable_areas().values("pk")
        return self.filter(Q(helper__area__in=areas) | Q(helped__area__in=areas))

    def of(self, organization: PartyOrganization) -> PairingQuerySet:
        return self.filter(Q(helper=organization) | Q(helped=organization))

    def current(self) -> PairingQuerySet:
        return self.filter(ended_on=None)

    def for_list(self) -> PairingQuerySet:
        return self.select_related("helper__unit", "helper__area", "helped__unit", "helped__area")


class Pairing(models.Model):
    """One organisation helps another: town and village, agency and community."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    helper = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="pairings", verbose_name="帮扶方"
    )
    helped = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="pairings_received", verbose_name="受助方"
    )
    plan = models.TextField("帮扶计划", max_length=1000)
    since = models.DateField("结对日期")
    until = models.DateField("约定期满")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.TextField("成效", max_length=1000, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = "结对帮扶"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pairing_of_two",
                condition=~Q(helper=F("helped")),
                violation_error_message="结对的两个党组织不能是同一个。",
            ),
            models.UniqueConstraint(
                name="pairing_once_at_a_time",
                fields=["helper", "helped"],
                condition=Q(ended_on=None),
                violation_error_message="这两个党组织已经结对。",
            ),
            models.CheckConstraint(
                name="pairing_ends_after_start",
                condition=Q(until__gt=F("since"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("since"))),
            ),
            models.CheckConstraint(
                name="pairing_ended_has_outcome", condition=Q(ended_on=None) | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper.label} — {self.helped.label}"

    def get_absolute_url(self) -> str:
        return reverse("projects:pairing", args=[self.uuid])


class PairingVisit(models.Model):
    """A visit in a pairing: when, what was done, how many took part."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="visits")
    on = models.DateField("日期")
    text = models.CharField("做了什么", max_length=300)
    people = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "走访"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text
