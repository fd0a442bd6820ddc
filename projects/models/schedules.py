"""When a resource or service is open, as data; and bookings of a resource by half-hour slots."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from common.dates import day_text
from grids.hours import clock_text
from members.models import MemberUnit
from projects.models.about import exactly_one

if TYPE_CHECKING:
    from members.models import User

DAY = 24 * 60  # minutes
SLOT = 30  # minutes


class Schedule(models.Model):
    """One opening of a resource or service: on a weekday, every week or in one week of a month.

    `nth` 0 is every week, 1–5 the first to fifth such weekday of a month, -1 its last.
    `opens` and `closes` are minutes after midnight; 1440 is the end of the day.
    """

    resource = models.ForeignKey(
        "projects.Resource", models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    service = models.ForeignKey(
        "projects.Service", models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    weekday = models.PositiveSmallIntegerField("星期")  # 1 is Monday
    nth = models.SmallIntegerField("当月第几个", default=0)
    opens = models.PositiveSmallIntegerField("开始")
    closes = models.PositiveSmallIntegerField("结束")

    class Meta:
        verbose_name = "开放时段"
        ordering = ["nth", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="schedule_of_one_item", condition=exactly_one("resource", "service")
            ),
            models.CheckConstraint(
                name="schedule_weekday", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
            models.CheckConstraint(name="schedule_nth", condition=Q(nth__gte=-1, nth__lte=5)),
            models.CheckConstraint(
                name="schedule_opens_before_it_closes",
                condition=Q(closes__gt=F("opens"), closes__lte=DAY),
            ),
            *[
                models.UniqueConstraint(
                    name=f"schedule_once_{of}", fields=[of, "nth", "weekday", "opens"]
                )
                for of in ("resource", "service")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.weekday}/{self.nth} {self.opens}–{self.closes}"


class ScheduleException(models.Model):
    """A day on which a resource or service is closed, or open at other hours."""

    resource = models.ForeignKey(
        "projects.Resource", models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    service = models.ForeignKey(
        "projects.Service", models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    on = models.DateField("日期")
    opens = models.PositiveSmallIntegerField("开始", null=True, blank=True)
    closes = models.PositiveSmallIntegerField("结束", null=True, blank=True)
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "例外日期"
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                name="exception_of_one_item", condition=exactly_one("resource", "service")
            ),
            models.CheckConstraint(
                name="exception_closed_or_open",
                condition=Q(opens=None, closes=None)
                | Q(
                    opens__isnull=False,
                    closes__isnull=False,  # a comparison with NULL would pass
                    closes__gt=F("opens"),
                    closes__lte=DAY,
                ),
            ),
            *[
                models.UniqueConstraint(name=f"exception_once_{of}", fields=[of, "on"])
                for of in ("resource", "service")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def words(self) -> str:
        """休息, or 9:00–12:00."""
        if self.opens is None or self.closes is None:
            return "休息"
        return f"{clock_text(self.opens)}–{clock_text(self.closes)}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> BookingQuerySet:
        """Bookings of the user's units, and of resources of the user's units and areas."""
        units = user.units().values("pk")
        return self.filter(Q(unit__in=units) | Q(resource__unit__in=units))

    def of_officer(self, user: User) -> BookingQuerySet:
        """Made by (`mine`), or of a resource of, the unit whose liaison officer the user is."""
        own = MemberUnit.objects.filter(
            liaisons__person__user=user.pk, liaisons__until=None
        ).values("pk")
        rows = self.filter(Q(unit__in=own) | Q(resource__unit__in=own))
        return rows.annotate(mine=Exists(own.filter(pk=OuterRef("unit"))))

    def standing(self) -> BookingQuerySet:
        return self.filter(status=Booking.Status.BOOKED)

    def coming(self, now: datetime) -> BookingQuerySet:
        """Standing and not over."""
        return self.standing().filter(ends_at__gt=now)

    def for_list(self) -> BookingQuerySet:
        return self.select_related("resource__unit__area", "unit__area")


class Booking(models.Model):
    """A unit has a resource for a time. Its slots keep others out; cancelled, it has none."""

    class Status(models.TextChoices):
        BOOKED = "booked", "已预订"
        CANCELLED = "cancelled", "已取消"

    MOVES = {Status.BOOKED: {Status.CANCELLED}}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource = models.ForeignKey(
        "projects.Resource", models.PROTECT, related_name="bookings", verbose_name="资源"
    )
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="bookings", verbose_name="使用单位"
    )
    engagement = models.ForeignKey(
        "projects.Engagement", models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    pieces = models.PositiveSmallIntegerField("数量", default=1)
    purpose = models.CharField("用途", max_length=60)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.BOOKED)
    reason = models.CharField("取消原因", max_length=200, blank=True)
    booked_at = models.DateTimeField("预订时间")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    mine: bool  # set by of_officer()

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "预订"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(name="booking_of_resource", fields=["resource", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="booking_takes_some", condition=Q(pieces__gte=1)),
            models.CheckConstraint(
                name="booking_cancelled_says_why",
                condition=~Q(status="cancelled") | (~Q(reason="") & Q(cancelled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.unit.label}"

    def get_absolute_url(self) -> str:
        """The staff page of the booking."""
        return reverse("projects:booking", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("projects:my_booking", args=[self.uuid])

    @property
    def when(self) -> str:
        """11 月 28 日（周六）9:00–11:00; a booking does not go past midnight."""
        first, last = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        ends = "24:00" if last.date() > first.date() else f"{last.hour}:{last.minute:02}"
        return f"{day_text(first)}{first.hour}:{first.minute:02}–{ends}"


class Slot(models.Model):
    """Half an hour of one piece of a resource, taken by one booking: the database holds it."""

    resource = models.ForeignKey("projects.Resource", models.CASCADE, related_name="slots")
    at = models.DateTimeField()
    piece = models.PositiveSmallIntegerField(default=1)
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="slots")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="slot_taken_once", fields=["resource", "at", "piece"])
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.at} {self.piece}"
