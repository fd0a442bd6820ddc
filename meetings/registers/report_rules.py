"""The list of streets with what they set about monthly reports."""

from typing import Any

from common.listing import Filter, ListColumn, Listing
from meetings.models import ReportRule


def rule_of(alliance: Any) -> ReportRule:
    """What the alliance has set, or the defaults; no query of rows with `report_rule` loaded."""
    return getattr(alliance, "report_rule", None) or ReportRule(alliance=alliance)


class ReportRuleListing(Listing):
    title = "月报期限和提醒"
    unit = "个"
    definition = (
        "本人管辖范围内各街道的区域型联合体；没设过的按默认：25 日截止，提前 5 天、1 天和逾期后提醒"
    )
    empty = "没有符合条件的街道联合体。"
    sort = "alliance"
    columns = (
        ListColumn(
            "alliance",
            "联合体",
            "name",
            link=lambda one: rule_of(one).get_absolute_url() if one.is_writable else "",
            sort=("area__code",),
        ),
        ListColumn("due", "每月截止", lambda one: f"{rule_of(one).due_day} 日"),
        ListColumn("steps", "提醒", lambda one: rule_of(one).steps_text),
        ListColumn("set", "自己设过", lambda one: bool(rule_of(one).pk)),
    )
    filters = (Filter("q", "联合体", fields=("name",), placeholder="两个字即可"),)
