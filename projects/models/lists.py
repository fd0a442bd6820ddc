"""The three lists of an alliance: resources to share, services, and demands."""

from __future__ import annotations

from django.db import models

from projects.models.items import Item, ItemQuerySet
from projects.models.needs import NeedQuerySet


class Resource(Item):
    """Something a unit shares: venue, equipment, talent, funds, information."""

    KIND = "resource"
    SEARCHED = ("title", "description", "address", "opening", "conditions")

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
    address = models.CharField("地点", max_length=100, blank=True)
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

    def to_confirm(self) -> ItemQuerySet:
        """What is met needs nobody's word any more."""
        return self.filter(met_on=None)


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
