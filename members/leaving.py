"""What ends when a unit leaves the portal, or an alliance. A room above registers its part in its
`leaving.py`; it runs in the transaction in which the unit leaves."""

from collections.abc import Callable
from datetime import date, datetime

from members.models import MemberUnit, User
from members.models.units import MemberUnitQuerySet

Leave = Callable[[MemberUnit, date, User | None, datetime], None]
AllianceLeave = Callable[[MemberUnitQuerySet, User | None, datetime], None]

LEAVES: list[Leave] = []
ALLIANCE_LEAVES: list[AllianceLeave] = []


def leaves(end: Leave) -> Leave:
    """Register `end(unit, on, by, now)`: the unit left the portal."""
    if end not in LEAVES:
        LEAVES.append(end)
    return end


def leaves_alliances(end: AllianceLeave) -> AllianceLeave:
    """Register `end(units, by, now)`: each of the units left an alliance or more."""
    if end not in ALLIANCE_LEAVES:
        ALLIANCE_LEAVES.append(end)
    return end


def left_alliances(units: MemberUnitQuerySet, *, by: User | None, now: datetime) -> None:
    """Call after memberships of the units ended: whatever hangs on them ends."""
    for end in ALLIANCE_LEAVES:
        end(units, by, now)
