"""Training 集中轮训 and exchange 交流讨论: programmes, their sessions, papers, places."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from common.dates import moment_text
from common.files import MOST_BYTES, NAME_LENGTH, TYPES
from common.stamps import stamp
from common.tree import Placed, PlacedQuerySet
from members.models import Alliance, AllianceMembership, MemberUnit

if TYPE_CHECKING:
    from members.models import User


def open_to(unit: MemberUnit, prefix: str = "") -> Q:
    """Programmes that a unit may send people to: of its alliances, or of an area it lies in."""
    own = AllianceMembership.objects.current().filter(unit=unit).values("alliance")
    around = {unit.area_id, unit.community_id, unit.street_id, unit.district_id} - {None}
    return Q(**{f"{prefix}alliance__in": own}) | Q(
        **{f"{prefix}alliance": None, f"{prefix}area__in": around}
    )


class ProgrammeQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> ProgrammeQuerySet:
        return self.filter(area__in=user.areas().values("pk"))

    def running(self) -> ProgrammeQuerySet:
        return self.filter(closed_on=None)

    def for_list(self) -> ProgrammeQuerySet:
        """With `session_count`, sessions not called off."""
        standing = ~Q(sessions__status="cancelled")
        counted = Count("sessions", filter=standing, distinct=True)
        return self.select_related("area", "alliance").annotate(session_count=counted)


class Programme(Placed):
    """A programme of sessions, held by an alliance (`area` is the alliance's) or by an area."""

    class Kind(models.TextChoices):
        TRAINING = "training", "集中轮训"
        EXCHANGE = "exchange", "交流讨论会"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("形式", max_length=8, choices=Kind)
    text = models.TextField("说明", max_length=1000, blank=True)
    since = models.DateField("开办日期")
    closed_on = models.DateField("结束日期", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "培训计划"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="programme_name_once_in_area",
                fields=["area", "name"],
                condition=Q(closed_on=None),
                violation_error_message="这里已有同名的培训计划。",
            ),
            models.CheckConstraint(
                name="programme_closed_after_start",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:programme", args=[self.uuid])

    @property
    def holder(self) -> str:
        """The alliance, or the area, that holds it."""
        return str(self.alliance or self.area)

    @property
    def seen(self) -> str:
        """Stamp of what its form changes."""
        return stamp(self.name, self.kind, self.text, self.closed_on)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        return self.filter(programme__area__in=user.areas().values("pk"))

    def for_unit(self, unit: MemberUnit) -> SessionQuerySet:
        """Open to the unit, or with people of it in them."""
        own = Enrolment.objects.live().filter(unit=unit).values("session")
        return self.filter(open_to(unit, "programme__") | Q(pk__in=own))

    def coming(self, now: datetime) -> SessionQuerySet:
        """Planned and not begun, the next first."""
        planned = self.filter(status=Session.Status.PLANNED, starts_at__gt=now)
        return planned.order_by("starts_at", "pk")

    def for_list(self) -> SessionQuerySet:
        """With `taken` and `waiting`: people who have a place, and who wait for one."""
        status = Enrolment.Status
        taken = Count("enrolments", filter=Q(enrolments__status__in=Enrolment.SEATED))
        waiting = Count("enrolments", filter=Q(enrolments__status=status.WAITING))
        rows = self.select_related("programme__alliance", "programme__area")
        return rows.annotate(taken=taken, waiting=waiting)


class Session(models.Model):
    """One session: when, where, on what, by whom, for how many."""

    class Status(models.TextChoices):
        PLANNED = "planned", "待举办"
        HELD = "held", "已举办"
        CANCELLED = "cancelled", "已取消"

    MOVES: ClassVar[dict[str, set[str]]] = {Status.PLANNED: {Status.HELD, Status.CANCELLED}}
    FACTS: ClassVar[tuple[str, ...]] = (
        *("topic", "starts_at", "ends_at", "place", "lecturer", "places", "sign_up_until"),
    )

    taken: int  # set by for_list()
    waiting: int

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    topic = models.CharField("主题", max_length=60)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100)
    lecturer = models.CharField("授课人", max_length=100, blank=True)
    places = models.PositiveSmallIntegerField("名额")
    sign_up_until = models.DateField("报名截止")
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PLANNED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    moved_at = models.DateTimeField("改期时间", null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "课程"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_later", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="session_has_places", condition=Q(places__gte=1, places__lte=999)
            ),
            models.CheckConstraint(
                name="session_cancelled_says_why",
                condition=Q(~Q(status="cancelled"), cancel_reason="")
                | Q(~Q(cancel_reason=""), status="cancelled"),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_starts_at")]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("meetings:session", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("meetings:my_session", args=[self.uuid])

    @property
    def when(self) -> str:
        """11 月 20 日（周五）14:30–16:30; a session ends on the day it begins."""
        return f"{moment_text(self.starts_at)}–{timezone.localtime(self.ends_at):%H:%M}"

    @property
    def seen(self) -> str:
        """Stamp of what its form changes, and of its state."""
        return stamp(self.status, *(getattr(self, name) for name in self.FACTS))

    def takes_names(self, now: datetime, today: date) -> bool:
        """People may be signed up at this moment."""
        planned = self.status == self.Status.PLANNED
        return planned and self.starts_at > now and self.sign_up_until >= today


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> EnrolmentQuerySet:
        return self.filter(session__in=Session.objects.visible_to(user).values("pk"))

    def live(self) -> EnrolmentQuerySet:
        return self.exclude(status=Enrolment.Status.CANCELLED)

    def seated(self) -> EnrolmentQuerySet:
        return self.filter(status__in=Enrolment.SEATED)

    def of_officer(self, user: User) -> EnrolmentQuerySet:
        """Those of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def in_order(self) -> EnrolmentQuerySet:
        """As they came: the order of the waiting list."""
        return self.order_by("signed_at", "pk")


class Enrolment(models.Model):
    """One person of a unit in one session, by name alone. A place, or a place in the queue."""

    class Status(models.TextChoices):
        ENROLLED = "enrolled", "已报名"
        WAITING = "waiting", "候补"
        ATTENDED = "attended", "已参加"
        CANCELLED = "cancelled", "已取消"

    SEATED: ClassVar[tuple[str, ...]] = (Status.ENROLLED, Status.ATTENDED)
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ENROLLED: {Status.ATTENDED, Status.CANCELLED},
        Status.WAITING: {Status.ENROLLED, Status.ATTENDED, Status.CANCELLED},
        Status.ATTENDED: {Status.ENROLLED},  # ticked by mistake
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="enrolments")
    # Empty once it is forgotten: a year after the session the count stays, the name goes.
    name = models.CharField("姓名", max_length=40, blank=True)
    status = models.CharField("状态", max_length=9, choices=Status)
    signed_at = models.DateTimeField("报名时间")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    promoted_at = models.DateTimeField("递补时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="enrolment_once_a_person",
                fields=["session", "unit", "name"],
                condition=~Q(status="cancelled") & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="enrolment_cancelled_has_time",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | Q(~Q(status="cancelled"), cancelled_at=None),
            ),
            models.CheckConstraint(
                name="enrolment_waiting_has_no_place",
                condition=~Q(status="waiting") | Q(promoted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}　{self.session}"  # nobody's name in the audit trail


class Handout(models.Model):
    """A paper of a session, kept in the database and given to who may see the session."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="materials")
    name = models.CharField("文件名", max_length=NAME_LENGTH)
    kind = models.CharField("格式", max_length=4, choices=[(kind, kind) for kind in TYPES])
    data = models.BinaryField()
    size = models.PositiveIntegerField("字节数")
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "培训材料"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="handout_of_some_size", condition=Q(size__gte=1, size__lte=MOST_BYTES)
            ),
            models.CheckConstraint(name="handout_of_known_kind", condition=Q(kind__in=list(TYPES))),
        ]

    def __str__(self) -> str:
        return self.name
