"""The tree of places: district, street, community, grid, micro-grid."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length
from django.urls import reverse

from common.tree import TreeManager, TreeModel, TreeQuerySet

if TYPE_CHECKING:
    from members.models import User

models.CharField.register_lookup(Length)

CODE_LENGTHS = {"district": 6, "street": 9, "community": 12, "grid": 15, "micro": 18}


def _within(roots: list[int]) -> Q:
    return Q(district__in=roots) | Q(street__in=roots) | Q(community__in=roots)


def _former(roots: list[int]) -> RawSQL:
    """The areas that went over into areas below `roots`, at any remove, with all below those.

    Recursive, which querysets cannot say; it starts from the few areas that have predecessors.
    """
    area, link = Area._meta.db_table, AreaSuccessor._meta.db_table
    holders = ", ".join(["%s"] * len(roots))
    columns = ("district_id", "street_id", "community_id")
    within = " OR ".join(f"heir.{name} IN ({holders})" for name in columns)
    return RawSQL(  # noqa: S611 - names come from _meta, keys are parameters
        f"WITH RECURSIVE former(id) AS ("  # noqa: S608
        f"SELECT link.area_id FROM {link} link JOIN {area} heir ON heir.id = link.successor_id "
        f"WHERE {within} UNION SELECT link.area_id FROM former CROSS JOIN {link} link "
        f"JOIN {area} heir ON heir.id = link.successor_id WHERE heir.id = former.id "
        f"OR heir.community_id = former.id OR heir.street_id = former.id) "
        f"SELECT below.id FROM former CROSS JOIN {area} below WHERE below.id = former.id "
        f"OR below.community_id = former.id OR below.street_id = former.id",
        roots * 3,
    )


class AreaQuerySet(TreeQuerySet):
    def current(self) -> AreaQuerySet:
        return self.filter(valid_to=None)

    def in_scope(self, roots: list[int]) -> AreaQuerySet:
        """The areas with these ids, all below them, and the ended areas that went over into them.

        By the plain columns, whose indexes find a scope without a look at other districts. Roots
        are districts, streets or communities; whoever is bound to grids has no scope of areas.
        """
        if not roots:
            return self.none()
        return self.filter(_within(roots) | Q(pk__in=_former(roots)))

    def visible_to(self, user: User) -> AreaQuerySet:
        return self.filter(pk__in=user.areas().values("pk"))

    def for_list(self) -> AreaQuerySet:
        return self.select_related("district", "street", "community", "parent").order_by("code")


class Area(TreeModel):
    """One place. Its code is text (GB/T 2260 prefix), unique among current areas, never a key."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "区"
        STREET = "street", "街道（乡镇）"
        COMMUNITY = "community", "社区（村）"
        GRID = "grid", "网格"
        MICRO = "micro", "微网格（楼院）"

    class Setting(models.TextChoices):
        URBAN = "urban", "城镇"
        RURAL = "rural", "农村"

    tree_order = ("code", "pk")
    tree_columns: ClassVar[dict[str, str]] = {
        "district": Kind.DISTRICT,
        "street": Kind.STREET,
        "community": Kind.COMMUNITY,
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("层级", max_length=10, choices=Kind)
    code = models.CharField("区划代码", max_length=18)
    name = models.CharField("名称", max_length=60)
    setting = models.CharField("城乡", max_length=5, choices=Setting, default=Setting.URBAN)
    boundary = models.CharField("范围", max_length=300, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    district = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects = TreeManager.from_queryset(AreaQuerySet)()

    class Meta:
        verbose_name = "区域"
        indexes = [
            models.Index(fields=["district", "kind"], name="area_district_kind"),
            models.Index(fields=["street", "kind"], name="area_street_kind"),
            models.Index(fields=["community", "kind"], name="area_community_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="area_code_unique_among_current",
                fields=["code"],
                condition=Q(valid_to=None),
                violation_error_message="该区划代码已被现有区域使用。",
            ),
            models.CheckConstraint(
                name="area_root_iff_district",
                condition=Q(kind="district", parent=None)
                | (~Q(kind="district") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="area_code_length_fits_kind",
                condition=Q(
                    *[Q(kind=kind, code__length=length) for kind, length in CODE_LENGTHS.items()],
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="area_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grids:area", args=[self.uuid])

    def as_of(self, day: date) -> Area | AreaHistory:
        """The area's name, code and parent as they were on `day`: a history row, or itself."""
        past = self.history.filter(since__lte=day, until__gt=day).first()
        return past or self


class AreaHistory(models.Model):
    """What an area was called, and where it hung, from `since` until the day before `until`."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="history")
    name = models.CharField("名称", max_length=60)
    code = models.CharField("区划代码", max_length=18)
    parent = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    since = models.DateField("自")
    until = models.DateField("至（不含）")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(name="areahistory_one_version_a_day", fields=["area", "since"]),
            models.CheckConstraint(
                name="areahistory_until_after_since", condition=Q(until__gt=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaSuccessor(models.Model):
    """`area` ended on `on` and became `successor` (merge: many to one, split: one to many)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Area, models.PROTECT, related_name="predecessors")
    on = models.DateField("日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="areasuccessor_once", fields=["area", "successor"]),
            models.CheckConstraint(
                name="areasuccessor_not_itself", condition=~Q(area=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} → {self.successor}"


class AreaOutline(models.Model):
    """The outline of an area (GeoJSON Polygon or MultiPolygon, WGS 84), beside its bounding box.

    A row of its own, so that lists of areas do not read outlines. The box finds a point's areas.
    """

    area = models.OneToOneField(Area, models.CASCADE, related_name="outline")
    geometry = models.JSONField("轮廓")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField("来源", max_length=120, blank=True)
    changed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "轮廓"
        indexes = [models.Index(fields=["west", "south"], name="areaoutline_box")]
        constraints = [
            models.CheckConstraint(
                name="areaoutline_box_in_order",
                condition=Q(west__lte=F("east"), south__lte=F("north")),
            ),
            models.CheckConstraint(
                name="areaoutline_on_earth",
                condition=Q(west__gte=-180, east__lte=180, south__gte=-90, north__lte=90),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}"


class AreaOverlap(models.Model):
    """A community and a village side by side on one ground, neither under the other."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="overlaps")
    other = models.ForeignKey(Area, models.PROTECT, related_name="overlapped")
    note = models.CharField("说明", max_length=200, blank=True)
    since = models.DateField("自")
    until = models.DateField("至（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "并存区域"
        constraints = [
            models.UniqueConstraint(
                name="areaoverlap_once",
                fields=["area", "other"],
                condition=Q(until=None),
                violation_error_message="这两个区域已登记为同地并存。",
            ),
            # A pair has one order, so that it cannot be written twice.
            models.CheckConstraint(name="areaoverlap_in_order", condition=Q(area__lt=F("other"))),
            models.CheckConstraint(
                name="areaoverlap_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} / {self.other}"
