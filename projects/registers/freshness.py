"""The registers of edits, of what readers say is wrong, and of rounds."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from projects.items.owners import left_to_staff
from projects.models import ItemFlag, Revision, Round

TITLED = Filter("q", "关键字", fields=("item_title",), placeholder="条目名称")


def _tag(row: Any) -> str:
    return f"tag-{TONES.get(row.status, 'plain')}"


class RevisionList(Listing):
    title = "待审核的修改"
    unit = "条"
    definition = "对已发布条目的修改，范围在本辖区或由本辖区单位提出，含已办的"
    sort = "-at"
    empty = "没有这样的修改。联络员修改已发布的条目后，会在这里等您审核。"
    filters: ClassVar[Sequence[Filter]] = (
        TITLED,
        Filter("status", "状态", choices=Revision.Status.choices),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn("title", "条目", "item.title", sort=("item_title",), link=True),
        ListColumn("status", "状态", "get_status_display", sort=("status",), tag=_tag),
        ListColumn("list", "清单", "item.kind_name"),
        ListColumn("unit", "单位", "item.unit.label"),
        ListColumn("at", "提交时间", "created_at", sort=("created_at",)),
        ListColumn("decided", "审核时间", "decided_at", sort=("decided_at",)),
        ListColumn("reason", "未采用的原因", shown=False),
    )


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "staff":
        return left_to_staff(rows, timezone.localdate())
    return rows.open() if state == "open" else rows.exclude(settled_at=None)  # type: ignore[attr-defined]


class FlagList(Listing):
    title = "居民反映内容有误"
    unit = "条"
    definition = "居民在公开页面反映的号码错误、内容不对；同一项同一个问题只记一条，处理后才再记"
    sort = "-at"
    empty = "没有这样的反映。"
    filters: ClassVar[Sequence[Filter]] = (
        TITLED,
        Filter(
            "state",
            "处理",
            choices=[("open", "待处理"), ("staff", "等工作人员处理"), ("settled", "已处理")],
            narrow=_in_state,
        ),
        Filter("kind", "哪里不对", choices=ItemFlag.Kind.choices),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn("title", "条目", "item.title", sort=("item_title",), link=True),
        ListColumn("kind", "哪里不对", "get_kind_display", sort=("kind",)),
        ListColumn("text", "说明", "text"),
        ListColumn("unit", "单位", "item.unit.label"),
        ListColumn("at", "反映时间", "raised_at", sort=("raised_at",)),
        ListColumn("settled", "处理时间", "settled_at", sort=("settled_at",)),
        ListColumn("outcome", "处理结果", "outcome"),
    )


class RoundList(Listing):
    title = "征集"
    unit = "轮"
    definition = "本辖区各联合体和本辖区单位所在联合体的征集，含已议定的"
    sort = "-opened"
    empty = "还没有征集。每半年发起一轮：各单位提交，合并核实后公布，再认领、议定。"
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", "关键字", fields=("title", "alliance__name"), placeholder="名称、联合体"),
        Filter("status", "状态", choices=Round.Status.choices),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn("title", "名称", sort=("title",), link=True),
        ListColumn("status", "状态", "get_status_display", sort=("status",), tag=_tag),
        ListColumn("alliance", "联合体", "alliance.name", sort=("alliance__name",)),
        ListColumn("submit", "提交截止", "submit_by", sort=("submit_by",), kind="date"),
        ListColumn("claim", "认领截止", "claim_by", sort=("claim_by",), kind="date"),
        ListColumn("opened", "发起时间", "opened_at", sort=("opened_at",)),
    )
