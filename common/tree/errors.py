"""What can go wrong with a tree, named after what happened."""

from django.core.exceptions import ValidationError
from django.db.models import Model


class BelowItself(ValidationError):
    """A node was to hang below itself; `node` is the one that was to be moved or loaded."""

    def __init__(self, node: Model) -> None:
        self.node = node
        super().__init__(f"“{node}”不能放到它自己或它的下级之下。", code="below_itself")


class StaleParent(ValidationError):
    """The parent of `node` is no longer the one that the caller saw, or is gone."""

    def __init__(self, node: Model) -> None:
        self.node = node
        super().__init__(f"“{node}”的上级已被他人改动，请刷新后重试。", code="stale_parent")
