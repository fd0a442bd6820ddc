"""Residents' requests 群众点单: asked, accepted, dispatched, taken, done, confirmed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.fields import EncryptedTextField, mask_phone
from common.tree import Placed, PlacedQuerySet
from members.models import MemberUnit, Posting
from projects.models.categories import Category
from projects.models.engagements import Rating
from projects.models.lists import Demand, Service
from projects.requests.numbers import grouped

if TYPE_CHECKING:
    from members.models import User


def _grid_posts(user: User) -> list[Posting]:
    return [post for post in user.current_postings if post.role == Posting.Role.GRID]


class RequestQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> RequestQuerySet:
        """Requests of the user's areas and grids, and those the user or the user's unit holds."""
        held = self.model.objects.held_by(user)
        grids = [post.area_id for post in _grid_posts(user)]
        around = Q(area__in=grids) | Q(area__parent__in=grids)
        return self.filter(
            Q(area__in=user.areas().values("pk")) | around | Q(pk__in=held.values("pk"))
        )

    def held_by(self, user: User) -> RequestQuerySet:
        """Dispatched to the user, a grid worker of that community still, or to the user's unit."""
        communities = [post.area.community_id for post in _grid_posts(user)]
        officers = Q(liaisons__person__user=user.pk, liaisons__until=None)
        units = MemberUnit.objects.filter(officers).values("pk")
        return self.filter(Q(worker=user.pk, community__in=communities) | Q(unit__in=units))

    def open(self) -> RequestQuerySet:
        return self.filter(status__in=Request.OPEN)

    def for_list(self) -> RequestQuerySet:
        return self.select_related("category", "area", "community", "street", "unit", "worker")


class Request(Placed):
    """A resident asks for help. `area` is the community or grid it is about.

    The phone is encrypted and goes 180 days after `closed_at`, with the name and the free text
    that may point at a person. Dispatched, it has one holder: a unit, a grid worker, or
    `volunteers` by the name of their team. `solved` is the resident's word alone.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "待受理"
        ACCEPTED = "accepted", "已受理"
        DISPATCHED = "dispatched", "已派单"
        TAKEN = "taken", "办理中"
        DONE = "done", "已办结"
        CONFIRMED = "confirmed", "居民已确认"
        REOPENED = "reopened", "要求重办"
        DECLINED = "declined", "不予受理"
        WITHDRAWN = "withdrawn", "居民撤回"

    class Channel(models.TextChoices):
        SELF = "self", "居民自己提交"
        PHONE = "phone", "来电代填"
        VISIT = "visit", "上门或来访代填"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.RECEIVED: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ACCEPTED: {Status.DISPATCHED, Status.DECLINED, Status.WITHDRAWN},
        Status.DISPATCHED: {Status.TAKEN, Status.ACCEPTED, Status.DISPATCHED},
        Status.TAKEN: {Status.DONE, Status.ACCEPTED, Status.DISPATCHED},
        Status.DONE: {Status.CONFIRMED, Status.REOPENED},
        Status.REOPENED: {Status.DISPATCHED, Status.DECLINED},
    }
    OPEN = (
        Status.RECEIVED, Status.ACCEPTED, Status.DISPATCHED, Status.TAKEN, Status.REOPENED,
    )  # fmt: skip
    CLOSED = (Status.DONE, Status.CONFIRMED, Status.DECLINED, Status.WITHDRAWN)
    HELD = (Status.DISPATCHED, Status.TAKEN, Status.DONE, Status.CONFIRMED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("编号", max_length=20, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="类别")
    text = models.TextField("什么事", max_length=500)
    place = models.CharField("在哪里", max_length=100, blank=True)
    name = models.CharField("怎么称呼", max_length=20, blank=True)
    phone = EncryptedTextField("电话", blank=True, default="")
    # A fingerprint of the last four digits: with the number it opens the public timeline.
    tail_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    channel = models.CharField("来源", max_length=6, choices=Channel, default=Channel.SELF)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What other residents may read of it; written by the community, never the resident's words.
    public_title = models.CharField("对外标题", max_length=40, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.RECEIVED)
    received_at = models.DateTimeField("提交时间")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="承办单位",
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="承办网格员",
    )
    volunteers = models.CharField("承办志愿队", max_length=60, blank=True)
    take_by = models.DateField("接单期限", null=True, blank=True)
    done_by = models.DateField("办结期限", null=True, blank=True)
    taken_at = models.DateTimeField("接单时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=500, blank=True)
    solved = models.BooleanField("居民说已解决", null=True, blank=True)
    rating = models.CharField("评价", max_length=4, choices=Rating, blank=True)
    words = models.CharField("评语", max_length=300, blank=True)
    reopened = models.PositiveSmallIntegerField("重办次数", default=0)
    reason = models.CharField("原因", max_length=200, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    anonymised_at = models.DateTimeField("匿名化时间", null=True, blank=True, editable=False)
    demand = models.ForeignKey(
        Demand, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="requests"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "群众点单"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(name="request_community", fields=["community", "status"]),
            models.Index(name="request_street", fields=["street", "status"]),
            models.Index(name="request_district", fields=["district", "status"]),
            models.Index(
                name="request_solved",
                fields=["closed_at"],
                condition=Q(status="confirmed", solved=True),
            ),
            models.Index(
                name="request_due",
                fields=["done_by"],
                condition=Q(status__in=["received", "accepted", "dispatched", "taken", "reopened"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="request_held_by_one",
                condition=~Q(status__in=["dispatched", "taken", "done", "confirmed"])
                | Q(unit__isnull=False, worker=None, volunteers="")
                | Q(unit=None, worker__isnull=False, volunteers="")
                | (Q(unit=None, worker=None) & ~Q(volunteers="")),
                violation_error_message="派给一家单位、一位网格员或一支志愿队。",
            ),
            models.CheckConstraint(
                name="request_accepted_has_time",
                condition=Q(status__in=["received", "declined", "withdrawn"])
                | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_dispatched_has_terms",
                condition=~Q(status__in=["dispatched", "taken", "done", "confirmed"])
                | Q(take_by__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="request_taken_has_time",
                condition=~Q(status__in=["taken", "done", "confirmed"]) | Q(taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_done_has_outcome",
                condition=~Q(status__in=["done", "confirmed", "reopened"])
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="request_confirmed_by_the_resident",
                condition=~Q(status="confirmed") | (Q(solved__isnull=False) & ~Q(rating="")),
            ),
            models.CheckConstraint(
                name="request_solved_is_the_residents_word",
                condition=Q(solved=None) | ~Q(status="received"),
            ),
            models.CheckConstraint(
                name="request_declined_says_why",
                condition=~Q(status="declined") | ~Q(reason=""),
                violation_error_message="请写明为什么不予受理。",
            ),
            models.CheckConstraint(
                name="request_closed_has_time",
                condition=~Q(status__in=["done", "confirmed", "declined", "withdrawn"])
                | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_anonymised_has_no_contact",
                condition=Q(anonymised_at=None) | Q(name="", tail_index=""),
            ),
        ]

    def __str__(self) -> str:
        return f"点单 {self.spoken_number}"

    def get_absolute_url(self) -> str:
        return reverse("projects:request", args=[self.uuid])

    @property
    def spoken_number(self) -> str:
        """482 915 637, as pages show it and people read it aloud."""
        return grouped(self.number)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class RequestStep(models.Model):
    """One step of a request: what its resident reads, and apart from that what stays inside.

    `by_label` and `to_label` name functions, units or communities, never a person.
    """

    class Verb(models.TextChoices):
        RECEIVE = "receive", "收到"
        ACCEPT = "accept", "受理"
        DISPATCH = "dispatch", "派单"
        TAKE = "take", "接单"
        PASS_ON = "pass_on", "转交"
        RETURN = "return", "退回"
        NOTE = "note", "办理进展"
        DONE = "done", "办结"
        CONFIRM = "confirm", "居民评价"
        REOPEN = "reopen", "居民要求重办"
        DECLINE = "decline", "不予受理"
        WITHDRAW = "withdraw", "居民撤回"
        REMIND = "remind", "催办"

    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    verb = models.CharField("步骤", max_length=10, choices=Verb)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_label = models.CharField("谁", max_length=60)
    to_label = models.CharField("交给谁", max_length=60, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    public_text = models.CharField("给居民看的话", max_length=300, blank=True)
    internal_note = models.CharField("内部备注", max_length=500, blank=True)

    class Meta:
        verbose_name = "办理步骤"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_verb_display()


class RequestPhoto(models.Model):
    """A photo of a request, drawn anew and small: nothing of the file that was sent is kept."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="photos")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data = models.BinaryField()  # JPEG
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "照片"

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"
