"""Seats in the committee of an alliance, or of an organisation with seats of its own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from members.models.alliances import Alliance
from members.models.organizations import PartyOrganization
from members.models.units import MemberUnit
from members.models.users import Posting

if TYPE_CHECKING:
    from members.models.users import User

APPROVERS = frozenset({Posting.Role.STREET, Posting.Role.DISTRICT})


class SeatQuerySet(models.QuerySet["CommitteeSeat"]):
    def visible_to(self, user: User) -> SeatQuerySet:
        areas = user.areas().values("pk")
        return self.filter(Q(alliance__area__in=areas) | Q(organization__area__in=areas))

    def decidable_by(self, user: User) -> SeatQuerySet:
        """Nominations that the user decides on: as staff of the body's street, or of its district.

        Portal rule: a community nominates, the street approves.
        """
        held = [one.area_id for one in user.current_postings if one.role in APPROVERS]
        levels = [
            Q(**{f"{body}__{level}__in": held})
            for body in ("alliance", "organization")
            for level in ("street", "district")
        ]
        return self.filter(Q(*levels, _connector=Q.OR))

    def current(self) -> SeatQuerySet:
        """Held, or waiting for approval."""
        return self.filter(until=None).exclude(status=CommitteeSeat.Status.REFUSED)

    def nominated(self) -> SeatQuerySet:
        """Waiting for approval."""
        return self.filter(status=CommitteeSeat.Status.NOMINATED, until=None)

    def held(self, day: date) -> SeatQuerySet:
        """Approved seats whose term runs on `day`."""
        return self.filter(
            Q(until=None) | Q(until__gt=day),
            status=CommitteeSeat.Status.APPROVED,
            since__lte=day,
        )

    def for_list(self) -> SeatQuerySet:
        return self.select_related(
            *("alliance__area", "organization__area", "organization__unit"),
            *("person", "unit__area"),
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

    def get_absolute_url(self) -> str:
        return f"{self.body.committee_url}#seat-{self.pk}" if self.body else ""

    def is_over_term(self, day: date) -> bool:
        """The term has ended, and nobody has ended or renewed the seat."""
        running = self.status == self.Status.APPROVED and self.until is None
        return bool(running and self.term_ends_on and self.term_ends_on < day)

    @property
    def area_id(self) -> int:
        """The place whose staff keep this seat."""
        return self.body.area_id if self.body else 0

    @property
    def body(self) -> Alliance | PartyOrganization | None:
        return self.alliance or self.organization
