"""Who signs in, and which posts of an area's staff they hold."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from grids.models import Area, AreaQuerySet

if TYPE_CHECKING:
    from members.models.people import Liaison
    from members.models.units import MemberUnitQuerySet


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Accounts ever posted in the areas that `user` administers, or reads as auditor."""
        postings = Posting.objects.filter(area__in=user.account_areas().values("pk"))
        return self.filter(pk__in=postings.values("user"))

    def for_list(self, user: User) -> UserQuerySet:
        """With, as `posts`, the current postings in the areas that `user` may see accounts of."""
        current = Posting.objects.on(timezone.localdate()).select_related("area")
        seen = current.filter(area__in=user.account_areas().values("pk"))
        return self.prefetch_related(Prefetch("postings", seen, to_attr="posts"))


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    """An account. What it may see follows from its postings and its liaison appointment."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40, blank=True)
    # Part of what a session is checked against: raising it ends every session of the account.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        held = f"{self.session_round}${self.password}"
        return salted_hmac(
            "members.User.session", held, secret=secret, algorithm="sha256"
        ).hexdigest()

    @cached_property
    def current_postings(self) -> list[Posting]:
        """The postings held today, read once per instance."""
        return list(self.postings.on(timezone.localdate()).select_related("area"))

    def _holds(self, roles: frozenset[Posting.Role]) -> bool:
        return any(posting.role in roles for posting in self.current_postings)

    def _areas_of(self, roles: frozenset[Posting.Role]) -> AreaQuerySet:
        roots = [posting.area_id for posting in self.current_postings if posting.role in roles]
        return Area.objects.in_scope(roots)

    @property
    def is_staff_member(self) -> bool:
        """May enter the staff door: staff of an area, or an auditor."""
        return self._holds(Posting.READERS)

    @property
    def may_write(self) -> bool:
        """May change records as staff: an auditor reads only."""
        return self._holds(Posting.STAFF)

    @property
    def sees_accounts(self) -> bool:
        """May see who has an account: a district's administrators and auditors."""
        return self._holds(Posting.ACCOUNT_READERS)

    @property
    def administers_accounts(self) -> bool:
        """May open accounts and end postings: a district's administrators."""
        return self._holds(frozenset({Posting.Role.DISTRICT}))

    @cached_property
    def current_liaison(self) -> Liaison | None:
        """The appointment by which the account speaks for a unit now; read once per instance."""
        from members.models.people import Liaison  # noqa: PLC0415 - people know users

        held = Liaison.objects.current().filter(person__user=self.pk)
        return held.select_related("unit", "person").first()

    @property
    def is_liaison(self) -> bool:
        return self.current_liaison is not None

    @property
    def uses_phone_pages(self) -> bool:
        """May enter the phone door: liaison officers, grid workers, tutors."""
        return self._holds(Posting.PHONE) or self.is_liaison

    def areas(self) -> AreaQuerySet:
        """All areas this account works on as staff or reads as auditor, with their predecessors."""
        return self._areas_of(Posting.READERS)

    def writable_areas(self) -> AreaQuerySet:
        """The part of `areas()` in which this account may change records."""
        return self._areas_of(Posting.STAFF)

    def account_areas(self) -> AreaQuerySet:
        """The districts whose accounts this account may see."""
        return self._areas_of(Posting.ACCOUNT_READERS)

    def administered_areas(self) -> AreaQuerySet:
        """The districts in which this account may open and close accounts."""
        return self._areas_of(frozenset({Posting.Role.DISTRICT}))

    def may_change(self, area_id: int) -> bool:
        """May change records that hang on this area."""
        return self.writable_areas().filter(pk=area_id).exists()

    def units(self) -> MemberUnitQuerySet:
        """The units this account speaks for: as staff those of its areas, as liaison its own."""
        from members.models.units import MemberUnit  # noqa: PLC0415 - units know users' areas

        return MemberUnit.objects.visible_to(self)


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date) -> PostingQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Posting(models.Model):
    """A role of an account in an area, while it lasts."""

    class Role(models.TextChoices):
        DISTRICT = "district", "区级管理员"
        STREET = "street", "街道工作人员"
        COMMUNITY = "community", "社区工作人员"
        GRID = "grid", "网格员"
        TUTOR = "tutor", "党建辅导员"
        AUDITOR = "auditor", "审计员"

    STAFF = frozenset({Role.DISTRICT, Role.STREET, Role.COMMUNITY})
    READERS = STAFF | {Role.AUDITOR}
    PHONE = frozenset({Role.GRID, Role.TUTOR})
    ACCOUNT_READERS = frozenset({Role.DISTRICT, Role.AUDITOR})
    # Which kind of area a role is bound to; a tutor's may be any.
    KINDS: ClassVar[dict[str, Area.Kind]] = {
        Role.DISTRICT: Area.Kind.DISTRICT,
        Role.AUDITOR: Area.Kind.DISTRICT,
        Role.STREET: Area.Kind.STREET,
        Role.COMMUNITY: Area.Kind.COMMUNITY,
        Role.GRID: Area.Kind.GRID,
    }

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="账号")
    role = models.CharField("角色", max_length=10, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name="区域")
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(
                name="posting_once_at_a_time",
                fields=["user", "role", "area"],
                condition=Q(until=None),
                violation_error_message="该账号在此区域已有同一角色。",
            ),
            models.CheckConstraint(
                name="posting_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_role_display()}"

    def clean(self) -> None:
        kind = self.KINDS.get(self.role)
        if kind and self.area.kind != kind:
            raise ValidationError({"area": f"{self.get_role_display()}只能绑定到{kind.label}。"})
