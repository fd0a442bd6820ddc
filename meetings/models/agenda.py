"""What a meeting will talk about: topics that units hand in, and the agenda in its order."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.insert import RandomUUID
from common.stamps import stamp
from meetings.models.meetings import Meeting
from members.models import MemberUnit
from projects.models import Engagement

if TYPE_CHECKING:
    from members.models import User


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, user: User) -> TopicQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def of_liaison(self, user: User) -> TopicQuerySet:
        """Topics of the unit whose liaison officer the user is now."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def for_list(self) -> TopicQuerySet:
        return self.select_related("unit").exclude(status=Topic.Status.WITHDRAWN)

    def waiting(self) -> TopicQuerySet:
        return self.filter(status=Topic.Status.PROPOSED)


class Topic(models.Model):
    """Something to be talked about, handed in by a unit or, without one, by the convener."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确定"
        TAKEN = "taken", "列入议程"
        DECLINED = "declined", "未列入"
        WITHDRAWN = "withdrawn", "已撤回"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PROPOSED: {Status.TAKEN, Status.DECLINED, Status.WITHDRAWN},
        Status.TAKEN: {Status.PROPOSED},  # its item was struck off the agenda
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="topics")
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, null=True, blank=True, related_name="topics"
    )
    title = models.CharField("议题", max_length=60)
    text = models.TextField("情况说明", max_length=500, blank=True)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PROPOSED)
    reason = models.CharField("未列入的原因", max_length=200, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="topic_declined_says_why", condition=~Q(status="declined") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User) -> AgendaQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))

    def for_list(self) -> AgendaQuerySet:
        """In their order, with what each is about and, without their contents, its files."""
        rows = self.select_related("topic__unit", "resolution", "engagement__demand__unit")
        files = models.Prefetch("materials", Material.objects.defer("data"))
        return rows.prefetch_related(files).order_by("order", "pk")


class AgendaItem(models.Model):
    """One item of an agenda; of a topic, an open resolution, what was not done, or of none."""

    uuid = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("事项", max_length=100)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=10)
    presenter = models.CharField("汇报人", max_length=60, blank=True)
    came_up = models.BooleanField("会上新提", default=False, db_default=False)
    topic = models.OneToOneField(
        Topic, models.PROTECT, null=True, blank=True, related_name="agenda_item"
    )
    resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = "议程"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_takes_time", condition=Q(minutes__gte=1, minutes__lte=240)
            ),
            models.CheckConstraint(
                name="agenda_item_of_one_source",
                condition=Q(topic=None, resolution=None)
                | Q(topic=None, engagement=None)
                | Q(resolution=None, engagement=None),
            ),
            models.UniqueConstraint(
                name="agenda_item_once_a_resolution", fields=["meeting", "resolution"]
            ),
            models.UniqueConstraint(
                name="agenda_item_once_an_engagement", fields=["meeting", "engagement"]
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seen(self) -> str:
        """Stamp of what the form of the item changes."""
        return stamp(self.title, self.minutes, self.presenter)


class Material(models.Model):
    """A file of an agenda item, kept in the database: whoever may see the meeting may read it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="materials")
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("格式", max_length=4)  # a key of common.files.TYPES
    size = models.PositiveIntegerField("字节数")
    data = models.BinaryField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "会议材料"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="material_of_a_read_kind",
                condition=Q(kind__in=["pdf", "docx", "xlsx", "pptx", "jpg", "png"]),
            ),
            models.CheckConstraint(
                name="material_within_size", condition=Q(size__gte=1, size__lte=10 * 1024 * 1024)
            ),
        ]

    def __str__(self) -> str:
        return self.name
