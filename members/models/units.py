"""Member units: the organisations that joined."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from common.tree import Placed, PlacedQuerySet
from members.credit_code import check_credit_code

if TYPE_CHECKING:
    from members.models.people import Liaison
    from members.models.users import User


class MemberUnitQuerySet(PlacedQuerySet):
    def active(self) -> MemberUnitQuerySet:
        return self.filter(left_on=None)

    def left(self) -> MemberUnitQuerySet:
        return self.exclude(left_on=None)

    def named(self, text: str) -> MemberUnitQuerySet:
        """Units whose name holds `text`; a military unit is found by its alias only."""
        military = Q(type=MemberUnit.Type.MILITARY)
        return self.filter(
            (military & Q(alias__icontains=text)) | (~military & Q(name__icontains=text))
        )

    def without_liaison(self) -> MemberUnitQuerySet:
        return self.exclude(Exists(self._officers()))

    def with_liaison(self) -> MemberUnitQuerySet:
        return self.filter(Exists(self._officers()))

    def _officers(self) -> models.QuerySet[Any]:
        officers: models.QuerySet[Any] = self.model._meta.get_field(
            "liaisons"
        ).related_model.objects
        return officers.filter(unit=OuterRef("pk"), until=None)

    def visible_to(self, user: User) -> MemberUnitQuerySet:
        """Units placed in the user's areas, and the one whose liaison the user is."""
        own = Q(liaisons__person__user=user.pk, liaisons__until=None)
        mine = self.model.objects.filter(own).values("pk")
        return self.filter(Q(area__in=user.areas().values("pk")) | Q(pk__in=mine))

    def public(self) -> MemberUnitQuerySet:
        """Units that may be named in public: never military or police ones."""
        return self.active().exclude(type=MemberUnit.Type.MILITARY)

    def for_list(self) -> MemberUnitQuerySet:
        """With its place and, as `officers`, its current liaison (a list of one or none)."""
        liaisons = self.model._meta.get_field("liaisons").related_model
        current = liaisons.objects.current().select_related("person")
        return self.select_related("area", "street", "community").prefetch_related(
            Prefetch("liaisons", current, to_attr="officers")
        )


class MemberUnit(Placed):
    """An organisation in the alliance. Military and police units go by their alias, inside only."""

    class Type(models.TextChoices):
        LOCAL = "local", "地方党组织"
        PUBLIC = "public", "机关事业单位"
        STATE = "state", "国有企业"
        MILITARY = "military", "军警单位"
        PRIVATE = "private", "非公企业"
        SCHOOL = "school", "学校"
        SOCIAL = "social", "社会组织"
        NEW = "new", "新业态"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("单位名称", max_length=120)
    alias = models.CharField("代称", max_length=60, blank=True)
    type = models.CharField("类型", max_length=10, choices=Type)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, validators=[check_credit_code]
    )
    industry = models.CharField("行业", max_length=40, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    officers: list[Liaison]  # set by for_list()

    objects = MemberUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "成员单位"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["district", "type"], name="unit_district_type"),
            models.Index(fields=["street", "type"], name="unit_street_type"),
            models.Index(fields=["community", "type"], name="unit_community_type"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="memberunit_credit_code_once",
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(left_on=None),
                violation_error_message="该统一社会信用代码已登记。",
            ),
            models.UniqueConstraint(
                name="memberunit_name_once_in_area",
                fields=["area", "name"],
                condition=Q(left_on=None),
                violation_error_message="该区域已登记同名单位。",
            ),
            models.CheckConstraint(
                name="memberunit_military_has_alias",
                condition=~Q(type="military") | ~Q(alias=""),
                violation_error_message="军警单位必须填写代称。",
            ),
            models.CheckConstraint(
                name="memberunit_left_after_joined",
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message="退出日期不能早于加入日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("members:unit", args=[self.uuid])

    @property
    def is_military(self) -> bool:
        return self.type == self.Type.MILITARY

    @property
    def label(self) -> str:
        """The name by which the unit goes inside the portal."""
        return self.alias if self.is_military else self.name

    def clean(self) -> None:
        if self.is_military and not self.alias:
            raise ValidationError({"alias": "军警单位必须填写代称。"})
