"""The hall 认领大厅 and the register of engagements, on the one list contract."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from common.listing.parts import Field
from common.templatetags.ui import TONES
from members.models import MemberUnit
from projects.items.registers import categories, in_category
from projects.models import Demand, Engagement, Share


def _places(listing: Listing) -> list[tuple[str, str]]:
    """Areas that demands of the hall are for."""
    rows = listing.base.order_by("area__code").values_list("area__uuid", "area__name").distinct()
    return [(str(uuid), name) for uuid, name in rows]


HASTE_TONES = {"urgent": "late", "soon": "soon", "normal": "plain"}
HALL_FILTERS = (
    Filter("category", "类别", choices=categories, narrow=in_category),
    Filter("area", "区域", choices=_places, field="area__uuid"),
    Filter("urgency", "紧急程度", choices=Demand.Urgency.choices),
)


class HallList(Listing):
    """Give it `Demand.objects.hall_for(user)` or `claimable_by(unit)`, ready for the list."""

    title = "认领大厅"
    unit = "项需求"
    definition = "已发布、还没有解决、还可以认领的需求；含发布满 14 天扩大认领的"
    empty = "现在没有等待认领的需求。"
    sort = "urgency"
    filters = HALL_FILTERS
    columns = (
        ListColumn("title", "需求", "title", sort=("title",), link=lambda d: hall_url(d)),
        ListColumn(
            "urgency",
            "紧急程度",
            "get_urgency_display",
            sort=("haste", "wished_on", "published_at"),
            tag=lambda demand: f"tag-{HASTE_TONES[demand.urgency]}",
        ),
        ListColumn("wished", "希望解决日期", "wished_on", sort=("wished_on",), kind="date"),
        ListColumn("quantity", "数量", "quantity"),
        ListColumn("left", "还剩", "left", css="r", kind="number"),
        ListColumn("category", "类别", "category.name", sort=("category__name",)),
        ListColumn("unit", "需求单位", "unit.label", sort=("unit__name",)),
        ListColumn("area", "范围", "area.name", sort=("area__code",)),
        ListColumn("published", "发布", "published_at", sort=("published_at",)),
        ListColumn("opened", "扩大认领", "opened_on", sort=("opened_on",), kind="date"),
    )


def hall_rows(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With all that the hall shows of a demand."""
    return rows.with_haste().for_list()  # type: ignore[attr-defined]


def hall_url(demand: Demand) -> str:
    return reverse("projects:hall_demand", args=[demand.uuid])


WAITS = [("staff", "等工作人员代办"), ("idle", "久无进展，将退回"), ("carry", "未办成，待会议处理")]


def _waiting(rows: Any, value: str, user: Any) -> Any:
    """What waits for this reader to decide, as the lines of today count it."""
    if value == "staff":
        return rows.waiting_for_staff(user)
    own = rows.overseen_by(user)
    return own.at_work().filter(warned_at__isnull=False) if value == "idle" else own.to_carry()


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By words of the demand, or of a unit that asks or helps; military units by their alias."""
    units = MemberUnit.objects.named(text).values("pk")
    helped = Share.objects.filter(unit__in=units).values("engagement")
    return (
        rows.filter(demand__title__icontains=text)
        | rows.filter(demand__unit__in=units)
        | rows.filter(pk__in=helped)
    )


class EngagementList(Listing):
    title = "对接"
    unit = "项"
    definition = "需求在本辖区，或由本辖区单位提出、认领、协助的对接，含各种状态"
    empty = "还没有对接。需求发布后，单位在认领大厅认领，工作人员也可以推荐单位。"
    sort = "-since"
    filters = (
        Filter("q", "关键字", narrow=_named, placeholder="需求、单位"),
        Filter("status", "状态", choices=Engagement.Status.choices),
        Filter("waits", "等待处理", choices=WAITS),
    )
    columns = (
        ListColumn("demand", "需求", "demand.title", sort=("demand__title",), link=True),
        ListColumn(
            "status",
            "状态",
            "get_status_display",
            sort=("status",),
            tag=lambda one: f"tag-{TONES.get(one.status, 'plain')}",
        ),
        ListColumn("asker", "需求单位", "demand.unit.label", sort=("demand__unit__name",)),
        ListColumn("lead", "牵头单位", "lead.label"),
        ListColumn("helpers", "协助", lambda one: "、".join(u.label for u in one.helpers)),
        ListColumn("quantity", "数量", "quantity", css="r", kind="number", shown=False),
        ListColumn("since", "提出时间", "proposed_at", sort=("proposed_at",)),
        ListColumn("accepted", "对接时间", "accepted_at", sort=("accepted_at",), shown=False),
        ListColumn("touched", "最近进展", "touched_at", sort=("touched_at",)),
        ListColumn("due", "无进展退回日", "idle_on", sort=("touched_at",), kind="date"),
        ListColumn("rating", "评价", "get_rating_display", sort=("rating",)),
    )

    def narrowed(self, rows: QuerySet[Any], field: Field) -> QuerySet[Any]:
        if field.filter.key == "waits":
            found: QuerySet[Any] = _waiting(rows, field.value, self.user)
            return found
        return super().narrowed(rows, field)
