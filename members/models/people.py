"""People: one record behind every function, and the liaison officer of each unit."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from common.fields import EncryptedTextField, blind_index, mask_phone
from members.models.functions import FUNCTIONS
from members.models.units import MemberUnit

if TYPE_CHECKING:
    from grids.models import AreaQuerySet
    from members.models.users import User


TAIL = 4  # digits at the end of a number by which staff find a caller


class PersonQuerySet(models.QuerySet["Person"]):
    def with_phone(self, digits: str) -> PersonQuerySet:
        return self.filter(phone_index=blind_index(digits))

    def with_tail(self, digits: str) -> PersonQuerySet:
        """Those whose number ends in these four digits; several may."""
        return self.filter(tail_index=blind_index(digits))

    def standing(self) -> PersonQuerySet:
        return self.filter(anonymised_at=None)

    def in_areas(self, areas: AreaQuerySet) -> PersonQuerySet:
        """Those who have, or had, any function in one of these areas."""
        held = [Q(pk__in=one.in_areas(areas).values(one.person)) for one in FUNCTIONS]
        return self.filter(Q(*held, _connector=Q.OR))

    def active_after(self, day: date) -> PersonQuerySet:
        """Those with any function that ran after `day`."""
        held = [
            Exists(one.rows().filter(one.ran(day), **{one.person: OuterRef("pk")}))
            for one in FUNCTIONS
        ]
        return self.filter(Q(*held, _connector=Q.OR))

    def visible_to(self, user: User) -> PersonQuerySet:
        return self.in_areas(user.areas())

    def writable_by(self, user: User) -> PersonQuerySet:
        return self.in_areas(user.writable_areas())

    def for_list(self, today: date) -> PersonQuerySet:
        """With, for each of FUNCTIONS, whether the person holds it today (`holds_0` …)."""
        return self.annotate(
            **{
                f"holds_{number}": Exists(
                    one.rows().filter(one.ran(today), **{one.person: OuterRef("pk")})
                )
                for number, one in enumerate(FUNCTIONS)
            }
        )


class Person(models.Model):
    """Somebody with a function. The phone is encrypted; its index finds the person again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedTextField("手机", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    # A fingerprint of the last four digits: staff find a caller by what the caller reads out.
    tail_index = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    # A member's home organisation: a registered one, or (an island, another city) its name.
    home = models.ForeignKey(
        "members.PartyOrganization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members_elsewhere",
        verbose_name="组织关系所在党组织",
    )
    home_name = models.CharField("组织关系所在（未登记的）", max_length=100, blank=True)
    anonymised_at = models.DateTimeField("匿名化时间", null=True, blank=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="账号",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(
                name="person_phone_once",
                fields=["phone_index"],
                condition=~Q(phone_index=""),
                violation_error_message="该手机号已登记给其他人员。",
            ),
            models.CheckConstraint(
                name="person_one_home_organization",
                condition=Q(home=None) | Q(home_name=""),
                violation_error_message="组织关系只能填一处。",
            ),
            models.CheckConstraint(
                name="person_anonymised_has_no_phone",
                condition=Q(anonymised_at=None) | Q(phone_index="", tail_index=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:person", args=[self.uuid])

    def set_phone(self, digits: str) -> None:
        """The one way to a phone (11 digits, or ""): its two fingerprints go with it."""
        self.phone = digits
        self.phone_index = blind_index(digits) if digits else ""
        self.tail_index = blind_index(digits[-TAIL:]) if digits else ""

    @property
    def functions(self) -> list[str]:
        """The titles of the functions held today; needs `for_list`."""
        return [
            one.title for number, one in enumerate(FUNCTIONS) if getattr(self, f"holds_{number}")
        ]

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""


class LiaisonQuerySet(models.QuerySet["Liaison"]):
    def current(self) -> LiaisonQuerySet:
        return self.filter(until=None)

    def visible_to(self, user: User) -> LiaisonQuerySet:
        return self.filter(unit__in=MemberUnit.objects.visible_to(user).values("pk"))

    def for_list(self) -> LiaisonQuerySet:
        return self.select_related("unit__area", "unit__street", "unit__community", "person")


class Liaison(models.Model):
    """Who speaks for a unit. The current row *is* the officer's access to the portal."""

    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="liaisons", verbose_name="成员单位"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="liaisons", verbose_name="联络员"
    )
    since = models.DateField("任职自")
    until = models.DateField("任职至（不含）", null=True, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        verbose_name = "联络员"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="liaison_one_current_a_unit",
                fields=["unit"],
                condition=Q(until=None),
                violation_error_message="该单位已有现任联络员。",
            ),
            models.CheckConstraint(
                name="liaison_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person}"


class SignInLinkQuerySet(models.QuerySet["SignInLink"]):
    def live(self, now: datetime) -> SignInLinkQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)


class SignInLink(models.Model):
    """A personal link by which one person signs in until it expires or is revoked.

    Only a hash of the token is stored; the link itself is shown once, to whoever made it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    objects = SignInLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signinlink_one_unrevoked_a_person",
                fields=["person"],
                condition=Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="signinlink_expires_after_made", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"
