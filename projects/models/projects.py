"""Party-building projects 党建项目 with partners, milestones and progress; some become brands."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from members.models import Alliance, MemberUnit
from projects.models.engagements import Engagement

if TYPE_CHECKING:
    from members.models import User


class ProjectQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> ProjectQuerySet:
        """Projects in the user's areas, and those the user's units lead or take part in."""
        units = user.units().values("pk")
        partner = Partner.objects.filter(unit__in=units).values("project")
        return self.filter(
            Q(area__in=user.areas().values("pk")) | Q(lead__in=units) | Q(pk__in=partner)
        )

    def public(self) -> ProjectQuerySet:
        """What anybody may read of: begun, marked public, not led by a military or police unit."""
        shown = self.filter(is_public=True, status__in=Project.SHOWN)
        return shown.exclude(lead__type=MemberUnit.Type.MILITARY)

    def standing(self) -> ProjectQuerySet:
        """Neither stopped nor evaluated: still somebody's work."""
        return self.exclude(status__in=Project.ENDED)

    def of_units_of(self, user: User) -> ProjectQuerySet:
        """Those that the unit leads or takes part in for which the user speaks as its officer."""
        own = MemberUnit.objects.active().filter(
            liaisons__person__user=user.pk, liaisons__until=None
        )
        units = own.values("pk")
        partner = Partner.objects.filter(unit__in=units).values("project")
        return self.filter(Q(lead__in=units) | Q(pk__in=partner))

    def brands(self) -> ProjectQuerySet:
        return self.exclude(brand_since=None)

    def for_list(self) -> ProjectQuerySet:
        return self.select_related(
            "lead__area", "area", "street", "community", "alliance", "engagement__demand"
        )


class Project(Placed):
    """A project of one lead unit and its partners. `area` is where it works."""

    class Status(models.TextChoices):
        PLANNED = "planned", "筹备"
        ACTIVE = "active", "推进中"
        PAUSED = "paused", "暂停"
        STOPPED = "stopped", "终止"
        COMPLETED = "completed", "已完成"
        EVALUATED = "evaluated", "已评估"

    class Level(models.TextChoices):
        MICRO = "micro", "社区微品牌"
        STREET = "street", "街道项目"
        DISTRICT = "district", "区级项目"
        CONSTRUCTION = "construction", "重大工程项目"

    class Origin(models.TextChoices):
        ENGAGEMENT = "engagement", "由对接产生"
        RESOLUTION = "resolution", "联席会议议定"
        IDEA = "idea", "自己提出"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.ACTIVE, Status.STOPPED},
        Status.ACTIVE: {Status.PAUSED, Status.STOPPED, Status.COMPLETED},
        Status.PAUSED: {Status.ACTIVE, Status.STOPPED},
        Status.COMPLETED: {Status.EVALUATED},
    }
    ENDED = (Status.STOPPED, Status.EVALUATED)
    SHOWN = (Status.ACTIVE, Status.PAUSED, Status.COMPLETED, Status.EVALUATED)
    RUNNING = (Status.PLANNED, Status.ACTIVE)  # whose milestones fall due

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("项目名称", max_length=60)
    level = models.CharField("层级", max_length=12, choices=Level)
    origin = models.CharField("来源", max_length=10, choices=Origin, default=Origin.IDEA)
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="projects"
    )
    # The public key of a resolution: meetings are a room above this one.
    resolution_key = models.UUIDField(null=True, blank=True, editable=False)
    lead = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="projects", verbose_name="牵头单位"
    )
    alliance = models.ForeignKey(
        Alliance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="联合体",
    )
    aim = models.TextField("目标和做法", max_length=1000)
    is_public = models.BooleanField("向居民公开", default=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField("暂停或终止的原因", max_length=200, blank=True)
    planned_until = models.DateField("计划完成", null=True, blank=True)
    started_on = models.DateField("启动日期", null=True, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    outcome = models.TextField("成果", max_length=1000, blank=True)
    evaluation = models.TextField("评估", max_length=1000, blank=True)
    evaluated_on = models.DateField("评估日期", null=True, blank=True)
    # Who was heard, as counts: an evaluation is words and has no score.
    residents_heard = models.PositiveSmallIntegerField("参加评估的居民", null=True, blank=True)
    units_heard = models.PositiveSmallIntegerField("参加评估的单位", null=True, blank=True)
    brand = models.CharField("品牌名称", max_length=30, blank=True)
    brand_since = models.DateField("品牌命名日期", null=True, blank=True)
    story = models.TextField("品牌故事", max_length=2000, blank=True)
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "党建项目"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(name="project_street", fields=["street", "status"]),
            models.Index(name="project_community", fields=["community", "status"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="project_origin_is_known",
                condition=Q(origin="engagement", engagement__isnull=False)
                | Q(origin="resolution", engagement=None)
                | Q(origin="idea", engagement=None, resolution_key=None),
            ),
            models.CheckConstraint(
                name="project_started_has_day",
                condition=Q(status__in=["planned", "stopped"]) | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="project_halted_says_why",
                condition=~Q(status__in=["paused", "stopped"]) | ~Q(reason=""),
                violation_error_message="请写明原因。",
            ),
            models.CheckConstraint(
                name="project_completed_has_outcome",
                condition=~Q(status__in=["completed", "evaluated"])
                | (
                    Q(completed_on__isnull=False, completed_on__gte=F("started_on"))
                    & ~Q(outcome="")
                ),
            ),
            models.CheckConstraint(
                name="project_evaluated_has_words",
                condition=~Q(status="evaluated")
                | (
                    Q(
                        evaluated_on__isnull=False,
                        evaluated_on__gte=F("completed_on"),
                        residents_heard__isnull=False,
                        units_heard__isnull=False,
                    )
                    & ~Q(evaluation="")
                ),
            ),
            models.UniqueConstraint(
                name="project_once_of_engagement",
                fields=["engagement"],
                condition=~Q(status="stopped"),
                violation_error_message="这次对接已经成立了项目。",
            ),
            models.UniqueConstraint(
                name="project_once_of_resolution",
                fields=["resolution_key"],
                condition=~Q(status="stopped"),
                violation_error_message="这项决议已经成立了项目。",
            ),
            models.CheckConstraint(
                name="project_brand_has_name_and_day",
                condition=Q(brand="", brand_since=None)
                | (~Q(brand="") & Q(brand_since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.uuid])

    @property
    def public_url(self) -> str:
        return reverse("projects:open_project", args=[self.uuid])

    @property
    def phone_url(self) -> str:
        return reverse("projects:my_project", args=[self.uuid])

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def public_name(self) -> str:
        """What residents read: the brand once it has one."""
        return self.brand or self.name


class Partner(models.Model):
    """A unit in a project beside the lead: what it promised and what came of it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="partnerships", verbose_name="参与单位"
    )
    promised = models.CharField("承诺投入", max_length=200, blank=True)
    delivered = models.CharField("实际投入", max_length=200, blank=True)
    delivered_on = models.DateField("落实日期", null=True, blank=True)

    class Meta:
        verbose_name = "参与单位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="partner_once",
                fields=["project", "unit"],
                violation_error_message="这家单位已在项目中。",
            ),
            models.CheckConstraint(
                name="partner_delivered_has_day",
                condition=Q(delivered="", delivered_on=None)
                | (~Q(delivered="") & Q(delivered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.unit.label


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def open(self) -> MilestoneQuerySet:
        """Not done, of projects that run."""
        return self.filter(done_on=None, project__status__in=Project.RUNNING)

    def late(self, today: date) -> MilestoneQuerySet:
        return self.open().filter(due_on__lt=today)


class Milestone(models.Model):
    """A stage of a project with its due day; done when somebody says on which day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    title = models.CharField("节点", max_length=60)
    due_on = models.DateField("计划日期")
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "节点"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="milestone_once",
                fields=["project", "title"],
                violation_error_message="项目里已有同名的节点。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Progress(models.Model):
    """A note of what happened in a project; a public one stands on its public page."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="progress")
    text = models.CharField("进展", max_length=500)
    on = models.DateField("日期")
    is_public = models.BooleanField("向居民公开", default=False)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "进展"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text
