"""How the API describes itself: in the words that stand in its viewsets."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

VERBS = {"list": "列出", "retrieve": "查看一条"}  # a viewset's `verbs` name its own actions


class Words(AutoSchema):
    """`title`, `about` and, for actions of its own, `verbs` and `more` of the viewset."""

    view: Any

    def get_summary(self) -> str:
        return f"{(VERBS | self.view.verbs)[self.view.action]}{self.view.title}"

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.view.more.get(self.view.action, self.view.about))
