"""How the API describes itself: in the words that stand in its viewsets."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

VERBS = {
    "list": "列出",
    "retrieve": "查看一条",
    "submit": "提交",
    "create": "登记",
    "cancel": "取消",
}


class Words(AutoSchema):
    """`title`, `about` and, for an action of its own, `more` of the viewset."""

    view: Any

    def get_summary(self) -> str:
        return f"{VERBS[self.view.action]}{self.view.title}"

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.view.more.get(self.view.action, self.view.about))
