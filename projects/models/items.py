"""What is common to the items of the three lists: their states, who sees them, how they age."""

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
        """Those that hold only as long as somebody says so."""
        return self

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
