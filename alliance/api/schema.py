"""How the API describes itself: in the words that stand in its viewsets."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

VERBS = {
    "list": "列出",
    "retrieve": "查看一条",
    "submit": "提交",
    "accept": "受理",
    "decline": "不予受理",
    "dispatch_to": "派出或转交",
    "take": "接单：",
    "give_back": "退回",
    "note": "写进展：",
    "done": "办结",
    "start": "启动",
    "pause": "暂停",
    "resume": "恢复",
    "stop": "终止",
    "complete": "完成",
    "evaluate": "评估",
    "progress": "记录进展：",
}
VERBS |= {"confirm": "确认有效：", "accept": "采用", "refuse": "不采用"}


class Words(AutoSchema):
    """`title`, `about` and, for an action of its own, `more` of the viewset."""

    view: Any

    def get_summary(self) -> str:
        return f"{VERBS[self.view.action]}{self.view.title}"

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.view.more.get(self.view.action, self.view.about))
