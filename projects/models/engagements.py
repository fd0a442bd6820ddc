"""A need being met: an engagement of one or more units."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from common.stamps import stamp
from members.models import Alliance, Liaison, MemberUnit
from projects.models.lists import Demand, Resource, Service
from projects.models.shares import Share

if TYPE_CHECKING:
    from members.models import User

CARRIED = ("community", "street", "district")  # whose regional alliance deals with what failed
# Whose word it waits for.
ASKER_NEXT = Q(status="proposed", awaits="asker") | Q(status="reported")
HELPER_NEXT = Q(status="proposed", awaits="helper")


class Rating(models.TextChoices):
    """What the side that asked says of it; words, no points."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, user: User) -> EngagementQuerySet:
        """Of demands in the user's areas, and those the user's units ask or help in."""
        units = user.units().values("pk")
        helped = Share.objects.filter(unit__in=units).values("engagement")
        return self.filter(
            Q(demand__area__in=user.areas().values("pk"))
            | Q(demand__unit__in=units)
            | Q(pk__in=helped)
        )

    def of_units_of(self, user: User) -> EngagementQuerySet:
        """Those in which a unit asks or helps whose liaison officer the user is now."""
        own = Liaison.objects.current().filter(person__user=user.pk).values("unit")
        helped = Share.objects.filter(unit__in=own).values("engagement")
        return self.filter(Q(demand__unit__in=own) | Q(pk__in=helped))

    def live(self) -> EngagementQuerySet:
        return self.filter(status__in=Engagement.LIVE)

    def counting(self) -> EngagementQuerySet:
        """Those whose quantity is taken from the demand: live, or confirmed by the asking side."""
        return self.filter(Q(status__in=Engagement.LIVE) | Q(confirmed_at__isnull=False))

    def at_work(self) -> EngagementQuerySet:
        """Agreed and not reported: these go back to the hall when nothing happens."""
        return self.filter(status__in=Engagement.AT_WORK)

    def overseen_by(self, user: User) -> EngagementQuerySet:
        """Those that the user decides on as staff: of the demand's area, or of the asking unit's.

        As `Standing.oversees` has it.
        """
        own = user.writable_areas().values("pk")
        return self.filter(Q(demand__area__in=own) | Q(demand__unit__area__in=own))

    def waiting_for_staff(self, user: User) -> EngagementQuerySet:
        """Those that wait for the user's word, for a unit that has no liaison officer."""
        officers, own = Liaison.objects.current(), user.writable_areas().values("pk")
        asked = Exists(officers.filter(unit=OuterRef("demand__unit")))
        leads = Share.objects.filter(engagement=OuterRef("pk"), role=Share.Role.LEAD)
        led = leads.filter(unit__area__in=own).exclude(unit__in=officers.values("unit"))
        asks = Q(ASKER_NEXT, demand__unit__area__in=own)
        return self.filter((asks & ~asked) | (HELPER_NEXT & Exists(led)))

    def carried_to(self, alliance: Alliance) -> EngagementQuerySet:
        """Not done, for the next joint meeting of this regional alliance.

        Each is carried to one meeting: of the alliance of its demand's community, where that has
        none of its street, where that has none of its district.
        """
        if alliance.kind != Alliance.Kind.REGIONAL or alliance.area.kind not in CARRIED:
            return self.none()
        level = str(alliance.area.kind)
        regional = Alliance.objects.active().filter(kind=Alliance.Kind.REGIONAL)
        rows = self.to_carry().filter(**{f"demand__{level}": alliance.area_id})
        for nearer in CARRIED[: CARRIED.index(level)]:
            rows = rows.exclude(Exists(regional.filter(area=OuterRef(f"demand__{nearer}"))))
        return rows

    def to_carry(self) -> EngagementQuerySet:
        """Not done: for the next joint meeting, until it has been dealt with there."""
        return self.filter(status=Engagement.Status.NOT_DONE)

    def for_list(self) -> EngagementQuerySet:
        return self.select_related(
            "demand__unit", "demand__area", "demand__category", "resource", "service"
        ).prefetch_related(Prefetch("shares", Share.objects.select_related("unit")))


class Engagement(models.Model):
    """A demand and who meets it (对接): a lead and helpers, with what of theirs they use.

    `awaits` says whose word a proposal waits for: a claim the asking side's, a proposal the
    helping unit's. Only the asking side confirms; no time-out ever does. `quantity` is set where
    a part of the demand's `amount` is met; without it the engagement is for the whole demand.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        ACCEPTED = "accepted", "已对接"
        DECLINED = "declined", "未接受"
        UNDER_WAY = "under_way", "进行中"
        REPORTED = "reported", "已办待确认"
        CONFIRMED = "confirmed", "已确认"
        NOT_DONE = "not_done", "未办成"
        RELEASED = "released", "已退回认领"
        CLOSED = "closed", "已结束"

    class Awaits(models.TextChoices):
        ASKER = "asker", "需求方"
        HELPER = "helper", "认领单位"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PROPOSED: {Status.ACCEPTED, Status.DECLINED, Status.RELEASED},
        Status.ACCEPTED: {Status.UNDER_WAY, Status.REPORTED, Status.NOT_DONE, Status.RELEASED},
        Status.UNDER_WAY: {Status.REPORTED, Status.NOT_DONE, Status.RELEASED},
        Status.REPORTED: {Status.CONFIRMED, Status.UNDER_WAY, Status.NOT_DONE},
        Status.CONFIRMED: {Status.CLOSED},
        Status.NOT_DONE: {Status.CLOSED},
    }
    LIVE = (Status.PROPOSED, Status.ACCEPTED, Status.UNDER_WAY, Status.REPORTED)
    AT_WORK = (Status.ACCEPTED, Status.UNDER_WAY)
    JOINABLE = (Status.PROPOSED, *AT_WORK)  # helpers come and go
    FOLLOWED = (*AT_WORK, Status.REPORTED)  # its progress is written down
    # Portal rule: days without anything happening, before a warning and before it is given back;
    # and between the two, however late the warning came.
    WARN_DAYS, IDLE_DAYS, GRACE_DAYS = 25, 30, 5

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    demand = models.ForeignKey(
        Demand, models.PROTECT, related_name="engagements", verbose_name="需求"
    )
    resource = models.ForeignKey(
        Resource, models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    round = models.ForeignKey(
        "projects.Round", models.PROTECT, null=True, blank=True, related_name="engagements"
    )
    quantity = models.PositiveIntegerField("解决数量", null=True, blank=True)
    awaits = models.CharField("等谁确认", max_length=6, choices=Awaits)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField("对接时间", null=True, blank=True)
    # The last thing that happened; after 30 days without any, the demand goes back to the pool.
    touched_at = models.DateTimeField("最近进展")
    warned_at = models.DateTimeField("提醒时间", null=True, blank=True)
    reported_at = models.DateTimeField("报告办成时间", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rating = models.CharField("评价", max_length=4, choices=Rating, blank=True)
    words = models.CharField("评语", max_length=500, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "对接"
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(name="engagement_by_state", fields=["status", "touched_at"])]
        constraints = [
            models.UniqueConstraint(
                name="engagement_one_live_per_demand",
                fields=["demand"],
                condition=Q(
                    status__in=["proposed", "accepted", "under_way", "reported"], quantity=None
                ),
                violation_error_message="这项需求已被认领。",
            ),
            models.CheckConstraint(
                name="engagement_uses_one_thing", condition=Q(resource=None) | Q(service=None)
            ),
            models.CheckConstraint(
                name="engagement_quantity_is_some", condition=Q(quantity=None) | Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="engagement_accepted_has_time",
                condition=~Q(status__in=["accepted", "under_way", "reported", "confirmed"])
                | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_says_why",
                condition=~Q(status__in=["declined", "not_done", "released"]) | ~Q(reason=""),
                violation_error_message="请写明原因。",
            ),
            models.CheckConstraint(
                name="engagement_reported_has_outcome",
                condition=~Q(status__in=["reported", "confirmed"])
                | (Q(reported_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="engagement_confirmed_by_the_asker",
                condition=~Q(status="confirmed")
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(rating="")),
            ),
            models.CheckConstraint(
                name="engagement_closed_was_decided",
                condition=~Q(status="closed")
                | (
                    Q(closed_at__isnull=False)
                    & (
                        Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(rating="")
                        | ~Q(reason="")
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"对接：{self.demand}"

    def get_absolute_url(self) -> str:
        return reverse("projects:engagement", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("projects:my_engagement", args=[self.uuid])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def is_sent_back(self) -> bool:
        """It was reported done, and the asking side said in `reason` what is missing."""
        return self.status == self.Status.UNDER_WAY and self.reported_at is not None

    @property
    def why(self) -> str:
        """`reason` where it explains the state: why it ended so, or what is missing still."""
        failed = (self.Status.DECLINED, self.Status.RELEASED, self.Status.NOT_DONE)
        given_up = self.status == self.Status.CLOSED and self.confirmed_at is None
        return self.reason if self.status in failed or given_up or self.is_sent_back else ""

    @property
    def lead(self) -> MemberUnit:
        """The unit in the lead; of rows `for_list()`, without a query."""
        return next(share.unit for share in self.shares.all() if share.role == Share.Role.LEAD)

    @property
    def helpers(self) -> list[MemberUnit]:
        return [share.unit for share in self.shares.all() if share.role == Share.Role.HELPER]

    @property
    def thing(self) -> Resource | Service | None:
        """What of theirs they use."""
        return self.resource or self.service

    @property
    def idle_on(self) -> date | None:
        """The day on which it goes back to the hall if nothing happens; None: it will not."""
        if self.status not in self.AT_WORK:
            return None
        idle = timezone.localdate(self.touched_at) + timedelta(days=self.IDLE_DAYS)
        if self.warned_at is None:
            return idle
        return max(idle, timezone.localdate(self.warned_at) + timedelta(days=self.GRACE_DAYS))

    @property
    def seen(self) -> str:
        """Stamp of what its forms carry: its state, and which report of its outcome it is."""
        return stamp(str(self.status), self.reported_at)
