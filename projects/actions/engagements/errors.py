"""What may be wrong with an engagement, named after what happened."""

from django.core.exceptions import ValidationError

from common.lifecycle import IllegalMove
from members.models import MemberUnit


class ClaimedMeanwhile(ValidationError):
    """Somebody else was quicker; says who."""

    def __init__(self, lead: MemberUnit) -> None:
        super().__init__(f"这项需求刚被{lead.label}认领。")


class NotOpen(ValidationError):
    """The demand is met, withdrawn, or not published: there is nothing to claim."""

    def __init__(self, words: str = "这项需求已不在认领大厅，可能已解决或已撤下。") -> None:
        super().__init__(words)


class NotInParts(ValidationError):
    """A quantity for a demand that is met as a whole."""

    def __init__(self) -> None:
        super().__init__({"quantity": "这项需求要整体解决，不能只认领一部分。"})


class MoreThanLeft(ValidationError):
    """More than is still to be met of the demand."""

    def __init__(self, left: int) -> None:
        super().__init__({"quantity": f"只剩 {left} 还没有人认领，请改小数量。"})


class LessThanTaken(ValidationError):
    """The amount of a demand was to go below what of it is claimed, or down to what is done."""

    def __init__(self, least: int) -> None:
        said = "这项需求已有单位认领或解决了一部分"
        super().__init__({"amount": f"{said}，总数不能删去，也不能小于 {least}。"})


class NoPlaces(ValidationError):
    """The service that is to be used has fewer places left."""

    def __init__(self, left: int) -> None:
        said = f"这项服务只剩 {left} 个名额" if left else "这项服务的名额已满"
        super().__init__(f"{said}，请改小数量，或换一项服务。")


class NotForThisUnit(ValidationError):
    """A unit cannot have this part: it asks itself, is twice in it, or has left."""


class NotTheirs(ValidationError):
    """The resource or service is not published by one of the units that help."""

    def __init__(self) -> None:
        super().__init__("这项资源或服务不是认领单位的，或已不再发布，请重新选择。")


class NotAtWork(ValidationError):
    """The engagement is not agreed yet, or has ended."""

    def __init__(self) -> None:
        super().__init__("这项对接还没有确认，或者已经结束，请刷新后再看。")


class NotReported(IllegalMove):
    """Sent back without having been reported done."""

    def __init__(self) -> None:
        super().__init__("认领单位还没有报告办成，不能退回。请刷新后再看。")


class SeenBefore(IllegalMove):
    """What stood on the reader's screen is no longer so: a second tab, or somebody else."""

    def __init__(self) -> None:
        super().__init__("这项对接刚刚有了变化，没有改动。请看清现在的情况，再决定。")
