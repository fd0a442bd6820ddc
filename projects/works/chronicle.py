"""What happened to a project, a pairing or a deliberation, read from the audit trail."""

from auditlog.models import LogEntry
from django.db.models import Model

from projects.items.history import MOST, Step

VERBS = {
    "create": "登记",
    "import": "导入登记",
    "change": "修改",
    "add_partner": "加入参与单位",
    "drop_partner": "移出参与单位",
    "deliver": "登记实际投入",
    "add_milestone": "增加节点",
    "postpone": "调整节点日期",
    "reach": "完成节点",
    "note": "记录进展",
    "show_note": "公开一条进展",
    "hide_note": "一条进展不再公开",
    "name_brand": "命名品牌",
    "visit": "走访",
    "end": "结束",
    "plan_steps": "安排步骤",
    "hold_step": "办理步骤",
    "correct_step": "更正步骤",
    "put_up": "张贴公示",
    "take_down": "撤下公示",
}
MOVED = {
    "active": "启动",
    "paused": "暂停",
    "stopped": "终止",
    "completed": "完成",
    "evaluated": "评估",
}


def chronicle(obj: Model) -> list[Step]:
    """The latest steps, newest first; one query."""
    entries = LogEntry.objects.get_for_object(obj).select_related("actor")
    return [_step(entry) for entry in entries.order_by("-timestamp", "-pk")[:MOST]]


def _step(entry: LogEntry) -> Step:
    data = entry.additional_data or {}
    before, after = (entry.changes or {}).get("status", ["", ""])
    what = MOVED.get(after) or VERBS.get(data.get("verb", ""), "修改")
    if (before, after) == ("paused", "active"):
        what = "恢复"
    return Step(entry.timestamp, what, str(entry.actor or "系统"), data.get("reason", ""))
