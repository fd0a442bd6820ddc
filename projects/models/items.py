"""The three lists of an alliance: resources to share, services, and demands."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from grids.models.posts import check_duty_phone
from members.models import MemberUnit
from projects.models.categories import Category
from projects.models.needs import NeedQuerySet
from projects.search import search_text

if TYPE_CHECKING:
    from members.models import User


MILITARY_STAYS_INSIDE = "军警单位的资源、服务和需求只在联合体内部使用，不能向居民公开。"


class Checked(models.TextChoices):
    """How somebody came to say that an item holds."""

    OWNER = "owner", "单位自己确认"
    PHONE = "phone", "工作人员电话核实"
    VISIT = "visit", "工作人员现场核实"
    IMPORT = "import", "随清单导入"
    STAFF = "staff", "工作人员登记"


class ItemQuerySet(PlacedQuerySet):
    def visible_to(self, user: User) -> ItemQuerySet:
        """Items that reach into the user's areas or come from a unit the user speaks for."""
        return self.filter(
            Q(area__in=user.areas().values("pk"))
            | Q(unit__in=MemberUnit.objects.visible_to(user).values("pk"))
        )

    def of_units_of(self, user: User) -> ItemQuerySet:
        """Items of the unit whose liaison officer the user is."""
        return self.filter(unit__liaisons__person__user=user.pk, unit__liaisons__until=None)

    def published(self) -> ItemQuerySet:
        return self.filter(status=Item.Status.PUBLISHED)

    def public(self, today: date) -> ItemQuerySet:
        """What anybody may see: published, marked public, in time, not of a military unit."""
        fresh = self.published().filter(is_public=True, valid_until__gte=today)
        return fresh.exclude(unit__type=MemberUnit.Type.MILITARY)

    def to_confirm(self) -> ItemQuerySet:
        """Those that hold only as long as somebody says so: all but demands that are met."""
        return self.filter(met_on=None) if self.model is Demand else self

    def for_list(self) -> ItemQuerySet:
        return self.select_related("category", "unit", "area", "community", "street")


class Item(Placed):
    """What the three lists have in common. `area` is the area that the item reaches."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        PUBLISHED = "published", "已发布"
        RETURNED = "returned", "退回修改"
        LAPSED = "lapsed", "待确认"
        WITHDRAWN = "withdrawn", "已撤下"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.PUBLISHED, Status.RETURNED},
        Status.RETURNED: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.PUBLISHED: {Status.LAPSED, Status.WITHDRAWN},
        Status.LAPSED: {Status.PUBLISHED, Status.WITHDRAWN},
    }
    # Days that a confirmation holds; portal rule: services 60, others 90.
    REVIEW_DAYS: ClassVar[int] = 90
    KIND: ClassVar[str]
    EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
    STANDING = frozenset({Status.PUBLISHED, Status.LAPSED})  # an edit goes by way of a Revision
    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "description")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("名称", max_length=60)
    description = models.TextField("说明", max_length=1000, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="+", verbose_name="类别", db_index=False
    )
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="%(class)ss", verbose_name="单位"
    )
    contact = models.CharField("联系岗位", max_length=60)
    phone = models.CharField("联系电话", max_length=20, validators=[check_duty_phone])
    is_public = models.BooleanField("向居民公开", default=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    last_confirmed = models.DateField("最近确认", null=True, blank=True)
    # Who said so, as readers see it: the unit, or the community or street whose staff asked.
    confirmed_by = models.CharField("由谁确认", max_length=120, blank=True, editable=False)
    confirmed_how = models.CharField(
        "怎样确认", max_length=6, choices=Checked, default=Checked.OWNER, editable=False
    )
    valid_until = models.DateField("有效至", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    return_note = models.CharField("退回说明", max_length=200, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    round = models.ForeignKey(
        "projects.Round",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss",
        verbose_name="征集",
    )
    # A duplicate that was merged: withdrawn, and what it says stands there.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["community", "category", "-id"],
                condition=Q(status="published"),
                name="%(class)s_community",
            ),
            models.Index(
                fields=["street", "category", "-id"],
                condition=Q(status="published"),
                name="%(class)s_street",
            ),
            models.Index(
                fields=["district", "category", "-id"],
                condition=Q(status="published"),
                name="%(class)s_district",
            ),
            models.Index(
                fields=["-last_confirmed", "-id"],
                condition=Q(status="published", is_public=True),
                name="%(class)s_newest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_valid_after_confirmed",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("last_confirmed")),
            ),
            models.CheckConstraint(
                name="%(class)s_published_was_reviewed",
                condition=~Q(status__in=["published", "lapsed"])
                | Q(
                    reviewed_by__isnull=False,
                    published_at__isnull=False,
                    last_confirmed__isnull=False,
                    valid_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_returned_says_why",
                condition=~Q(status="returned") | ~Q(return_note=""),
            ),
            models.CheckConstraint(
                name="%(class)s_submitted_has_time",
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_merged_is_withdrawn",
                condition=Q(merged_into=None) | Q(status="withdrawn"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The staff page of the item."""
        return reverse("projects:item", args=[self.KIND, self.uuid])

    @property
    def owner_url(self) -> str:
        """The phone page of the item, for the unit's liaison officer."""
        return reverse("projects:my_item", args=[self.KIND, self.uuid])

    @property
    def kind_name(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def public_url(self) -> str:
        return reverse("projects:public_item", args=[self.uuid])

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def is_standing(self) -> bool:
        return self.status in self.STANDING

    @property
    def is_met(self) -> bool:
        """A demand of which the asking side said that it is met: nothing is asked about it."""
        return getattr(self, "met_on", None) is not None

    def text_to_search(self) -> str:
        """What `search_text` has to be: the words of the item, and the name its unit goes by."""
        return search_text(*(str(getattr(self, name)) for name in self.SEARCHED), self.unit.label)

    def clean(self) -> None:
        """Portal rule: nothing of a military or police unit is ever public."""
        if self.is_public and self.unit.is_military:
            raise ValidationError({"is_public": MILITARY_STAYS_INSIDE})


class Resource(Item):
    """Something a unit shares: venue, equipment, talent, funds, information."""

    KIND = "resource"
    SEARCHED = ("title", "description", "opening", "conditions")

    class Form(models.TextChoices):
        VENUE = "venue", "场地"
        EQUIPMENT = "equipment", "设备"
        TALENT = "talent", "人才"
        FUNDS = "funds", "资金"
        INFORMATION = "information", "信息"
        OTHER = "other", "其他"

    form = models.CharField("资源形式", max_length=12, choices=Form)
    quantity = models.CharField("数量", max_length=30, blank=True)
    capacity = models.PositiveIntegerField("可容纳人数", null=True, blank=True)
    opening = models.CharField("开放时间", max_length=100, blank=True)
    conditions = models.CharField("使用条件", max_length=200, blank=True)
    # How many of it can be lent at once; without a number it is not booked through the portal.
    pieces = models.PositiveSmallIntegerField("可同时预订的数量", null=True, blank=True)

    class Meta(Item.Meta):
        verbose_name = "共享资源"


class Service(Item):
    """Something a unit does for residents or other units."""

    KIND = "service"
    REVIEW_DAYS = 60
    SEARCHED = ("title", "description", "audience", "place")

    audience = models.CharField("服务对象", max_length=60)
    place = models.CharField("地点", max_length=100)
    hours = models.CharField("服务时间", max_length=100)
    quota = models.CharField("名额", max_length=30, blank=True)
    booking = models.CharField("预约方式", max_length=100, blank=True)
    bring = models.CharField("需带材料", max_length=100, blank=True)
    # How many can be helped at once; engagements under way take places, and free them again.
    places = models.PositiveIntegerField("名额（数字）", null=True, blank=True)

    class Meta(Item.Meta):
        verbose_name = "服务项目"


class DemandQuerySet(NeedQuerySet, ItemQuerySet):  # type: ignore[override]
    """Demands are listed like all items, and claimed."""


class Demand(Item):
    """Something a unit or a community needs."""

    KIND = "demand"

    class Urgency(models.TextChoices):
        NORMAL = "normal", "一般"
        SOON = "soon", "较急"
        URGENT = "urgent", "紧急"

    urgency = models.CharField("紧急程度", max_length=6, choices=Urgency, default=Urgency.NORMAL)
    wished_on = models.DateField("希望解决日期", null=True, blank=True)
    quantity = models.CharField("数量", max_length=30, blank=True)
    # Where it can be met in parts: how much of it, in the words of `quantity`.
    amount = models.PositiveIntegerField("可分批解决的总数", null=True, blank=True)
    # Unclaimed in its own alliance for too long: open to all.
    opened_on = models.DateField("扩大认领日期", null=True, blank=True, editable=False)
    # The asking side confirmed that all of it is met.
    met_on = models.DateField("已解决日期", null=True, blank=True, editable=False)

    left: int | None  # set by with_left()

    objects = DemandQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Item.Meta):
        verbose_name = "需求意向"

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """What is met reads so wherever its state is shown, until it is withdrawn."""
        shown = str(Item.Status(self.status).label)
        return "已解决" if self.met_on and self.status != Item.Status.WITHDRAWN else shown
