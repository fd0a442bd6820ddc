"""Personal data whose time is over. A room registers what it forgets in its `expiry.py`."""

from collections.abc import Callable
from datetime import datetime

Forget = Callable[[datetime], str]

EXPIRED: list[Forget] = []


def expires(forget: Forget) -> Forget:
    """Register `forget(now)`, which takes expired data away and says what, or "".

    It goes by the state of the database and by `now`: a missed day is caught up, a second run
    finds nothing.
    """
    EXPIRED.append(forget)
    return forget
