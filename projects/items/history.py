"""What happened to an item, read from the audit trail."""

from datetime import datetime
from typing import NamedTuple

from auditlog.models import LogEntry

from projects.models import Item

VERBS = {
    "create": "登记",
    "change": "修改",
    "confirm": "确认仍然有效",
    "import": "导入登记",
    "meet": "需求方确认，已解决",
    "open": "满 14 天没有人认领，向全区单位开放",
    "days": "例外日期",
}
MOVED = {
    "submitted": "提交审核",
    "published": "审核通过，发布",
    "returned": "退回修改",
    "lapsed": "到期未确认，自动撤下待确认",
    "withdrawn": "撤下",
}
MOST = 50


class Step(NamedTuple):
    when: datetime
    what: str
    who: str
    why: str


def history(item: Item) -> list[Step]:
    """The latest steps, newest first; one query."""
    entries = LogEntry.objects.get_for_object(item).select_related("actor")
    return [_step(entry) for entry in entries.order_by("-timestamp", "-pk")[:MOST]]


def _step(entry: LogEntry) -> Step:
    data = entry.additional_data or {}
    verb = data.get("verb", "change")
    before, after = (entry.changes or {}).get("status", ["", ""])
    what = MOVED.get(after, VERBS.get(verb, verb))
    if (before, after) == ("lapsed", "published"):
        what = "确认有效，重新发布"
    return Step(entry.timestamp, what, str(entry.actor or "系统"), data.get("reason", ""))
