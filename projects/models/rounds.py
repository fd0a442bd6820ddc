"""The half-yearly calendar of the three lists: call, merge, publish, claim, agree."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import Alliance

if TYPE_CHECKING:
    from members.models import MemberUnit, User


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> RoundQuerySet:
        """Rounds of alliances in the user's areas, or of those the user's unit belongs to."""
        units = user.units().values("pk")
        member = Q(alliance__memberships__unit__in=units, alliance__memberships__until=None)
        mine = self.model.objects.filter(member).values("pk")
        return self.filter(Q(alliance__area__in=user.areas().values("pk")) | Q(pk__in=mine))

    def open(self) -> RoundQuerySet:
        return self.exclude(status=Round.Status.AGREED)

    def calling(self, unit: MemberUnit) -> RoundQuerySet:
        """Those that call this unit now, the one that ends first before the others."""
        called = self.filter(alliance__memberships__unit=unit, alliance__memberships__until=None)
        return called.filter(status=Round.Status.CALL).order_by("submit_by", "pk")

    def first_calls(self, units: Iterable[MemberUnit]) -> dict[int, int]:
        """Of each of these units that is called now, the first of `calling`; by key, one query."""
        calls = self.filter(
            status=Round.Status.CALL,
            alliance__memberships__unit__in=units,
            alliance__memberships__until=None,
        )
        rows = calls.order_by("submit_by", "pk").values_list("alliance__memberships__unit", "pk")
        return dict(reversed(list(rows)))

    def for_list(self) -> RoundQuerySet:
        return self.select_related("alliance__area", "opened_by")


class Round(models.Model):
    """One round 征集 of an alliance. Items that units hand in for it carry it."""

    class Status(models.TextChoices):
        CALL = "call", "征集中"
        MERGE = "merge", "合并核实"
        PUBLISH = "publish", "公布清单"
        CLAIM = "claim", "认领中"
        AGREED = "agreed", "已议定"

    MOVES = {
        Status.CALL: {Status.MERGE},
        Status.MERGE: {Status.PUBLISH},
        Status.PUBLISH: {Status.CLAIM},
        Status.CLAIM: {Status.AGREED},
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="rounds", verbose_name="联合体"
    )
    title = models.CharField("名称", max_length=60)
    call_text = models.TextField("征集说明", max_length=500, blank=True)
    submit_by = models.DateField("提交截止")
    claim_by = models.DateField("认领截止")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.CALL)
    opened_at = models.DateTimeField("发起时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    agreed_at = models.DateTimeField("议定时间", null=True, blank=True)
    outcome = models.TextField("议定情况", max_length=1000, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "征集"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_one_open_per_alliance",
                fields=["alliance"],
                condition=~Q(status="agreed"),
                violation_error_message="这个联合体已有一轮征集正在进行。",
            ),
            models.CheckConstraint(
                name="round_claims_after_calls",
                condition=Q(claim_by__gt=F("submit_by")),
                violation_error_message="认领截止要在提交截止之后。",
            ),
            models.CheckConstraint(
                name="round_state_has_its_facts",
                condition=Q(status__in=["call", "merge"], published_at=None, agreed_at=None)
                | Q(status__in=["publish", "claim"], published_at__isnull=False, agreed_at=None)
                | (
                    Q(status="agreed", published_at__isnull=False, agreed_at__isnull=False)
                    & ~Q(outcome="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:round", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("projects:my_round", args=[self.uuid])
