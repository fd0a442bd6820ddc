"""The score of a candidate for one need, in words and in numbers. Nothing else defines it.

Points say how well a thing fits a need, and order the candidates of that one need. They are never
summed over units or needs, and no page shows them apart from the need.

| what counts | points |
|---|---|
| place: it is for the very area of the need, or for its community | 40 |
| · for the whole street of the need | 30 |
| · for another place in that street | 20 |
| · for the whole district; for a need of the district, any place in it | 10 |
| category: the same | 30 |
| · one above or below it in the tree | 20 |
| · another under the same top category | 10 |
| each pair of characters that both texts hold, at most three | 8 |
| number: there is enough, where both sides say how many | 10 |
| · a part of it, where the need can be met in parts | 5 |
| it holds until the wished date | 5 |
| confirmed in the last 30 days, where the need is urgent | 5 |
| open on the days that the need names, else on the wished date | 10 |
| each time its unit helped in the last 90 days, as the helped side confirmed, at most two | 5 |

A candidate is a published resource or service in time, of an active unit, that reaches the need
(`reach`) and is related: under the same top category, or with a pair of characters in common. A
unit without such a thing is one by having helped with a need under the same top category within
a year; its category points are those of the best such need. Left out are the unit that asks, and
units that are in an engagement on the need or were declined in one. Equal scores: resources, then
services, then units; then the older record.
"""

from typing import NamedTuple

from django.db import models

SAME_COMMUNITY, WHOLE_STREET, SAME_STREET, SAME_DISTRICT = 40, 30, 20, 10
SAME_CATEGORY, NEAR_CATEGORY, SAME_GROUP = 30, 20, 10
PAIR, MOST_PAIRS = 8, 3
ENOUGH, IN_PART = 10, 5
IN_TIME = 5
FRESH, FRESH_DAYS = 5, 30
OPEN = 10
HELPED, MOST_HELPS, HELP_DAYS, PAST_DAYS = 5, 2, 90, 365

KEPT = 10  # candidates of a need that a page shows first, and that the nightly batch stores


class Kind(models.IntegerChoices):
    """What a candidate is, in the order of equal scores."""

    RESOURCE = 1, "共享资源"
    SERVICE = 2, "服务项目"
    UNIT = 3, "单位"


class Found(NamedTuple):
    """A candidate by its kind and key, with the points of each part; `helps` is a count."""

    kind: int
    pk: int
    place: int
    category: int
    pairs: int  # how many both have, as counted: at most MOST_PAIRS
    number: int
    in_time: int
    fresh: int
    open: int
    helps: int

    @property
    def score(self) -> int:
        fit = self.place + self.category + PAIR * self.pairs + self.number
        ready = self.in_time + self.fresh + self.open
        return fit + ready + HELPED * min(self.helps, MOST_HELPS)

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts the best first."""
        return (-self.score, self.kind, self.pk)
