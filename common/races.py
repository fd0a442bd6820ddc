"""Two people do the same thing at once, or one person clicks twice: one wins, nobody sees a 500."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


class TakenMeanwhile(ValidationError):
    """A unique constraint refused what had passed its checks: somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__("刚刚已有人办理了同一件事（也可能是重复提交），请刷新页面，核对后再办理。")


@contextmanager
def first_come() -> Iterator[None]:
    """A transaction in which the loser of a race meets TakenMeanwhile; also as a decorator.

    For actions that check before they write: what they check may be taken between the two.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise TakenMeanwhile from error
