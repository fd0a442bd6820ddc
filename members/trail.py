"""The register of the audit trail. Nobody can change it in the portal."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Q, QuerySet

from common.listing import Filter, ListColumn, Listing
from members.models import Liaison, User

ACTIONS = {
    LogEntry.Action.CREATE: "新增",
    LogEntry.Action.UPDATE: "修改",
    LogEntry.Action.DELETE: "删除",
}
VERBS = {  # what the actions call what they did, in the reader's words
    "anonymise": "匿名化",
    "appoint": "任命联络员",
    "change_mail": "修改提醒邮箱",
    "change_password": "修改密码",
    "confirm": "确认有效",
    "correct": "更正",
    "download": "下载文件",
    "end": "结束",
    "export": "导出 Excel",
    "import": "Excel 导入",
    "lapse": "到期停止公开",
    "leave": "退出",
    "make_feed": "生成日历订阅",
    "make_link": "生成登录链接",
    "move": "办理",
    "rename": "更名",
    "replan": "系统调整日期",
    "reschedule": "改期",
    "reset_password": "重设密码",
    "reveal": "查看完整号码",
    "revoke_link": "撤销登录链接",
    "save": "保存草稿",
    "stop_feed": "停用日历订阅",
}


def entries_for(user: User) -> QuerySet[LogEntry]:
    """What the accounts and liaison officers of the districts that `user` looks after did."""
    officers = Liaison.objects.filter(unit__area__in=user.account_areas().values("pk"))
    actors = Q(actor__in=User.objects.visible_to(user).values("pk")) | Q(
        actor__in=officers.values("person__user")
    )
    return LogEntry.objects.filter(actors).select_related("actor", "content_type")


def verb(entry: LogEntry) -> str:
    data = entry.additional_data or {}
    return VERBS.get(data.get("verb", ""), ACTIONS.get(entry.action, ""))


def reason(entry: LogEntry) -> str:
    return str((entry.additional_data or {}).get("reason", ""))


def changed(entry: LogEntry) -> str:
    """The names of the fields that changed; their values stay in the record itself."""
    model = entry.content_type.model_class()
    fields = model._meta.get_fields() if model else []
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in fields}
    return "、".join(names.get(name, name) for name in (entry.changes or {}))


def on_day(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    try:
        return rows.filter(timestamp__date=date.fromisoformat(text))
    except ValueError:
        return rows.none()


class TrailListing(Listing):
    title = "操作记录"
    definition = (
        "本区工作人员和联络员的每一次新增、修改、办理、导入、导出，最近的在前；只能查看，不能改动"
    )
    sort = "-at"
    columns = (
        ListColumn("at", "时间", "timestamp", sort=("timestamp",)),
        ListColumn("actor", "操作人", "actor", sort=("actor__name",)),
        ListColumn("verb", "做了什么", verb),
        ListColumn("kind", "对象", "content_type.name", sort=("content_type__model",)),
        ListColumn("object", "名称", "object_repr", sort=("object_repr",)),
        ListColumn("changed", "改动的项目", changed),
        ListColumn("reason", "说明", reason),
        ListColumn("address", "来源地址", "remote_addr", shown=False),
    )
    filters = (
        Filter("actor", "操作人", fields=("actor__name", "actor__username")),
        Filter("object", "名称", fields=("object_repr",)),
        Filter("day", "日期", narrow=on_day, placeholder="2026-11-22"),
    )
