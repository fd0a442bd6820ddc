"""How the API describes itself: in the words that stand in its viewsets."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

VERBS = {"list": "列出", "retrieve": "查看一条", "submit": "提交"}
VERBS |= {  # of engagements
    "claim": "认领需求，形成",
    "propose": "推荐单位，形成",
    "accept": "接受",
    "decline": "不接受",
    "release": "退回",
    "follow_up": "记下进展：",
    "report": "报告已办成：",
    "confirm": "确认办成：",
    "send_back": "退回继续办：",
    "not_done": "报告未办成：",
    "close": "归档",
}


class Words(AutoSchema):
    """`title`, `about` and, for an action of its own, `more` of the viewset."""

    view: Any

    def get_summary(self) -> str:
        return f"{VERBS[self.view.action]}{self.view.title}"

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.view.more.get(self.view.action, self.view.about))
